"""Texts that hold a number, in the words that each language has for one thing and for
several: CLDR's plural categories.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Annotated, Any

from babel import Locale
from pydantic import BeforeValidator, WithJsonSchema

from programme.parts import in_all_languages

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
OTHER = "other"
PERIOD = 200
"""So many numbers in a row hold every category that comes again; languages look at the
last two figures at most.
"""


def _checked(wording: object) -> object:
    """Raises ValueError for what is neither a text nor texts by plural category."""
    if isinstance(wording, str):
        return wording
    if not isinstance(wording, dict) or not all(
        isinstance(text, str) for text in wording.values()
    ):
        raise ValueError('write a text, or one for each plural: {one: "…", other: "…"}')
    unknown = []
    for name in wording:
        if name not in CATEGORIES:
            unknown.append(str(name))
    if unknown:
        raise ValueError(
            f"no plural {', '.join(unknown)}; there are {', '.join(CATEGORIES)}"
        )
    return wording


Wording = Annotated[str | dict[str, str], BeforeValidator(_checked)]
"""Words that stay the same, or plural category → words."""
WRITTEN_COUNTED_TEXT: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "propertyNames": {"enum": list(CATEGORIES)},
                        "additionalProperties": {"type": "string"},
                    },
                ]
            },
            "minProperties": 1,
        },
    ]
}
CountedText = Annotated[
    dict[str, Wording],
    BeforeValidator(in_all_languages),
    WithJsonSchema(WRITTEN_COUNTED_TEXT),
]
"""A text for people that may hold a number: language code → wording."""


def in_number(wording: str | Mapping[str, str], language: str, number: int) -> str:
    """The words for a number of things."""
    if isinstance(wording, str):
        return wording
    return wording.get(category(language, number)) or wording.get(OTHER, "")


def texts_of(wording: str | Mapping[str, str]) -> Iterator[str]:
    """All words of a wording."""
    if isinstance(wording, str):
        yield wording
    else:
        yield from wording.values()


def category(language: str, number: int) -> str:
    """The plural category of a number of things, with or without a sign."""
    return str(_rule(language)(abs(number)))


@cache  # asked for each text that may hold a number
def categories(language: str, fewest: int, highest: int) -> tuple[str, ...]:
    """The categories of the whole numbers from `fewest` to `highest`, in CLDR's
    order.
    """
    numbers = range(fewest, min(highest, fewest + PERIOD) + 1)
    present = {category(language, number) for number in numbers}
    names = []
    for name in CATEGORIES:
        if name in present:
            names.append(name)
    return tuple(names)


def plural_mistake(
    wording: str | Mapping[str, str], language: str, gap: str, fewest: int, highest: int
) -> str:
    """What is wrong with the words for numbers of things from `fewest` to `highest`,
    which stand at `gap`; "" if nothing.

    One text for all numbers is none: see `plural_hint`.
    """
    if isinstance(wording, str):
        return ""
    needed = categories(language, fewest, highest)
    missing = _without(needed, wording)
    if missing:
        return f"the words for {missing} are missing; {_english_name(language)} has {', '.join(needed)} for {gap} here"
    useless = _without(wording, categories(language, 0, PERIOD))
    if useless:
        return f"{_english_name(language)} has no {useless}: write {_pattern(needed)}"
    return ""


def plural_hint(
    wording: str | Mapping[str, str], language: str, gap: str, fewest: int, highest: int
) -> str:
    """What could be said better with one text for all numbers from `fewest` to
    `highest`; "" where nothing.
    """
    needed = categories(language, fewest, highest)
    if not isinstance(wording, str) or gap not in wording or len(needed) == 1:
        return ""
    name = _english_name(language)
    return f"“{wording}”: {name} has other words for other numbers of {gap}; they can be written as {_pattern(needed)}"


def plural(language: str, number: Any, /, **wordings: str) -> str:
    """The words for a number, for templates; those for many where there is none."""
    try:
        return in_number(wordings, language, int(number))
    except (
        TypeError,
        ValueError,
    ):
        # a number that is blank, or shown with its thousands
        return wordings.get(OTHER, "")


def _without(names: Collection[str], excluded: Collection[str]) -> str:
    parts = []
    for name in names:
        if name not in excluded:
            parts.append(name)
    return ", ".join(parts)


def _pattern(names: Collection[str]) -> str:
    parts = ", ".join(f'{category}: "…"' for category in names)
    return f"{{{parts}}}"


def _english_name(language: str) -> str:
    return str(Locale.parse(language).get_display_name("en"))


@cache
def _rule(language: str) -> Any:
    return Locale.parse(language).plural_form
