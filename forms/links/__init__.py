"""Pages that a link opens beside forms: a case, an end of
reminders, a link that has ended.
"""
