"""A spreadsheet in memory, and how its places are named."""
