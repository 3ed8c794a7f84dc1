"""What a reader of files says in English, in the language of whoever edits a tab.

Its sentences are for operators first; those that staff are likely to meet are known by
their form. What is not known stays English.
"""

import re
from collections.abc import Iterable

from core.texts import texts

Sentences = tuple[tuple[re.Pattern[str], str], ...]
"""How sentences look, and the texts of the catalogues that say the same; a gap `near`
takes what was meant, perhaps, which is a sentence too.
"""


def sentences(forms: Iterable[tuple[str, str]]) -> Sentences:
    """Sentences by the patterns that they match as a whole."""
    return tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in forms)


def worded(text: str, language: str, known: Sentences) -> str:
    """A sentence in a language; in English where it is not known."""
    for pattern, wording in known:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        gaps = {}
        for name, value in match.groupdict().items():
            gaps[name] = value or ""
        if "near" in gaps:
            gaps["near"] = worded(gaps["near"], language, known)
        return texts(language).gettext(wording).format(**gaps)
    return text
