"""What a person must look at: what the programme's checks find in the records, and where each problem's cell is by now."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from core.problem import Problem, shortened
from core.texts import mark as _
from journal import problems
from mail.markdown import Address, escape
from notify.context import NotifyContext
from programme.model import Programme
from programme.record import GAP, Records
from programme.shown import show
from rules.checks import Filled, Wrong
from rules.unfit import UNFIT, Unfit

CHECK = "check"
"""The code and the source of what the programme's checks find. It holds up nothing: every cell of it makes sense."""


def examine(office: NotifyContext, records: Records, today: date) -> list[Problem]:
    """What the programme's checks find in the records as they are now."""
    found = [_problem(office, wrong) for wrong in office.checks.wrong(records, today)]
    return [*found, *(unfit(one) for one in (*office.judge.unfit, *office.checks.unfit))]


def unfit(one: Unfit) -> Problem:
    """A record that a rule could not judge. The rest goes on."""
    words = _("The rule {rule} of config/rules.yaml cannot read this row: {reason}")
    return Problem("unfit", words, (("rule", one.rule), ("reason", one.reason)), one.table, one.reference)


def _problem(office: NotifyContext, wrong: Wrong) -> Problem:
    programme, check = office.shop.programme, wrong.check

    def words(text: str, language: str) -> str:
        shown = {name: _shown(office, (name, column, value), language) for name, column, value in wrong.gaps}
        return GAP.sub(lambda gap: shown.get(gap[1], ""), text)

    said = tuple((language, words(programme.text(check.text, language), language)) for language in programme.languages)
    values = (("check", check.name), ("said", said[0][1]))
    return Problem(CHECK, said[0][1], values, check.table, wrong.reference, check.column, said=said)


def _shown(office: NotifyContext, filled: Filled, language: str) -> str:
    column, value = filled[1:]
    try:
        return shortened(show(office.shop.programme, column, value, language) if column else str(value or ""))
    except UNFIT:  # a text from before the column became a date
        return shortened(str(value))


def listed(programme: Programme, standing: Iterable[problems.Standing], language: str) -> str:
    """Problems as the items of a list in Markdown: what it is, what it may have meant, and a link to the cell."""
    return "\n".join(f"- {_item(programme, one.problem, language)}" for one in standing)


def _item(programme: Programme, problem: Problem, language: str) -> str:
    table = programme.tables.get(problem.table)
    column = table.column(problem.column) if table else None
    row = problem.reference or (str(problem.row) if problem.row else "")
    labels = [part.label[programme.language] for part in (table, column) if part]
    where = escape(" · ".join([*labels[:1], *([row] if row else []), *labels[1:]]))
    words = str(escape(problem.words(language)))
    if not where:
        return words
    return f"{words} [{where}]({Address(problem.address)})" if problem.address else f"{words} ({where})"


def place(office: NotifyContext, connection: sa.Connection) -> None:
    """Keeps with each problem where its cell is, as the last look saw it."""
    if office.shop.look is None:  # written to just now
        return
    for standing in problems.standing(connection):
        address = office.cell_address(standing.problem)
        if address != standing.problem.address:
            problems.place(connection, standing, address)
