"""Forms that staff edit in two tabs of the spreadsheet: what stands there, whether it
can be published, what is live.
"""
