"""Questions that stand in place of those in a form's file, and the columns that they
need beside those of programme.yaml.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict

from programme.reading.source import Source

FIELDS = "fields"
FIRST_LINE = 1_000_000
"""Questions from elsewhere stand at lines that no file has: the row that they came
from is what is above this.
"""

QuestionColumn = Mapping[str, Any]
"""A column as programme.yaml would have it, with its name."""


class Questions(BaseModel):
    """Questions that say everything themselves (type, label, choices …), and the
    columns that take their answers.

    `row_columns`: table → the columns for what is asked in repeats; `rows`: where each
    question was written, told with mistakes; `inner_rows`: the same of those in a
    repeat, by its name.
    """

    model_config = ConfigDict(frozen=True)

    fields: tuple[dict[str, Any], ...]
    columns: tuple[dict[str, Any], ...] = ()
    row_columns: dict[str, tuple[dict[str, Any], ...]] = {}
    rows: tuple[int, ...] = ()
    inner_rows: dict[str, tuple[int, ...]] = {}


NOTHING: Mapping[str, Questions] = MappingProxyType({})


def put_questions(source: Source, questions: Questions) -> None:
    """Puts questions into the place of those of a form's file."""
    source.data[FIELDS] = [copy.deepcopy(field) for field in questions.fields]
    for mapping in (source.positions, source.aliases, source.inline):
        for path in [path for path in mapping if len(path) > 1 and path[0] == FIELDS]:
            del mapping[path]
    for index, row in enumerate(questions.rows):
        source.positions[(FIELDS, index)] = (FIRST_LINE + row, 1)
        inner_rows = questions.inner_rows.get(questions.fields[index]["name"], ())
        for inner, inner_row in enumerate(inner_rows):
            path = (FIELDS, index, FIELDS, inner)
            source.positions[path] = (FIRST_LINE + inner_row, 1)


def columns_of_tables(
    forms: Mapping[str, Source], elsewhere: Mapping[str, Questions]
) -> dict[str, list[QuestionColumn]]:
    """Table → the columns that questions from elsewhere need."""
    columns: dict[str, list[QuestionColumn]] = {}
    for name, questions in elsewhere.items():
        if name not in forms:
            continue
        own_table = str(forms[name].data.get("table"))
        columns.setdefault(own_table, []).extend(questions.columns)
        for table, of_rows in questions.row_columns.items():
            columns.setdefault(table, []).extend(of_rows)
    return columns


def add_columns(table: dict[str, Any], columns: Iterable[QuestionColumn]) -> None:
    """Adds to a table of programme.yaml the columns and choices that it lacks; what it
    says itself stays as it is.
    """
    listed = table.get("columns")
    if not isinstance(listed, list):
        return
    by_name = {}
    for column in listed:
        if isinstance(column, dict):
            by_name[column.get("name")] = column
    for column in columns:
        present = by_name.get(column["name"])
        if present is None:
            added = copy.deepcopy(dict(column))
            listed.append(added)
            by_name[column["name"]] = added
        elif isinstance(present.get("choices"), list):
            present["choices"] = _joined(present["choices"], column.get("choices", ()))


def _joined(choices: Sequence[Any], more: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Choices, and behind them those that they lack: a choice that is no longer
    offered still stands in rows.
    """
    names = set()
    for choice in choices:
        if isinstance(choice, dict):
            names.add(choice.get("name"))
    return [
        *choices,
        *(
            copy.deepcopy(dict(choice))
            for choice in more
            if choice["name"] not in names
        ),
    ]
