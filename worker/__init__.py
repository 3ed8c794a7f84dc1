"""The moving parts, one file each, and the loop over them.

A step returns True when it did something.
"""
