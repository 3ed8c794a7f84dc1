"""Who may open a form, and when: signed links, staff sessions, pages of other
sites, first and last days.
"""
