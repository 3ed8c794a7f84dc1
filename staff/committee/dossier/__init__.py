"""The dossier of a case: read from its records, shown on pages, by a link and on
paper.
"""
