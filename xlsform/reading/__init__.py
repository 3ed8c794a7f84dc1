"""What stands in a workbook, as rows, choices and groups."""
