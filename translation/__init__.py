"""All texts of a programme as one file for a translator, and back
into the programme's files.
"""
