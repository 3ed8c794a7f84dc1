"""Days and hours: countries, public holidays, days without mails, and the hours in
which a mail may reach somebody.
"""
