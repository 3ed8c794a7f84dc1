"""Requests about rows and columns: put in, taken out, moved, sorted."""
