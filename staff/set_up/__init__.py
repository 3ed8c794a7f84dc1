"""Pages on which a programme begins, for those who would not open a terminal."""
