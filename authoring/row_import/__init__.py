"""Old rows of a file, or of another tab, for a table of the programme."""
