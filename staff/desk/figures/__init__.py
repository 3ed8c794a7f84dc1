"""The figures for those who pay: worked out, as pages, on paper and as files, and
kept as they were reported.
"""
