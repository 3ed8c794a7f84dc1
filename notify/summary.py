"""What the tab Summary says: how many rows there are by the values of a column."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from core.ids import digest
from core.texts import mark as _
from core.texts import texts
from programme.model import Counted, Programme
from programme.records.display import shown_value
from programme.records.record import Record, Records, Value, View

Rows = dict[str, dict[str, Value]]
"""Reference → own column → value."""
ANY_DAY = date.min
"""A count does not depend on the day."""


def summary_rows(programme: Programme, records: Records) -> Rows:
    """A row for each value of each column that is counted, also
    for choices that no row has.
    """
    rows: Rows = {}
    for counted in programme.summary:
        rows.update(_rows_of(programme, records, counted))
    return rows


def without_rows(rows: Rows, present: Iterable[str]) -> Rows:
    """These rows, and nothing more counted in rows of values that there are no more."""
    return {
        **{reference: {"count": 0} for reference in present if reference not in rows},
        **rows,
    }


def _rows_of(programme: Programme, records: Records, counted: Counted) -> Rows:
    table = programme.tables[counted.table]
    language = programme.language
    column = table.column(counted.by)
    # `flask check` has seen to it.
    assert column is not None
    counts: Counter[str] = Counter(
        {choice.label[language]: 0 for choice in column.choices}
    )
    of_table: Mapping[str, Record] = records.table(table.name)
    for record in of_table.values():
        view = View(records, table, record, ANY_DAY)
        counts[
            shown_value(view, counted.by, language)
            or texts(language).gettext(_("not said"))
        ] += 1
    shown = {"what": table.label[language], "by": column.label[language]}
    rows: Rows = {}
    for value, count in counts.items():
        # The same each time: a row is found again by it.
        reference = f"{counted.table}_{counted.by}_{digest(value)[:8]}"
        rows[reference] = {**shown, "value": value, "count": count}
    return rows
