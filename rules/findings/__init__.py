"""What the team should look at: checks, next steps, proposals, days and
addresses that do not work.
"""
