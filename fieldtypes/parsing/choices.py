"""Understanding which of some choices a text means, in any of their spellings."""

import difflib
import re
from collections.abc import Sequence

from core.texts import mark as _
from core.texts import texts
from fieldtypes.base import ChoiceLike
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import blank, plain

YES = frozenset(
    {
        "true",
        "x",
        "1",
        "yes",
        "y",
        "si",
        "sim",
        "s",
        "oui",
        "ja",
        "verdadero",
        "verdadeiro",
        "ok",
        "okay",
    }
    | {"✓", "✔", "✅", "☑"}
)
NO = frozenset({"false", "0", "no", "n", "nao", "non", "nein", "falso", "-", "☐"})
"""Crosses other than x are in neither: on paper they say yes, on a screen no."""
# Lower, and words that look only a little alike would be offered.
NEAR = 0.75
CODE = len("EC")
SIGNS = re.compile(r"([;,])")


def yes_or_no(text: str, languages: tuple[str, ...]) -> bool:
    """Whether a word or a tick says yes. Raises NotUnderstoodError."""
    word = plain(text).rstrip(".!")
    if word in YES | {plain(texts(language).gettext("yes")) for language in languages}:
        return True
    if word in NO | {plain(texts(language).gettext("no")) for language in languages}:
        return False
    raise NotUnderstoodError(_("“{value}” is neither yes nor no."), value=text)


def choice(text: str, choices: Sequence[ChoiceLike], language: str) -> str:
    """The name of the choice that a text means, in any of its spellings.

    Raises NotUnderstoodError with the nearest one.
    """
    for candidate in choices:
        # As it stands in the drop-down, which is nearly always.
        if text == candidate.name or text in candidate.label.values():
            return candidate.name
    choice_by_word = spellings(choices)
    if plain(text) in choice_by_word:
        return choice_by_word[plain(text)].name
    # Near is not enough to take: it is offered, and a person decides.
    near = difflib.get_close_matches(plain(text), choice_by_word, n=1, cutoff=NEAR)
    if near:
        label = choice_by_word[near[0]].label.get(language, near[0])
        raise NotUnderstoodError(
            _("“{value}” is not in the list. Did you mean “{label}”?"),
            value=text,
            label=label,
        )
    raise NotUnderstoodError(
        _("“{value}” is not in the list of this column."), value=text
    )


def several(text: str, choices: Sequence[ChoiceLike], language: str) -> list[str]:
    """The names of the choices that a text lists, on lines or between semicolons or
    commas. Raises NotUnderstoodError.

    A label may hold such signs itself (`Café; té`): the longest stretch that is a
    spelling of a choice is that choice.
    """
    choice_by_word = spellings(choices)
    # A cell of 50,000 commas is not tried in all its stretches.
    longest = max((len(SIGNS.split(word)) for word in choice_by_word), default=1)
    names: list[str] = []
    for line in text.splitlines():
        parts = SIGNS.split(line)
        start = 0
        while start < len(parts):
            ends = range(min(start + longest, len(parts)), start, -1)
            end = next(
                (
                    end
                    for end in ends
                    if plain("".join(parts[start:end])) in choice_by_word
                ),
                start + 1,
            )
            word = "".join(parts[start:end]).strip()
            start = end
            if not blank(word) and not SIGNS.fullmatch(word):
                names.append(choice(word, choices, language))
    return list(dict.fromkeys(names))


def country_written(text: str, choices: Sequence[ChoiceLike]) -> str:
    """The country that an answer names: of a choice its name where that is a
    code (ec), else its label.
    """
    for candidate in choices:
        if text and plain(text) in {
            plain(word)
            for word in (candidate.name, *candidate.label.values(), *candidate.aliases)
        }:
            if len(candidate.name) == CODE:
                return candidate.name
            return next(iter(candidate.label.values()), candidate.name)
    return text


def spellings(choices: Sequence[ChoiceLike]) -> dict[str, ChoiceLike]:
    """Plain spelling → its choice."""
    # Reversed, so that the first of two choices with one spelling wins.
    by_spelling: dict[str, ChoiceLike] = {}
    for c in reversed(choices):
        for word in (c.name, *c.label.values(), *c.aliases):
            by_spelling[plain(word)] = c
    return by_spelling


def as_choice(text: str) -> str:
    """The words of a record as a choice: on one line, and without the sign that stands
    between several in a cell.
    """
    return " ".join(text.replace(";", ",").split())


def listed(text: str) -> list[str]:
    """The choices that a cell lists, on lines or between semicolons,
    where any words can be one.
    """
    names = []
    for line in text.splitlines():
        for part in line.split(";"):
            names.append(as_choice(part))
    return list(dict.fromkeys(name for name in names if name))
