"""Writing to the spreadsheet: rows appended, the app's own columns, and a cell of the
team's where a person asked for it.
"""
