"""Checks across a programme's files."""
