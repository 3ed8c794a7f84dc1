"""The spreadsheet and its tabs: set up, owned, remembered, changed by the
configuration, and brought back.
"""
