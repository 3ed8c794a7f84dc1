"""From an event or a reminder to the words of a message: drafts, documents
attached, invitations, rendering.
"""
