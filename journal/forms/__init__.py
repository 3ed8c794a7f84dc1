"""What people sent by forms, began and changed, and what staff publish of forms."""
