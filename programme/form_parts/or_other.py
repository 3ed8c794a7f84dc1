"""“Other: ____” (XLSForm's or_other): a choice at the end of a list, and a text that is
asked for where it is chosen.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from core.texts import mark as _
from core.texts import texts

OTHER = "other"
"""The name of the choice, as XLSForm calls it."""
OTHER_LABEL = _("Other")
WHICH_OTHER = _("Which other?")
Written = dict[str, Any]
"""A column or question as the loader has it: keys and values."""
Follow = Callable[[Written, Written], Iterator[Written]]
"""(a part, all parts by name) → what follows that one; it may add to its choices."""


def text_name(name: str) -> str:
    """The column and question of the text: XLSForm's name for it."""
    return f"{name}_{OTHER}"


def other_choice(languages: Sequence[str]) -> Written:
    """The choice that is added."""
    return {"name": OTHER, "label": in_languages(OTHER_LABEL, languages)}


def in_languages(text: str, languages: Sequence[str]) -> dict[str, str]:
    """One of our own texts in each language of a programme."""
    return {code: texts(code).gettext(text) for code in languages}


def columns_of(languages: Sequence[str]) -> Follow:
    """For the columns of a table."""

    def follow(column: Written, written: Written) -> Iterator[Written]:
        if column.get("or_other") is not True:
            return
        _add_choice(column, languages)
        name = text_name(str(column["name"]))
        # Whoever writes that column out wants another header.
        if name not in written:
            yield {"name": name, "label": _header(column.get("label"), languages)}

    return follow


def questions_of(columns: Mapping[str, Any], languages: Sequence[str]) -> Follow:
    """For the questions of a form.

    `columns`: what the columns say of or_other, by name.
    """

    def follow(question: Written, written: Written) -> Iterator[Written]:
        name = str(question["name"])
        # As the column of its name has it, where the question says nothing.
        if question.get("or_other", columns.get(name)) is not True:
            return
        question["or_other"] = True
        _add_choice(question, languages)
        text = text_name(name)
        if text not in written:
            label = in_languages(WHICH_OTHER, languages)
            yield {
                "name": text,
                "type": "text",
                "label": label,
                **asked_where_chosen(name),
            }
        elif isinstance(written[text], dict | None):
            # Whoever writes that question out wants other words in it.
            written[text] = {**asked_where_chosen(name), **(written[text] or {})}

    return follow


def asked_where_chosen(name: str) -> Written:
    """When the text is asked for."""
    return {
        "relevant": f'selected({name}, "{OTHER}")',
        "required": True,
        "max_length": 200,
    }


def _add_choice(part: Written, languages: Sequence[str]) -> None:
    choices = part.get("choices")
    if not isinstance(choices, list):
        return
    names = []
    for choice in choices:
        if isinstance(choice, dict):
            names.append(choice.get("name"))
    if OTHER not in names:
        part["choices"] = [*choices, other_choice(languages)]


def _header(label: Any, languages: Sequence[str]) -> Any:
    """The header of the text's column: that of the question, and the word
    for what is not in its list.
    """
    if isinstance(label, dict):
        labels = label
    else:
        labels = dict.fromkeys(languages, label or "")
    return {
        code: f"{word} ({texts(str(code)).gettext(OTHER_LABEL)})"
        for code, word in labels.items()
    }
