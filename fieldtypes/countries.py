"""Countries as people write them, and as they are called."""

from functools import lru_cache

from babel import Locale

from fieldtypes.normalise import plain


@lru_cache(maxsize=1000)
def country_code(country: str, languages: tuple[str, ...]) -> str:
    """The code of a country by its code or its name in one of
    the languages; "" for none.
    """
    plain_name = plain(country)
    if not plain_name:
        return ""
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == len("EC") and plain_name in (plain(code), plain(name)):
                return str(code)
    return ""


def country_name(code: str, language: str) -> str:
    """What a country is called in a language."""
    return str(Locale.parse(language).territories.get(code, code))
