"""The calls of Sheets v4 and Drive v3 (and v2, for uploads)."""
