"""Records that are not judged for now: unreadable, held, changed in bulk, or
with a date nobody can meet.
"""
