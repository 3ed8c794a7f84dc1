"""What is done with the cells of a spreadsheet: read, write, show, and keep together
what hangs on them.
"""
