"""browser → submission: the web forms."""
