"""From files to data: YAML with the place of every value, what may be left out,
and mistakes in plain words.
"""
