"""A programme proposed from a sheet that people already have."""
