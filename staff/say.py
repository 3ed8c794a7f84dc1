"""Our own texts in the language of the page that is being made."""

from flask import g

from core.texts import texts


def say(text: str, /, **gaps: object) -> str:
    """A source text in the page's language, with its gaps filled."""
    translated = texts(getattr(g, "language", "en")).gettext(text)
    if gaps:
        return translated.format(**gaps)
    return translated
