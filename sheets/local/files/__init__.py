"""Where spreadsheets are kept, and how they are changed one request at a time."""
