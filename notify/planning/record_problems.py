"""What a person must look at: what the programme's checks find in the records, and
where each problem's cell is by now.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import sqlalchemy as sa

from core.problem import Problem, ProblemCode, shortened
from core.texts import mark as _
from journal.tabs import problems
from mail.markdown import Address, escape
from notify.context import NotifyContext
from notify.planning.events import unfit_problem
from programme.model import Programme
from programme.models.plurals import in_number
from programme.records.display import name_holder, show_anyway, title
from programme.records.people.sharing import unowned_answers
from programme.records.record import GAP, Records, View
from rules.findings.checks import COUNT, Filled, Violation
from sheets.addresses import SheetAddresses

NAMED_IN_CIRCLE = _(
    "This row takes its name from another row, and that one, in the end, from this one. Until one of these cells names"
    " another row, it is called by its reference."
)


ANSWER_OF_NOBODY = _(
    "This answer counts for nobody yet, because it does not say whose it is. Fill in “{column}” as it stands in the row"
    " of {name}."
)


def examine(context: NotifyContext, records: Records, today: date) -> list[Problem]:
    """What the programme's checks find in the records as they are now, and
    what could not be judged.
    """
    violations = context.checks.violations(records, today)
    unfit = [*context.judge.unfit, *context.checks.unfit]
    results = [_check_problem(context.programme, violation) for violation in violations]
    for record in unfit:
        results.append(unfit_problem(record))
    results.extend(_named_in_circles(records, today))
    results.extend(_answers_of_nobody(records, today))
    return results


def _named_in_circles(records: Records, today: date) -> Iterator[Problem]:
    """The records that nobody can name, because each is called after the next."""
    for table in records.programme.tables.values():
        column = table.column(table.title)
        if column is None or not column.table:
            continue
        for reference, record in records.table(table.name).items():
            if name_holder(View(records, table, record, today)) is None:
                yield Problem(
                    ProblemCode.circle,
                    NAMED_IN_CIRCLE,
                    (),
                    table.name,
                    reference,
                    column.name,
                )


def _answers_of_nobody(records: Records, today: date) -> Iterator[Problem]:
    """Agreements that somebody typed without saying whose they are: nothing follows
    from them, and a blank cell looks like nothing.
    """
    programme = records.programme
    language = programme.language
    for table in programme.tables.values():
        for contact in table.contacts.values():
            if contact.agreement is None:
                continue
            for holder, answer, blank in unowned_answers(
                records, table, contact.agreement, today
            ):
                column = programme.tables[answer.table].column(blank)
                assert column
                values = (
                    ("column", programme.text(column.label, language)),
                    ("name", title(holder, language)),
                )
                yield Problem(
                    ProblemCode.agreement,
                    ANSWER_OF_NOBODY,
                    values,
                    answer.table,
                    answer.reference,
                    blank,
                )


def _check_problem(programme: Programme, violation: Violation) -> Problem:
    """A check's own text in every language of the programme, its
    gaps filled from the record.
    """
    check = violation.check
    texts = []
    for language in programme.languages:
        values = {}
        for filled in violation.gaps:
            for name in filled[:1]:
                values[name] = _shown(programme, filled, language)
        wording = in_number(check.text[language], language, _count(violation))
        texts.append((language, _filled(wording, values)))
    first = texts[0][1]
    values_ = (("check", check.name), ("said", first))
    return Problem(
        ProblemCode.check,
        first,
        values_,
        check.table,
        violation.reference,
        check.column,
        said=tuple(texts),
    )


def _count(violation: Violation) -> int:
    """How many rows a check counted; 0 where it counts none."""
    counts = []
    for name, column, value in violation.gaps:
        if name == COUNT and column is None:
            counts.append(value)
    if counts and isinstance(counts[0], int):
        return int(counts[0])
    return 0


def _filled(text: str, values: Mapping[str, str]) -> str:
    return GAP.sub(lambda gap: values.get(gap[1], ""), text)


def _shown(programme: Programme, filled: Filled, language: str) -> str:
    _name, column, value = filled
    if column is None:
        return shortened(str(value or ""))
    return shortened(show_anyway(programme, column, value, language))


def listed(
    programme: Programme, standing: Iterable[problems.Standing], language: str
) -> str:
    """Problems as the items of a list in Markdown: what it is, what it may have
    meant, and a link to the cell.
    """
    return "\n".join(
        f"- {_item(programme, item.problem, language)}" for item in standing
    )


def _item(programme: Programme, problem: Problem, language: str) -> str:
    text = str(escape(problem.words(language)))
    where = escape(_where(programme, problem))
    if not where:
        return text
    if problem.address:
        return f"{text} [{where}]({Address(problem.address)})"
    return f"{text} ({where})"


def _where(programme: Programme, problem: Problem) -> str:
    """Tab, row and column of a problem, as people call them."""
    parts = []
    table = programme.tables.get(problem.table)
    if table is not None:
        parts.append(table.label[programme.language])
    if problem.reference:
        parts.append(problem.reference)
    elif problem.row:
        parts.append(str(problem.row))
    column = None
    if table:
        column = table.column(problem.column)
    if column is not None:
        parts.append(column.label[programme.language])
    return " · ".join(parts)


def place(
    connection: sa.Connection, addresses: SheetAddresses, programme: Programme
) -> None:
    """Keeps with each problem where its cell is, as the newest snapshot saw it."""
    if not addresses.tabs:
        return  # nothing has been read yet
    for standing in problems.standing(connection):
        problem = standing.problem
        if problem.table not in programme.tables:
            continue  # about no cell: it has the address that it came with
        address = addresses.of(
            problem.table, problem.reference, problem.column, problem.row
        )
        if address != problem.address:
            problems.place(connection, standing, address)
