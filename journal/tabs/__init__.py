"""What the journal knows of the spreadsheet: rows on their way, where rows stood,
and what is wrong with them.
"""
