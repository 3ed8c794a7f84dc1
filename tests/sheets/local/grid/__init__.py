"""The page for people, as users of Google Sheets expect it: a file for each matter."""
