"""The expressions of a workbook in our words, and ours in XLSForm's."""
