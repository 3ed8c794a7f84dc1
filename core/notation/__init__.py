"""How values are written: addresses, colours, near misses, cells of files."""
