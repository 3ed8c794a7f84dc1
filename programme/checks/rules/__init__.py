"""Checks of what the rules say: events, ladders, checks, meetings, rows to make."""
