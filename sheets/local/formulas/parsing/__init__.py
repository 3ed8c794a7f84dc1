"""Formulas read: from their text to a tree."""
