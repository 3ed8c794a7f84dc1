"""What the page shows of a tab, and the files that it gives."""
