"""A figure as it was reported, and what has become of it since. Pure.

Of the rows it keeps references and numbers, and nobody's name: who wants to know which
row that is looks into the spreadsheet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from programme.models.desk import Measure
from staff.desk.figures.figure_table import FigureTable, measured

Keys = tuple[str, ...]


class Changed(StrEnum):
    """What has become of a row since: `added`; `gone`; its `value` or
    its `group` is another one.
    """

    added = "added"
    gone = "gone"
    value = "value"
    group = "group"


@dataclass(frozen=True)
class FrozenFigure:
    """A figure of a report.

    `rows`: reference → (keys of its groups, value); `words`: for each grouping,
    key → what it was called.
    """

    name: str
    label: str
    measure: Measure
    labels: tuple[str, ...]
    words: tuple[Mapping[str, str], ...]
    rows: Mapping[str, tuple[Keys, float]]

    def value(self, keys: Keys) -> float | None:
        """What a group measured; None where it had no rows."""
        values = [
            value
            for row_keys, value in self.rows.values()
            if row_keys[: len(keys)] == keys
        ]
        return measured(self.measure, values)


@dataclass(frozen=True)
class GroupThen:
    """A group: what was reported, and what it measures now; None where it has no
    rows.
    """

    keys: Keys
    words: Keys
    reported: float | None
    present: float | None


@dataclass(frozen=True)
class RowSince:
    """A row of which something is different; `before`, `after`: its value."""

    reference: str
    name: str
    change: Changed
    before: float | None
    after: float | None


def as_json(label: str, table: FigureTable) -> dict[str, Any]:
    """A figure of today as a report keeps it."""
    return {
        "name": table.figure.name,
        "label": label,
        "measure": table.figure.measure.value,
        "labels": list(table.labels),
        "words": [
            {heading.key: heading.words for heading in headings}
            for headings in table.headings
        ],
        "rows": [[row.reference, list(row.keys), row.value] for row in table.rows],
    }


def from_json(data: Mapping[str, Any]) -> FrozenFigure:
    """A figure as it was kept."""
    return FrozenFigure(
        data["name"],
        data["label"],
        Measure(data["measure"]),
        tuple(data["labels"]),
        tuple(data["words"]),
        {
            reference: (tuple(keys), float(value))
            for reference, keys, value in data["rows"]
        },
    )


def groups_since(frozen: FrozenFigure, present: FigureTable | None) -> list[GroupThen]:
    """Every group that was reported or is there now, and the whole at the end."""
    then = {keys for keys, _value in frozen.rows.values()}
    if present:
        now = {row.keys for row in present.rows}
    else:
        now = set()
    groups = []
    for keys in sorted(then | now):
        if keys:
            groups.append(_group(frozen, present, keys))
    return [*groups, _group(frozen, present, ())]


def rows_since(frozen: FrozenFigure, present: FigureTable | None) -> list[RowSince]:
    """Every row that came, went, or counts otherwise."""
    if present:
        now = {row.reference: row for row in present.rows}
    else:
        now = {}
    changed: list[RowSince] = []
    for reference, (keys, value) in frozen.rows.items():
        row = now.get(reference)
        if row is None:
            changed.append(RowSince(reference, "", Changed.gone, value, None))
        elif row.value != value:
            changed.append(
                RowSince(reference, row.name, Changed.value, value, row.value)
            )
        elif row.keys != keys:
            changed.append(
                RowSince(reference, row.name, Changed.group, value, row.value)
            )
    added = [row for reference, row in now.items() if reference not in frozen.rows]
    return changed + [
        RowSince(row.reference, row.name, Changed.added, None, row.value)
        for row in added
    ]


def _group(frozen: FrozenFigure, present: FigureTable | None, keys: Keys) -> GroupThen:
    labels = tuple(
        _called(index, key, frozen, present) for index, key in enumerate(keys)
    )
    return GroupThen(
        keys, labels, frozen.value(keys), present.value(*keys) if present else None
    )


def _called(
    index: int, key: str, frozen: FrozenFigure, present: FigureTable | None
) -> str:
    """What a group is called: as readers of today say it, else as it was."""
    headings: Iterable[Any]
    if present and index < len(present.headings):
        headings = present.headings[index]
    else:
        headings = ()
    for heading in headings:
        if heading.key == key:
            return str(heading.words)
    if index < len(frozen.words):
        return frozen.words[index].get(key, key)
    return key
