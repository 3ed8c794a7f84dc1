"""Records and values as templates write them."""
