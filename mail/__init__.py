"""Mail: templates, composing, the way to an SMTP server, and
the mailbox of this machine.
"""
