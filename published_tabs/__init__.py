"""What is edited in tabs of the spreadsheet and published on a page: bounded cells, and
mistakes by cell in the reader's language.
"""
