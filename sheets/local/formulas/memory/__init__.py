"""The cells that formulas read, and what is remembered of them."""
