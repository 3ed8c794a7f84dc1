"""Documents about a record: a template filled in, and the file that is made of it."""
