"""Translations by a machine, where the team has none: off unless TRANSLATE_URL names a
server.
"""
