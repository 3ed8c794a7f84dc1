"""What the ladders say of each record today, and who is reminded of it."""
