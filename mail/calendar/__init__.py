"""Meetings in calendars: invitations that mails carry, and what comes back."""
