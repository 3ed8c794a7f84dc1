"""Reads a programme's files into one frozen model, or tells every mistake in them."""
