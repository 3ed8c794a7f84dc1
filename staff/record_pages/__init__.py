"""Pages about one record: what it says, its files and documents, what staff set
by hand, and what is gone.
"""
