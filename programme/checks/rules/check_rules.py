"""Checks of config/rules.yaml against the tables that it speaks of."""

from collections import Counter

from expressions.types import ValueType
from fieldtypes.registry import names_of
from programme.app_tables import MAIL_SWITCH, PEOPLE
from programme.checks.checker import ANY, Checker
from programme.children import child_tables
from programme.model import Table
from programme.models.plurals import plural_mistake, texts_of
from programme.models.rules import (
    CALENDAR,
    CALLER,
    DECLINED,
    INVITED,
    PAGE,
    PROPOSER,
    Becoming,
    Change,
    ContactChange,
    Event,
    Ladder,
    Need,
    Tell,
)
from programme.reading.source import Path_

DATES = names_of(ValueType.date, ValueType.moment)
RECEIVED = "received"
# The journal's columns of names are as wide.
LONGEST_NAME = 40
MOMENTS = names_of(ValueType.moment)
LONGEST_REPEATED = 36
"""Room for the number that follows it in the journal."""


def check_rules(checker: Checker) -> None:
    """Adds every mistake in the rules: tables, columns, choices, conditions,
    people, and the order of steps.
    """
    rules = checker.programme.rules
    written: list[tuple[Path_, Event | Ladder]] = [
        (("events", index), event) for index, event in enumerate(rules.events)
    ]
    for index, ladder in enumerate(rules.ladders):
        written.append((("ladders", index), ladder))
    names: set[str] = set()
    for location, rule in written:
        if rule.name in names:
            checker.report((*location, "name"), f'two rules are called "{rule.name}"')
        names.add(rule.name)
        # The row of Settings for a rule is found by its name, and the main
        # switch has its own row there.
        if rule.name == MAIL_SWITCH:
            checker.report(
                (*location, "name"),
                f'a rule cannot be called "{MAIL_SWITCH}": that is the switch of all mails',
            )
        if not checker.check_name(
            (*location, "table"), "table", rule.table, checker.programme.tables
        ):
            continue
        table = checker.programme.tables[rule.table]
        checker.condition((*location, "only"), table, rule.only)
        if isinstance(rule, Event):
            _check_event(checker, rule, table, location)
        else:
            _check_ladder(checker, rule, table, location)


def _check_event(checker: Checker, event: Event, table: Table, location: Path_) -> None:
    if isinstance(event.on, Change):
        _check_change(checker, event, event.on, table, location)
    if isinstance(event.on, ContactChange):
        path = (*location, "on", "contact_changes")
        checker.check_name(
            path, f"contact of {table.name}", event.on.contact_changes, table.contacts
        )
    if isinstance(event.on, Becoming):
        checker.condition((*location, "on", "when"), table, event.on.when)
        checker.condition(
            (*location, "on", "still_true_when"), table, event.on.still_true_when
        )
        # The journal's column for what has changed has room for it and a sign.
        if len(event.name) >= LONGEST_NAME:
            checker.report(
                (*location, "name"),
                f"the name of such an event has at most {LONGEST_NAME - 1} letters",
            )
    becomes_something = isinstance(event.on, Change) and event.on.becomes
    if event.still_true_in and not becomes_something:
        checker.report(
            (*location, "still_true_in"),
            "this goes with `on: {column: …, becomes: …}` only",
        )
    _check_needs(checker, table, event.needs, (*location, "needs"))
    if event.on == RECEIVED and (event.needs or any(tell.needs for tell in event.tell)):
        checker.report(
            (*location, "needs"),
            "what a form brings is answered at once: this does not go with `on: received`",
        )
    for index, tell in enumerate(event.tell):
        if tell.leaves:
            text = "`leaves` goes with a ladder around a moment: what has happened is told by the calendar of mails"
            checker.report((*location, "tell", index, "leaves"), text)
    _check_tells(checker, table, event.tell, (*location, "tell"))


def _check_change(
    checker: Checker, event: Event, on: Change, table: Table, location: Path_
) -> None:
    column = checker.column((*location, "on", "column"), table, on.column)
    if column and column.own:
        text = f"nobody changes {column.name}: the app fills it. Say when it is told: `on: {{when: {column.name} == …}}`"
        checker.report((*location, "on", "column"), text)
        return
    if column and on.becomes and not checker.mistakes.doubted(column.name):
        names = column.choice_names
        checker.check_name((*location, "on", "becomes"), "choice", on.becomes, names)
        for value in event.still_true_in:
            checker.check_name((*location, "still_true_in"), "choice", value, names)
    if column and not checker.mistakes.doubted(column.name):
        for key, choices in (("only_from", on.only_from), ("not_from", on.not_from)):
            for value in choices:
                place = (*location, "on", key)
                checker.check_name(place, "choice", value, column.choice_names)
    if [bool(on.becomes), on.filled, on.replaced].count(True) != 1:
        text = (
            "say one of these: `becomes: <a choice>`, `filled: true`, `replaced: true`"
        )
        checker.report((*location, "on"), text)


def _check_ladder(
    checker: Checker, ladder: Ladder, table: Table, location: Path_
) -> None:
    for path in ladder.date:
        checker.column((*location, "date"), table, path, DATES)
    for path in ladder.extended_to:
        checker.column((*location, "extended_to"), table, path, DATES)
    names: set[str] = set()
    for index, step in enumerate(ladder.steps):
        step_location = (*location, "steps", index)
        # Only the highest rung reached is told: steps out of order or of one day
        # would swallow each other.
        if index and step.days <= ladder.steps[index - 1].days:
            checker.report(
                (*step_location, "days"),
                "steps stand in the order of their days, each day once",
            )
        if step.name in names:
            checker.report(
                (*step_location, "name"), f'two steps are called "{step.name}"'
            )
        names.add(step.name)
        if not step.flag and not step.tell:
            text = (
                f"{step.name} does nothing: say a `flag` for the row, or whom to `tell`"
            )
            checker.report(step_location, text, step.name)
        if bool(step.every) != (step.times > 1):
            checker.report(
                (*step_location, "every"),
                "say both: `every: <days>`, and `times: <how many in all>`",
            )
        # The journal's key has room for the name and the number of the repetition.
        if step.every and len(step.name) > LONGEST_REPEATED:
            checker.report(
                (*step_location, "name"),
                f"the name of a repeated step has at most {LONGEST_REPEATED} letters",
            )
        _check_flag(checker, ladder, index, (*step_location, "flag"))
        _check_needs(checker, table, step.needs, (*step_location, "needs"))
        _check_tells(
            checker, table, step.tell, (*step_location, "tell"), is_gathered=True
        )
        _check_leaves(checker, ladder, table, step.tell, (*step_location, "tell"))


def _check_leaves(
    checker: Checker,
    ladder: Ladder,
    table: Table,
    tells: tuple[Tell, ...],
    location: Path_,
) -> None:
    for index, tell in enumerate(tells):
        if tell.leaves is None:
            continue
        for path in ladder.date:
            checker.column((*location, index, "leaves"), table, path, MOMENTS)
        if ladder.after_months:
            checker.report(
                (*location, index, "leaves"),
                "`leaves` counts from a moment, and not from months after it",
            )


def _check_flag(checker: Checker, ladder: Ladder, index: int, location: Path_) -> None:
    """Gaps of a step's flag, and its plurals for the days on which it stands there."""
    fewest, most = ladder.flag_days(index)
    for language, wording in ladder.steps[index].flag.items():
        for text in texts_of(wording):
            # Whatever brace is left would be shown to staff as it stands.
            remainder = text.replace("{days}", "").replace("{date}", "")
            if "{" in remainder or "}" in remainder:
                checker.report(
                    (*location, language),
                    "{days} and {date} are all that can be filled in here",
                )
        mistake = plural_mistake(wording, language, "{days}", fewest, most)
        if mistake:
            checker.report((*location, language), mistake)


def _check_needs(
    checker: Checker, table: Table, needs: tuple[Need, ...], location: Path_
) -> None:
    conditions = Counter(need.when for need in needs)
    for index, need in enumerate(needs):
        checker.condition((*location, index, "when"), table, need.when)
        if conditions[need.when] > 1:
            checker.report(
                (*location, index, "when"), f"this stands here twice: {need.when}"
            )


def _check_tells(
    checker: Checker,
    table: Table,
    tells: tuple[Tell, ...],
    location: Path_,
    *,
    is_gathered: bool = False,
) -> None:
    """`is_gathered`: they may be gathered into digests."""
    for index, tell in enumerate(tells):
        if tell.digest and not is_gathered:
            checker.report(
                (*location, index, "digest"),
                "this goes with the steps of a ladder only",
            )
        if tell.digest and tell.urgent:
            checker.report(
                (*location, index, "urgent"),
                "what waits for the day of its digest is not urgent",
            )
        _check_needs(checker, table, tell.needs, (*location, index, "needs"))
        if tell.calendar and table.calendar is None:
            checker.report(
                (*location, index, "calendar"),
                f"say in config/programme.yaml how a row of {table.name} is a meeting (`calendar`)",
            )
        for name in tell.attach:
            _check_attached(checker, table, name, (*location, index, "attach"))
        for path in tell.translated.columns if tell.translated else ():
            checker.column((*location, index, "translated", "columns"), table, path)
        if tell.not_to is not None:
            _check_not_to(checker, table, tell.not_to, (*location, index, "not_to"))
        for alternatives in tell.to:
            for path in alternatives.split(" or "):
                check_person(checker, table, path.strip(), (*location, index, "to"))


def _check_attached(checker: Checker, table: Table, name: str, location: Path_) -> None:
    """A document that goes with a message is about the record that the message is
    about, or about its case.
    """
    documents = checker.programme.documents
    case = checker.programme.case.table
    if not checker.check_name(location, "document", name, documents):
        return
    about = documents[name].table
    if about != table.name and not (about == case and table.case):
        checker.report(
            location, f'the document "{name}" is about {about}, not about {table.name}'
        )


def _check_not_to(checker: Checker, table: Table, path: str, location: Path_) -> None:
    """`not_to` is a column of rows that refer to the record, or says who of a
    meeting.
    """
    name, _, column = path.rpartition(".")
    if name == CALENDAR:
        _check_left_out(checker, table, path, location)
        return
    children = child_tables(checker.programme.tables, table)
    if not name:
        example = f"{min(children, default='…')}.{path}"
        text = f"say whose column this is, of the rows that refer to {table.name}: `{example}`"
        checker.report(location, text)
    elif checker.check_name(
        location, f"table that refers to {table.name}", name, children
    ):
        checker.column(location, checker.programme.tables[children[name][0]], column)


def _check_left_out(checker: Checker, table: Table, path: str, location: Path_) -> None:
    """Who of a meeting is told nothing: the record itself is the meeting."""
    if not checker.check_name(location, "way", path, (DECLINED, PROPOSER)):
        return
    needed = {DECLINED: "answers", PROPOSER: "proposed_by"}[path]
    if table.calendar is None or not getattr(table.calendar, needed):
        checker.report(
            location,
            f"say in config/programme.yaml who that is (`calendar.{needed}` of {table.name})",
        )


def check_person(checker: Checker, table: Table, path: str, location: Path_) -> None:
    """A way to somebody that rules tell something: a contact, also over references,
    `role.<name>`, the people of a meeting, or those of the cases that a page shows.
    """
    *steps, last = path.split(".")
    if steps[-2:-1] == [PAGE]:
        _check_of_page(checker, table, [*steps, last], location)
        return
    if steps[-1:] == [CALENDAR]:
        _check_of_meeting(checker, table, steps[:-1], f"{CALENDAR}.{last}", location)
        return
    if steps == ["role"]:
        checker.check_name(location, "role", last, checker.programme.roles)
        return
    holder = checker.follow(location, table, steps)
    if holder and holder.name == PEOPLE:
        checker.column(location, holder, last, ANY)
    elif holder:
        if last in checker.programme.roles and last not in holder.contacts:
            checker.report(
                location, f"{last} is a role; its people are written role.{last}"
            )
            return
        checker.check_name(location, "contact", last, holder.contacts)


def _check_of_page(
    checker: Checker, table: Table, steps: list[str], location: Path_
) -> None:
    *way, _page, name, contact = steps
    holder = checker.follow(location, table, way)
    pages = {
        page_name: page
        for page_name, page in checker.programme.pages.items()
        if holder and page.table == holder.name
    }
    if holder is None or not checker.check_name(location, "page", name, pages):
        return
    case_table = checker.programme.tables.get(checker.programme.case.table)
    if case_table is not None:
        checker.check_name(location, "contact", contact, case_table.contacts)


def _check_of_meeting(
    checker: Checker, table: Table, steps: list[str], way: str, location: Path_
) -> None:
    holder = checker.follow(location, table, steps)
    if holder is None or not checker.check_name(
        location, "way", way, (INVITED, CALLER)
    ):
        return
    people = {INVITED: "invited", CALLER: "called_by"}[way]
    if holder.calendar is None or not getattr(holder.calendar, people):
        checker.report(
            location,
            f"say in config/programme.yaml who that is (`calendar.{people}` of {holder.name})",
        )
