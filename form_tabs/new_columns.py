"""The columns that the questions of a tab need, so that what rows say
already keeps its meaning.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from programme.model import Programme, Table
from programme.parts import Choice
from xlsform.drafts import human

OF_COLUMN = ("type", "table", "choices_from", "parameters", "country_from")


def columns_of(
    fields: Sequence[Mapping[str, Any]], table: Table, programme: Programme
) -> list[dict[str, Any]]:
    """A column for each question that has answers.

    `table`: as it is now, with the columns that were published before.
    """
    labels = {column.label[programme.language].casefold() for column in table.columns}
    columns: list[dict[str, Any]] = []
    for field in fields:
        column: dict[str, Any] = {"name": field["name"]}
        column |= {key: field[key] for key in OF_COLUMN if field.get(key) is not None}
        present = table.column(field["name"])
        if present is not None:
            # The header stays: the question is only what people are asked.
            column["label"] = dict(present.label)
        else:
            column["label"] = _header(field, labels, programme)
            labels.add(column["label"][programme.language].casefold())
        if field.get("choices"):
            column["choices"] = _choices(
                field["choices"], present.choices if present else ()
            )
        columns.append(column)
    return columns


def _header(
    field: Mapping[str, Any], taken: set[str], programme: Programme
) -> dict[str, str]:
    """The question in each language; its name where that speaks of other answers, says
    nothing, or is another column's header.
    """
    label: dict[str, str] = dict(field["label"])
    if any("${" in text or not text for text in label.values()):
        label = dict.fromkeys(programme.languages, human(field["name"]))
    if label[programme.language].casefold() in taken:
        label = dict.fromkeys(programme.languages, human(field["name"]))
    if label[programme.language].casefold() in taken:
        label = dict.fromkeys(programme.languages, field["name"])
    return label


def _choices(
    choices: Sequence[Mapping[str, Any]], present: Sequence[Choice]
) -> list[dict[str, Any]]:
    """The choices of a tab, which are understood by the labels that they had before,
    too; behind them those that it does not offer any more: rows may say them.
    """
    before = {choice.name: choice for choice in present}
    joined: list[dict[str, Any]] = []
    for choice in choices:
        former = before.pop(choice["name"], None)
        joined.append({**choice, "aliases": _aliases(choice, former)})
    joined += [choice.model_dump(mode="json") for choice in before.values()]
    return joined


def _aliases(choice: Mapping[str, Any], former: Choice | None) -> list[str]:
    spellings = list(choice["aliases"])
    if former is not None:
        spellings += [*former.aliases, *former.label.values()]
    labels = set(choice["label"].values())
    aliases: list[str] = []
    for word in dict.fromkeys(spellings):
        if word not in labels:
            aliases.append(word)
    return aliases
