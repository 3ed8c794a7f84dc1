"""How values are typed and shown: locales, numbers, dates."""
