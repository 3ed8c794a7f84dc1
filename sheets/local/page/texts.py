"""The words of the page for people, in the language that their browser likes best."""

from typing import Any

from sheets.local.page.words import de, en, es, fr, pt

TEXTS: dict[str, dict[str, str]] = {
    "en": en.WORDS,
    "es": es.WORDS,
    "pt": pt.WORDS,
    "fr": fr.WORDS,
    "de": de.WORDS,
}


def chosen(languages: Any) -> tuple[str, dict[str, str]]:
    """The language among ours that a browser likes best, and its words."""
    liked = (str(code).partition("-")[0].lower() for code in languages.values())
    language = next((code for code in liked if code in TEXTS), "en")
    return language, TEXTS[language]
