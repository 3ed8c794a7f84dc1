"""What the team is told: the list of the day, the desk, alarms and forms that close."""
