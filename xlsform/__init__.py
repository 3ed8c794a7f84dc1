"""Forms as XLSForm workbooks: what ODK, KoboToolbox and Enketo write is read, and our
forms are written for them.
"""
