"""What people see and change after they have sent a form."""
