"""What was promised to donors: for each row of a figure's table of
targets, how much there is of it.
"""

from dataclasses import dataclass
from math import isfinite

from desk.cases import Cases
from programme.checks.checker import condition_on
from programme.records.display import shown_value, title
from programme.records.record import Value, View
from rules.unfit import UNFIT
from staff.desk.figures.figure_table import FigureTable


@dataclass(frozen=True)
class TargetRow:
    """A target.

    `keys`: of the group that it is about; `words`: what that group is called;
    `present`: what there is of it.
    """

    table: str
    reference: str
    name: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    wanted: float
    present: float

    @property
    def percent(self) -> int:
        """How much of it is reached; the whole, too, of what is too much to be
        divided.
        """
        if self.wanted:
            share = 100 * self.present / self.wanted
        else:
            share = 100.0
        if isfinite(share):
            return round(share)
        return 100


def target_rows(cases: Cases, figure: FigureTable, language: str) -> list[TargetRow]:
    """The targets of a figure, in the order of their rows; those without a number or
    without their group are left out.
    """
    target = figure.figure.target
    if target is None:
        return []
    programme = cases.programme
    table = programme.tables[target.table]
    condition = None
    if target.only:
        condition = condition_on(programme, table, target.only)
    records = cases.whole_tables(table.name)
    rows: list[TargetRow] = []
    for reference, record in records.table(table.name).items():
        view = View(records, table, record, cases.today)
        try:
            if condition and not condition.holds(view):
                continue
        except UNFIT:  # a row that cannot be read is told elsewhere
            continue
        wanted = _value(view, target.value)
        keys = tuple(str(_value(view, path) or "") for path in target.by)
        if not isinstance(wanted, int | float) or "" in keys:
            continue
        labels = tuple(shown_value(view, path, language) for path in target.by)
        present = figure.value(*keys) or 0.0
        rows.append(
            TargetRow(
                table.name,
                reference,
                title(view, language) or reference,
                labels,
                keys,
                float(wanted),
                present,
            )
        )
    return rows


def _value(view: View, path: str) -> Value:
    holder, name = view.path(path)
    return holder.value(name)
