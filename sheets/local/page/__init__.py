"""The page for people: the same spreadsheets, as a table to read and type in."""
