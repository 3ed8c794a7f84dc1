"""Measurements, side by side in one run: ratios, never a promise in seconds.

`python -m bench`
"""
