"""Requests about what single cells hold, and how they look."""
