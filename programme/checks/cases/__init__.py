"""Checks of cases and of what shows them: desk, pages, documents, registers."""
