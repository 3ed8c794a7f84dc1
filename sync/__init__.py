"""Spreadsheet and journal: deliver, observe, match, write the managed columns."""
