"""The programme's list of languages, which is read before anything else: every text
is judged by it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from core.texts import is_language, language_called
from programme.reading.mistakes import Mistakes
from programme.reading.source import Source

CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
SEVERAL = re.compile(r"[\s,;/]+")


def languages_of(data: dict[str, Any]) -> tuple[str, ...]:
    """The codes that a programme lists."""
    listed = data.get("languages")
    if isinstance(listed, list):
        languages = []
        for code in listed:
            if isinstance(code, str):
                languages.append(code)
        return tuple(languages)
    return ()


def mend_languages(main: Source, mistakes: Mistakes) -> None:
    """Tells of languages that are none, once and here, and puts those in their place
    that are meant: the texts show them.
    """
    listed = languages_of(main.data)
    is_list = isinstance(main.data.get("languages"), list)
    if not is_list or len(listed) != len(main.data["languages"]):
        return
    codes: list[str] = []
    for number, word in enumerate(listed):
        if _is_code(word):
            codes.append(word)
            continue
        used = _used(main, (*listed, *codes))
        meant = _meant(word, used)
        codes.extend(meant)
        position = main.position(("languages", number))
        mistakes.add(main.file, position, _told(word, meant, used))
    main.data["languages"] = list(dict.fromkeys(codes))


def _meant(word: str, used: Sequence[str]) -> list[str]:
    """The codes that a word stands for: `english`, `EN`, `en-GB` or `en es`."""
    code = _code(word)
    if code:
        return [code]
    parts = [_code(part) for part in SEVERAL.split(word.strip())]
    if len(parts) > 1 and all(parts):
        return parts
    return list(used[:1])


def _code(word: str) -> str:
    """The code as which a word can be read, "" where there is none."""
    language, _sign, country = word.replace("-", "_").partition("_")
    code = language.lower() + (f"_{country.upper()}" if country else "")
    if _is_code(code):
        return code
    return language_called(word)


def _told(word: str, meant: Sequence[str], used: Sequence[str]) -> str:
    if len(meant) > 1:
        return f'each language is an entry of its own: [{", ".join(meant)}] instead of "{word}"'
    if CODE.fullmatch(word):
        text = f'there is no language "{word}"'
    else:
        text = f'"{word}" must be the two or three small letters of a language, with a country where needed: en_GB'
    if not meant:
        return text
    seen = ""
    if meant[0] in used:
        seen = " (texts are written in it)"
    return f'{text}; did you mean "{meant[0]}"{seen}?'


def _used(main: Source, listed: Sequence[str]) -> list[str]:
    """The languages of texts and mails that the list lacks, the one of most of them
    first.
    """
    counts = Counter(code for codes in _codes_of_texts(main.data) for code in codes)
    mails = main.file.parent.parent / "mail_templates"
    counts.update(file.stem for file in mails.glob("*/*.md") if _is_code(file.stem))
    return [code for code, _count in counts.most_common() if code not in listed]


def _is_code(word: str) -> bool:
    return bool(CODE.fullmatch(word)) and is_language(word)


def _codes_of_texts(node: Any) -> Iterator[list[str]]:
    """The languages of everything that is a text for each language."""
    if isinstance(node, list):
        for part in node:
            yield from _codes_of_texts(part)
    if not isinstance(node, dict):
        return
    codes = [str(key) for key in node]
    if all(isinstance(value, str) for value in node.values()):
        if all(_is_code(code) for code in codes):
            yield codes
        return
    for value in node.values():
        yield from _codes_of_texts(value)
