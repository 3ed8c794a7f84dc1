"""Pages by which people answer for a meeting, and the calendar of a case."""
