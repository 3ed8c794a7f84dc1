"""The spreadsheet: its calls, its local server, its page."""
