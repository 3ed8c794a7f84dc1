"""Pages to be printed or kept: empty forms, answers that were sent, letters,
certificates and reports, as PDF.
"""
