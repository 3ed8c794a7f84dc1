"""What the reader of workbooks and the checks of a programme say in English, in the language of whoever edits the tab."""

from core.texts import texts


def worded(text: str, language: str) -> str:
    """A sentence in a language; in English where it has no words there."""
    return texts(language).gettext(text) if text else ""
