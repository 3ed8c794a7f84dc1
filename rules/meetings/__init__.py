"""Meetings: who is invited, which hours suit, and who comes."""
