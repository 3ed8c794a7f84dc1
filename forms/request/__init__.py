"""A request about a form: what of it was sent, its page, and keeping what is right."""
