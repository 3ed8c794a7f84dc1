"""What is right in a programme and could be said better.

`flask check` tells it after the mistakes, of which it is none.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from expressions.tree import Constant, Node, Operation, Path
from programme.expressions import compile_condition, compile_value, scope_of_table
from programme.form_parts.repeats import questions_in
from programme.model import Programme, Table
from programme.models.forms import Form
from programme.models.plurals import PERIOD, plural_hint
from programme.models.rules import Becoming, Event, Ladder
from programme.records.computed import DAY, depends_on_day

# The hint is about the latest day that a step can fall on.
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
                hint = plural_hint(
                    wording, language, "{days}", *ladder.flag_days(index)
                )
                if hint:
                    yield f"{ladder.name}, {step.name}: {hint}"
    for check in programme.rules.checks:
        for language, wording in check.text.items():
            hint = plural_hint(wording, language, "{count}", 1, PERIOD)
            if hint:
                yield f"{check.name}: {hint}"
    yield from _ladders_cut_off(programme)
    yield from _true_at_once(programme)


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


def _true_at_once(programme: Programme) -> Iterator[str]:
    """Events that wait for something to become true which the answers of a form decide
    as its row arrives: of such a row nobody is told.
    """
    for event in programme.rules.events:
        if not isinstance(event.on, Becoming) or _is_told_on_arrival(programme, event):
            continue
        table = programme.tables[event.table]
        rests_on = _rests_on(programme, table, event.on.when)
        for form in programme.forms.values():
            if form.table == table.name and rests_on and rests_on <= _given(form):
                yield (
                    f"{event.name}: the form {form.name} brings all that “{event.on.when}” asks for, and of a row that arrives "
                    f"with it nobody is told, as it has not become so. For these write `on: received` and `only: {event.on.when}`"
                )
                break


def _is_told_on_arrival(programme: Programme, event: Event) -> bool:
    """Whether another event tells of rows that arrive like this."""
    assert isinstance(event.on, Becoming)
    return any(
        other.table == event.table
        and other.on == "received"
        and other.only == event.on.when
        for other in programme.rules.events
    )


def _given(form: Form) -> set[str]:
    """The columns that people fill in a form. What the form itself sets is a beginning,
    which the team changes.
    """
    return {field.name for field in form.fields} | set(form.fixed)


def _rests_on(programme: Programme, table: Table, condition: str) -> set[str]:
    """The columns that people fill on which a condition rests; none where it rests on
    more than its own row: another row, or the day.
    """
    expression = compile_value(condition, table, programme.tables)
    if DAY.search(condition):
        return set()
    columns: set[str] = set()
    waiting = set(_paths(expression.tree))
    while waiting:
        path = waiting.pop()
        column = table.column(path[0])
        if len(path) > 1 or column is None or depends_on_day(column):
            return set()
        if column.value is None:
            columns.add(column.name)
            continue
        expression = compile_value(column.value, table, programme.tables)
        waiting |= set(_paths(expression.tree))
    return columns
