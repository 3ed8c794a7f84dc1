"""The spreadsheet: client, columns, cells, reading, appending, updating, setting up."""
