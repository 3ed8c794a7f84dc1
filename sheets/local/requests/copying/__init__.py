"""Requests that carry cells to other cells: copied, cut, pasted, filled in."""
