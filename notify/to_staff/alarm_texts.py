"""What an alarm says: many rows of a tab changed at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.texts import Plural, number_text, texts
from core.texts import mark as _
from core.texts import mark_plural as _n
from programme.model import Programme
from programme.records.display import title
from programme.records.record import Records, View


def words(programme: Programme, alarm: Any, language: str) -> str:
    """What happened, in a sentence."""
    table = programme.tables.get(alarm.table)
    column = None
    if table and alarm.column:
        column = table.column(alarm.column)
    if table:
        tab = table.label[programme.language]
    else:
        tab = alarm.table
    gaps = {"tab": tab, "column": column.label[programme.language] if column else ""}
    if alarm.kind == "lost":
        return (
            texts(language).gettext(LOST_COLUMN if column else LOST_TAB).format(**gaps)
        )
    return number_text(
        language, _sentence(alarm.kind, bool(column)), len(alarm.references), **gaps
    )


LOST_COLUMN = _("The column “{column}” of the tab “{tab}” cannot be found.")
LOST_TAB = _("The tab “{tab}” cannot be found.")


def _sentence(kind: str, one_column: bool) -> Plural:
    match kind:
        case "gone":
            return _n(
                "{count} row of the tab “{tab}” disappeared.",
                "{count} rows of the tab “{tab}” disappeared at once.",
            )
        case "appeared":
            return _n(
                "{count} row came into the tab “{tab}”.",
                "{count} rows came into the tab “{tab}” at once.",
            )
        case "permuted":
            return _n(
                "In the column “{column}” of the tab “{tab}” the value of {count} row changed places.",
                "In the column “{column}” of the tab “{tab}” the values of {count} rows changed places.",
            )
        case "decisions":
            return _n(
                "A decision about {count} row of the tab “{tab}” would be told.",
                "Decisions about {count} rows of the tab “{tab}” would be told at once.",
            )
        case "released":
            return _n(
                "The tab of settings would let the waiting mails about {count} row of the tab “{tab}” go.",
                "The tab of settings would let the waiting mails about {count} rows of the tab “{tab}” go at once.",
            )
        case "back":
            return _n(
                "{count} row was brought back into the tab “{tab}”.",
                "{count} rows were brought back into the tab “{tab}”.",
            )
        case _ if one_column:
            return _n(
                "The column “{column}” of {count} row of the tab “{tab}” changed.",
                "The column “{column}” of {count} rows of the tab “{tab}” changed at once.",
            )
        case _:
            return _n(
                "{count} row of the tab “{tab}” changed.",
                "{count} rows of the tab “{tab}” changed at once.",
            )


def names(
    records: Records, table: str, references: Sequence[str], today: date, language: str
) -> list[str]:
    """What people call these records; the reference of one that is gone."""
    definition = records.programme.tables.get(table)
    called: list[str] = []
    for reference in references:
        record = records.get(table, reference)
        if definition is None or record is None:
            called.append(reference)
            continue
        view = View(records, definition, record, today)
        called.append(f"{title(view, language)} ({reference})")
    return called
