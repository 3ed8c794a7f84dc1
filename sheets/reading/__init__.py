"""Reading the spreadsheet: one snapshot of its tabs, their rows,
and what is wrong with them.
"""
