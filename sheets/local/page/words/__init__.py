"""The words of the page for people: a file a language, each with the same keys."""
