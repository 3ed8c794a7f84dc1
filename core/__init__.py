"""What every room may use: settings, clock, ids, errors, texts.

Imports nothing of ours.
"""
