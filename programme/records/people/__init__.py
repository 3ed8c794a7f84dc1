"""Who the people of records are, what they agreed to, and what others learn of it."""
