"""Pure decisions: records, rules and one `now` in; findings and tellings out.

No clock, no database, no network.
"""
