"""Lists of records that everybody may read: what stands in them, as files and as
pages.
"""
