"""A form that is right is kept, once: its submission, its receipt, and what
this browser sent before.
"""
