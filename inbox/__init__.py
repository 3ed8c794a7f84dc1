"""What comes back by mail, where an IMAP mailbox is read: answers of calendars, and
mails that could not be delivered.

Mails are read and never changed: somebody of the team answers from the same mailbox.
"""
