"""Checks of config/desk.yaml against the tables that it speaks of."""

from collections.abc import Sequence

from expressions.reading.syntax import ExpressionError
from expressions.types import ValueType, in_words, value_type
from fieldtypes.registry import names_of
from programme.checks.cases.check_case import check_public
from programme.checks.cases.check_proposals import check_proposal
from programme.checks.checker import ONE_CHOICE, Checker, follow
from programme.checks.rules.check_rules import DATES, check_person
from programme.expressions import compile_value
from programme.model import Table
from programme.models.desk import (
    Figure,
    Load,
    Measure,
    NextStep,
    Proposal,
    Silence,
    Target,
    Track,
)
from programme.models.rules import ROLE
from programme.parts import Column
from programme.reading.source import Path_

NUMBERS = names_of(ValueType.number)
DAYS = frozenset({ValueType.date, ValueType.moment})


def check_desk(checker: Checker) -> None:
    """Adds every mistake in the desk: names, conditions, dates, people, proposals,
    groupings and values of figures.
    """
    programme = checker.programme
    desk = checker.programme.desk
    case = programme.tables.get(programme.case.table)
    # Without the table of the cases, which has been told, all that follows
    # would be told of nothing.
    if case is None:
        return
    _check_names(checker, "next_steps", desk.next_steps)
    for index, step in enumerate(desk.next_steps):
        _check_step(checker, step, case, ("next_steps", index))
    if desk.board.period:
        for path in desk.board.period.since:
            checker.column(("board", "period", "since"), case, path, DATES)
        for path in desk.board.period.extended_to:
            checker.column(("board", "period", "extended_to"), case, path, DATES)
    for path in desk.board.filters:
        checker.column(("board", "filters"), case, path)
    _check_names(checker, "loads", desk.loads)
    for index, load in enumerate(desk.loads):
        _check_load(checker, load, case, ("loads", index))
    for index, track in enumerate(desk.timeline):
        _check_track(checker, track, ("timeline", index))
    _check_names(checker, "proposals", desk.proposals)
    for index, proposal in enumerate(desk.proposals):
        check_proposal(checker, proposal, case, ("proposals", index))
    _check_names(checker, "figures", desk.figures)
    for index, figure in enumerate(desk.figures):
        _check_figure(checker, figure, ("figures", index))


def _check_names(
    checker: Checker, key: str, parts: Sequence[NextStep | Load | Proposal | Figure]
) -> None:
    names: set[str] = set()
    for index, part in enumerate(parts):
        if part.name in names:
            checker.report(
                (key, index, "name"), f'two of these are called "{part.name}"'
            )
        names.add(part.name)


def _check_step(checker: Checker, step: NextStep, case: Table, location: Path_) -> None:
    checker.condition((*location, "when"), case, step.when)
    for way in step.by.split(" or "):
        check_person(checker, case, way.strip(), (*location, "by"))
    if step.silent:
        _check_silence(checker, step.silent, case, (*location, "silent", "who"))
    for name in step.instead_of:
        ladders = []
        for ladder in checker.programme.rules.ladders:
            if ladder.table == case.name:
                ladders.append(ladder.name)
        checker.check_name((*location, "instead_of"), "ladder", name, ladders)
    if step.since is not None:
        _check_value(checker, (*location, "since"), case, step.since, DAYS, "a date")
    if step.overdue_days is not None and step.overdue_days < step.after_days:
        text = "overdue_days must not be less than after_days: late comes after due"
        checker.report((*location, "overdue_days"), text)
    if step.propose:
        column = checker.column(
            (*location, "propose", "column"), case, step.propose.column, ONE_CHOICE
        )
        if column:
            names = column.choice_names
            checker.check_name(
                (*location, "propose", "value"),
                f"choice of {column.name}",
                step.propose.value,
                names,
            )


def _check_silence(
    checker: Checker, silence: Silence, case: Table, location: Path_
) -> None:
    for way in silence.who.split(" or "):
        check_person(checker, case, way.strip(), location)
        if way.strip().startswith(ROLE):
            checker.report(
                location,
                "this is a contact: who has a role answers by no link of their own",
            )


def _check_load(checker: Checker, load: Load, case: Table, location: Path_) -> None:
    table = checker.referred_table((*location, "of"), case, load.of)
    checker.condition((*location, "only"), case, load.only)
    if table is None:
        return
    if load.limit:
        checker.column((*location, "limit"), table, load.limit, NUMBERS)
    number = frozenset({ValueType.number})
    for index, shown in enumerate(load.shows):
        entry = (*location, "shows", index)
        _check_value(checker, (*entry, "value"), table, shown.value, number, "a number")
        if shown.of is not None:
            _check_value(checker, (*entry, "of"), table, shown.of, number, "a number")


def _check_track(checker: Checker, track: Track, location: Path_) -> None:
    """A lane of the timeline: of rows that belong to a case, have a day, and are
    called by nothing personal.
    """
    if not checker.check_name(
        (*location, "table"), "table", track.table, checker.programme.tables
    ):
        return
    table = checker.programme.tables[track.table]
    case = checker.programme.case
    if not table.case or table.case == "self":
        checker.report(
            (*location, "table"),
            f"{table.name} does not say to which of {case.table} a row belongs (`case`)",
        )
    for path in track.date:
        checker.column((*location, "date"), table, path, DATES)
    if not track.date and not table.date:
        checker.report(
            (*location, "date"),
            f"{table.name} has no `date` of its own: say which day counts",
        )
    checker.condition((*location, "only"), table, track.only)
    checker.condition((*location, "done"), table, track.done)
    if case.page:
        check_public(
            checker,
            (*location, "table"),
            table,
            table.title,
            "everybody who has the link of a case reads it",
        )


def _check_figure(checker: Checker, figure: Figure, location: Path_) -> None:
    if not checker.check_name(
        (*location, "table"), "table", figure.table, checker.programme.tables
    ):
        return
    table = checker.programme.tables[figure.table]
    checker.condition((*location, "only"), table, figure.only)
    # A measure that was not understood was taken out: what does not fit without it
    # would be no mistake of its own.
    if any(
        mistake.text.startswith(f"figures.{figure.name}.measure")
        for mistake in checker.mistakes.found
    ):
        return
    _check_measured(checker, figure, table, location)
    if figure.year_of is not None:
        checker.column((*location, "year_of"), table, figure.year_of, DATES)
    if figure.target:
        _check_target(checker, figure, figure.target, (*location, "target"))
    for number, grouping in enumerate(figure.by):
        path = (*location, "by", number, "value")
        column = checker.column(path, table, grouping.value)
        if column is None:
            continue
        text = ""
        if column.type not in DATES and grouping.per is not None:
            text = "`per` is for dates"
        if column.type in DATES and grouping.per is None:
            text = "say `per: month` or `per: year` with it"
        if text:
            checker.report(path, f"{grouping.value} is of type {column.type}: {text}")


def _check_measured(
    checker: Checker, figure: Figure, table: Table, location: Path_
) -> None:
    """What is counted has no value; of all else each row gives a number."""
    counts = figure.measure is Measure.rows
    path = (*location, "value")
    if figure.value is not None and counts:
        text = "what is counted has no value: say `measure`, or take the value out"
        checker.report(path, text)
    elif figure.value is not None:
        number = frozenset({ValueType.number})
        _check_value(checker, path, table, figure.value, number, "a number")
    elif not counts:
        checker.report(
            (*location, "measure"),
            f"{figure.measure.value} needs a `value`: the number that each row gives",
        )


def _check_target(
    checker: Checker, figure: Figure, target: Target, location: Path_
) -> None:
    """Targets stand in a table of their own, each with a number, and say which group of
    the figure they are about.
    """
    if not checker.check_name(
        (*location, "table"), "table", target.table, checker.programme.tables
    ):
        return
    table = checker.programme.tables[target.table]
    checker.condition((*location, "only"), table, target.only)
    checker.column((*location, "value"), table, target.value, NUMBERS)
    if len(target.by) > len(figure.by):
        text = f"{figure.name} has {len(figure.by)} groups: a target can be about no more of them"
        checker.report((*location, "by"), text)
    about = checker.programme.tables[figure.table]
    for path, grouping in zip(target.by, figure.by, strict=False):
        column = checker.column((*location, "by"), table, path)
        grouped = _at(checker, about, grouping.value)
        if column and grouped and column.table != grouped.table:
            text = f"{path} and {grouping.value} refer to different tables: no target would meet its group"
            checker.report((*location, "by"), text)


def _at(checker: Checker, table: Table, path: str) -> Column | None:
    """The column at the end of a way; None where there is
    none, which is told elsewhere.
    """
    *steps, last = path.split(".")
    holder: Table | None = table
    for step in steps:
        if holder:
            holder = follow(checker.programme, holder, step)
    if holder:
        return holder.column(last)
    return None


def _check_value(
    checker: Checker,
    location: Path_,
    table: Table,
    text: str,
    types: frozenset[ValueType],
    described_types: str,
) -> None:
    try:
        expression = compile_value(text, table, checker.programme.tables)
    except ExpressionError as error:
        checker.report_expression(location, error)
        return
    type = value_type(expression.type)
    if type not in types:
        checker.report(
            location,
            f"this must give {described_types}; it gives {in_words(expression.type)}",
        )
