"""Checks of the tables and their columns."""
