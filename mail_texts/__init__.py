"""Texts of mails that staff edit in a tab of the spreadsheet: what stands there,
whether it can be published, what is live.
"""
