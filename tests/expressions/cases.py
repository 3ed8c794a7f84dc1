"""The table of cases, and the names and types that its expressions use."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from expressions.as_json import value_data
from expressions.types import (
    ChoiceType,
    RecordsType,
    RecordType,
    Type,
    ValueType,
    value_type,
)

V = ValueType
LINES = RecordType("lines", {"price": V.number, "note": V.text})
TOWN = RecordType(
    "towns",
    {
        "reference": V.text,
        "name": V.text,
        "done": V.boolean,
        "started": V.date,
        "costs": RecordsType("costs", LINES),
    },
)
REPORT = RecordType(
    "reports",
    {
        "status": ChoiceType(V.text, ("open", "done")),
        "date": V.date,
        "amount": V.number,
        "done": V.boolean,
        "lines": RecordsType("lines", LINES),
        "place": TOWN,
    },
)
SCOPE = RecordType(
    "tasks",
    {
        "name": V.text,
        "other": V.text,
        "count": V.number,
        "other_count": V.number,
        "due": V.date,
        "met": V.moment,
        "start": V.time,
        "stop": V.time,
        "done": V.boolean,
        "state": ChoiceType(V.text, ("open", "shut", "other")),
        "uses": ChoiceType(V.names, ("fruit", "wool")),
        "letter": V.names,
        "town": TOWN,
        "reports": RecordsType("reports", REPORT),
    },
)
TODAY = "2027-03-12"
Case = tuple[str, dict[str, Any], Any]
"""An expression, values as JSON, and the result as JSON."""


class Text(yaml.SafeLoader):
    """YAML whose dates stay texts."""


Text.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def cases() -> Iterator[Case]:
    """All cases of the table."""
    groups = yaml.load(Path(__file__).with_name("cases.yaml").read_text("utf-8"), Text)
    for group in groups.values():
        for expression, examples in group.items():
            for values, result in examples:
                yield expression, values, result


def scope(values: Mapping[str, Any], row: RecordType = SCOPE) -> dict[str, Any]:
    """The values as the Python evaluator takes them."""
    names = {name: _value(value, row.fields[name]) for name, value in values.items()}
    return names | {"today": date.fromisoformat(TODAY)} if row is SCOPE else names


def _value(value: Any, type: Type) -> Any:
    if isinstance(type, RecordType):
        return scope(value, type)
    if isinstance(type, RecordsType):
        return [scope(row, type.row) for row in value]
    if value in (None, ""):
        return None
    match value_type(type):
        case V.number:
            return float(value)
        case V.date:
            return date.fromisoformat(value)
        case V.moment:
            return datetime.fromisoformat(value)
        case V.time:
            return time.fromisoformat(value)
        case V.names:
            return tuple(value)
        case _:
            return value


def as_result(value: Any) -> Any:
    """A result of the Python evaluator as the browser has it."""
    return value_data(value)
