"""The desk: what to do today, the board of cases, a case with its history, and
figures.
"""
