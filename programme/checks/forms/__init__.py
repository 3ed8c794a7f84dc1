"""Checks of forms: their questions, choices and repeats."""
