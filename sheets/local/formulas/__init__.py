"""Formulas: worked out, and followed when what they point at moves."""
