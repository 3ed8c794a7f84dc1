"""What is right in a programme and could be said better.

`flask check` tells it after the mistakes, of which it is none.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from expressions.tree import Constant, Node, Operation, Path
from programme.expressions import compile_condition, scope_of_table
from programme.form_parts.repeats import questions_in
from programme.model import Programme
from programme.models.plurals import PERIOD, plural_hint
from programme.models.rules import Ladder

LONGEST_MONTH = timedelta(days=31)
CLOSED = date(2030, 1, 1)
"""Any day on which another record, an edition say, ends."""


def hints(programme: Programme) -> Iterator[str]:
    """A sentence each."""
    yield from _lists_that_may_be_empty(programme)
    yield from _rows_without_a_case(programme)
    for ladder in programme.rules.ladders:
        for index, step in enumerate(ladder.steps):
            for language, wording in step.flag.items():
                if hint := plural_hint(
                    wording, language, "{days}", *ladder.flag_days(index)
                ):
                    yield f"{ladder.name}, {step.name}: {hint}"
    for check in programme.rules.checks:
        for language, wording in check.text.items():
            if hint := plural_hint(wording, language, "{count}", 1, PERIOD):
                yield f"{check.name}: {hint}"
    yield from _ladders_cut_off(programme)


def _ladders_cut_off(programme: Programme) -> Iterator[str]:
    """A case that begins on the last day before `silent` holds would not hear the end
    of what is counted from its beginning.

    Where `silent` asks for something of the case itself, its status say, whoever
    wrote it has thought of that; a date to which the time of a case was extended
    says nothing of the others.
    """
    case = programme.case
    if case.silent is None:
        return
    table = programme.tables[case.table]
    condition = compile_condition(case.silent, scope_of_table(table, programme.tables))
    extensions = {
        tuple(path.split("."))
        for ladder in programme.rules.ladders
        for path in ladder.extended_to
    }
    paths = set(_paths(condition.expression.tree)) - {("today",)} - extensions
    if any(len(path) == 1 for path in paths):
        return
    for ladder in programme.rules.ladders:
        if ladder.table != table.name or not ladder.after_months:
            continue
        scope: dict[str, object] = {"today": CLOSED + _length(ladder)}
        for path in extensions:
            _put(scope, path, None)
        for path in paths:
            _put(scope, path, CLOSED)
        if condition.holds(scope):
            yield (
                f"case.silent: it says nothing of {table.name} itself, so a row that is still under way then hears no more "
                f"of {ladder.name} ({ladder.after_months} months). Let it begin later, a year say: "
                f"{'.'.join(min(paths))} + 365 < today"
            )


def _length(ladder: Ladder) -> timedelta:
    """From the day that a ladder counts from to its last step."""
    return ladder.after_months * LONGEST_MONTH + timedelta(
        days=max(step.days for step in ladder.steps)
    )


def _paths(tree: Node) -> Iterator[tuple[str, ...]]:
    """The ways to values that an expression goes."""
    if isinstance(tree, Path):
        yield tree.names
    elif isinstance(tree, Operation):
        for operand in tree.operands:
            yield from _paths(operand)
    else:
        assert isinstance(tree, Constant)


def _put(scope: dict[str, object], path: tuple[str, ...], day: date | None) -> None:
    """Puts a day, or a blank, at the end of a way of names, records in records."""
    holder = scope
    for name in path[:-1]:
        holder = holder.setdefault(name, {})  # type: ignore[assignment]
    holder[path[-1]] = day


def _rows_without_a_case(programme: Programme) -> Iterator[str]:
    """Rows that a form adds, and of which nobody says to which case they belong: no
    rule about cases sees them.
    """
    for form in programme.forms.values():
        table = programme.tables[form.table]
        way = (table.case or "self").split(".")[0]
        given = {
            *form.fixed,
            *form.set,
            form.sender,
            *(field.name for field in form.fields),
        }
        # A form about something else says by that what its row is about; the
        # team may add the case later.
        if way != "self" and not form.fixed and table.column(way) and way not in given:
            text = f"a row that it adds belongs to no {programme.case.table} while {way} is blank"
            yield f"{form.name}: {text}; `fixed: {way}` takes it from the link by which the form is opened"


def _lists_that_may_be_empty(programme: Programme) -> Iterator[str]:
    """Which rows there are nobody can know from the files."""
    for form in programme.forms.values():
        for field, _repeat in questions_in(form):
            if form.public and field.list_table and field.required is True:
                tab = f"must be answered out of the tab {field.list_table}"
                yield f"{form.name}, {field.name}: {tab}; while no row of it can be chosen, nobody can send this form"
