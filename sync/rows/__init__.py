"""Which row of a tab is which record."""
