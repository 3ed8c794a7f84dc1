"""Files that one process or one account alone may open."""
