"""How each kind of part of an expression is checked."""
