"""What follows from a change: events, conditions that become true, and what must
hold before a mail leaves.
"""
