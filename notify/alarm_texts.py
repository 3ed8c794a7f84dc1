"""What an alarm says: many rows of a tab changed at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.texts import mark as _
from core.texts import texts
from programme.display import title
from programme.model import Programme
from programme.record import Records, View


def words(programme: Programme, alarm: Any, language: str) -> str:
    """What happened, in a sentence."""
    table = programme.tables.get(alarm.table)
    column = table.column(alarm.column) if table and alarm.column else None
    say = texts(language).gettext
    gaps = {
        "count": str(len(alarm.references)),
        "tab": table.label[programme.language] if table else alarm.table,
        "column": column.label[programme.language] if column else "",
    }
    return say(_sentence(alarm.kind, bool(column))).format(**gaps)


def _sentence(kind: str, one_column: bool) -> str:
    match kind:
        case "gone":
            return _("{count} rows of the tab “{tab}” disappeared at once.")
        case "appeared":
            return _("{count} rows came into the tab “{tab}” at once.")
        case "permuted":
            return _("In the column “{column}” of the tab “{tab}” the values of {count} rows changed places.")
        case "decisions":
            return _("Decisions about {count} rows of the tab “{tab}” would be told at once.")
        case "released":
            return _(
                "The tab of settings would let the waiting mails about {count} rows of the tab “{tab}” go at once."
            )
        case "back":
            return _("Rows were brought back into the tab “{tab}”: {count}.")
        case "lost" if one_column:
            return _("The column “{column}” of the tab “{tab}” cannot be found.")
        case "lost":
            return _("The tab “{tab}” cannot be found.")
        case _ if one_column:
            return _("The column “{column}” of {count} rows of the tab “{tab}” changed at once.")
        case _:
            return _("{count} rows of the tab “{tab}” changed at once.")


def names(records: Records, table: str, references: Sequence[str], today: date, language: str) -> list[str]:
    """What people call these records; the reference of one that is gone."""
    known = records.programme.tables.get(table)
    found = [(reference, records.get(table, reference)) for reference in references]
    return [
        f"{title(View(records, known, record, today), language)} ({reference})" if known and record else reference
        for reference, record in found
    ]
