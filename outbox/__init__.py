"""From the outbox to the channels: what may leave, in which order,
and how each message ended.
"""
