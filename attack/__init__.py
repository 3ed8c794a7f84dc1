"""Attacks on a server of our own, as a stranger would: each part says what it tried,
what came of it, and whether that holds.
"""
