"""Patterns of texts (`regex`): their notation, and how they are matched."""
