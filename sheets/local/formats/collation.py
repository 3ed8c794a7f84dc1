"""The order of texts in a language: letters first, then accents, then case."""

import unicodedata
from functools import lru_cache

AFTER_Z = "zz"
TAILORED = {
    "es": {"ñ": "n~"},
    "gl": {"ñ": "n~"},
    "sv": {"å": AFTER_Z + "1", "ä": AFTER_Z + "2", "ö": AFTER_Z + "3"},
    "fi": {"å": AFTER_Z + "1", "ä": AFTER_Z + "2", "ö": AFTER_Z + "3"},
    "da": {"æ": AFTER_Z + "1", "ø": AFTER_Z + "2", "å": AFTER_Z + "3"},
    "nb": {"æ": AFTER_Z + "1", "ø": AFTER_Z + "2", "å": AFTER_Z + "3"},
    "no": {"æ": AFTER_Z + "1", "ø": AFTER_Z + "2", "å": AFTER_Z + "3"},
    "et": {"õ": "w1", "ä": "w2", "ö": "w3", "ü": "w4"},
    "pl": {
        letter: base + "~" for letter, base in zip("ąćęłńóśż", "acelnosz", strict=True)
    }
    | {"ź": "z}"},
    "cs": {"č": "c~", "ř": "r~", "š": "s~", "ž": "z~"},
    "sk": {"ä": "a~", "č": "c~", "ô": "o~", "š": "s~", "ž": "z~"},
    "hr": {"č": "c~", "ć": "c}", "đ": "d~", "š": "s~", "ž": "z~"},
    "tr": {"ç": "c~", "ğ": "g~", "ı": "h~", "ö": "o~", "ş": "s~", "ü": "u~"},
    "hu": {"ö": "o~", "ő": "o~", "ü": "u~", "ű": "u~"},
}
"""Letters that a language counts as their own, and after what they come."""
EXPANDED = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
PUNCTUATION, DIGIT, LETTER = 0, 1, 2
Key = tuple[tuple[tuple[int, str], ...], str, str]


@lru_cache(maxsize=50_000)
def key(text: str, language: str) -> Key:
    """What texts of a language (such as "es") are compared by."""
    tailored = TAILORED.get(language, {})
    primary: list[tuple[int, str]] = []
    accents = []
    for letter in unicodedata.normalize("NFC", text.lower()):
        if letter in tailored:
            primary.append((LETTER, tailored[letter]))
            continue
        for part in EXPANDED.get(letter) or unicodedata.normalize("NFD", letter):
            if unicodedata.combining(part):
                accents.append(part)
            else:
                primary.append((_group(part), part))
                accents.append(" ")
    # Small letters come before capital ones.
    return tuple(primary), "".join(accents), text.swapcase()


def _group(letter: str) -> int:
    if letter.isdecimal():
        return DIGIT
    if letter.isalpha():
        return LETTER
    return PUNCTUATION
