"""Pages about forms: links and codes to hand out, and forms edited in the
spreadsheet.
"""
