"""Which messages there are to be: planned from changes, reconciled with what is
open, applied to the journal.
"""
