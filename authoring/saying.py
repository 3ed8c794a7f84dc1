"""What authors are asked and told, in their language."""

import locale
from collections.abc import Callable

from core.texts import SOURCE, base_language, languages, texts
from core.texts import mark as _

Say = Callable[..., str]
"""A source text and what stands in its gaps → the text in a language."""
TYPE_WORDS = {
    "text": _("text"),
    "acknowledge": _("yes or no"),
    "date": _("a date"),
    "email": _("an e-mail address"),
    "phone": _("a telephone number"),
    "integer": _("a whole number"),
    "decimal": _("a number"),
    "url": _("a web address"),
    "select_one": _("one of several choices"),
    "select_multiple": _("some of several choices"),
    "reference": _("a row of another tab"),
}
"""What a column can be taken for."""


def speaker(language: str) -> Say:
    """Says texts in a language; in English where Hoja does not speak it."""
    catalogue = texts(language)

    def say(text: str, /, **gaps: object) -> str:
        translated = catalogue.gettext(text)
        if gaps:
            return translated.format(**gaps)
        return translated

    return say


def terminal_language() -> str:
    """The language of whoever types, as their terminal is set."""
    language = base_language(locale.getlocale()[0] or SOURCE)
    if language in languages():
        return language
    return SOURCE
