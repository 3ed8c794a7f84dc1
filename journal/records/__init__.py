"""What the journal knows of records: as last seen in the sheet, their changes,
and cells that people set.
"""
