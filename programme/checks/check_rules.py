"""Checks of config/rules.yaml against the tables that it speaks of."""

from collections import Counter

from expressions.types import ValueType
from fieldtypes.registry import names_of
from programme.app_tables import MAIL_SWITCH, PEOPLE
from programme.checks.checker import ANY, Checker
from programme.model import Table
from programme.plurals import plural_mistake, texts_of
from programme.reading.source import Path_
from programme.rules import Change, Event, Ladder, Tell

DATES = names_of(ValueType.date, ValueType.moment)
LONGEST_REPEATED = 36
"""Room for the number that follows it in the journal."""


def check_rules(checker: Checker) -> None:
    """Adds every mistake in the rules: tables, columns, choices, conditions, people, and the order of steps."""
    rules = checker.programme.rules
    written: list[tuple[Path_, Event | Ladder]] = [
        (("events", index), event) for index, event in enumerate(rules.events)
    ]
    written += [(("ladders", index), ladder) for index, ladder in enumerate(rules.ladders)]
    names: set[str] = set()
    for location, rule in written:
        if rule.name in names:
            checker.report((*location, "name"), f'two rules are called "{rule.name}"')
        names.add(rule.name)
        # The row of Settings for a rule is found by its name, and the main switch has its own row there.
        if rule.name == MAIL_SWITCH:
            checker.report(
                (*location, "name"), f'a rule cannot be called "{MAIL_SWITCH}": that is the switch of all mails'
            )
        if not checker.check_name((*location, "table"), "table", rule.table, checker.programme.tables):
            continue
        table = checker.programme.tables[rule.table]
        checker.condition((*location, "only"), table, rule.only)
        if isinstance(rule, Event):
            _check_event(checker, rule, table, location)
        else:
            _check_ladder(checker, rule, table, location)


def _check_event(checker: Checker, event: Event, table: Table, location: Path_) -> None:
    if isinstance(event.on, Change):
        column = checker.column((*location, "on", "column"), table, event.on.column)
        if column and event.on.becomes:
            names = [choice.name for choice in column.choices]
            checker.check_name((*location, "on", "becomes"), "choice", event.on.becomes, names)
            for value in event.still_true_in:
                checker.check_name((*location, "still_true_in"), "choice", value, names)
        if bool(event.on.becomes) == event.on.filled:
            checker.report((*location, "on"), "say either `becomes: <a choice>` or `filled: true`")
    if event.still_true_in and not (isinstance(event.on, Change) and event.on.becomes):
        checker.report((*location, "still_true_in"), "this goes with `on: {column: …, becomes: …}` only")
    _check_tells(checker, table, event.tell, (*location, "tell"))


def _check_ladder(checker: Checker, ladder: Ladder, table: Table, location: Path_) -> None:
    for path in ladder.date:
        checker.column((*location, "date"), table, path, DATES)
    names = Counter(step.name for step in ladder.steps)
    for index, step in enumerate(ladder.steps):
        step_location = (*location, "steps", index)
        # Only the highest rung reached is told: steps out of order or of one day would swallow each other.
        if index and step.days <= ladder.steps[index - 1].days:
            checker.report((*step_location, "days"), "steps stand in the order of their days, each day once")
        if names[step.name] > 1:
            checker.report((*step_location, "name"), f'two steps are called "{step.name}"')
        if bool(step.every) != (step.times > 1):
            checker.report((*step_location, "every"), "say both: `every: <days>`, and `times: <how many in all>`")
        # The journal's key has room for the name and the number of the repetition.
        if step.every and len(step.name) > LONGEST_REPEATED:
            checker.report(
                (*step_location, "name"), f"the name of a repeated step has at most {LONGEST_REPEATED} letters"
            )
        _check_flag(checker, ladder, index, (*step_location, "flag"))
        _check_tells(checker, table, step.tell, (*step_location, "tell"), is_gathered=True)


def _check_flag(checker: Checker, ladder: Ladder, index: int, location: Path_) -> None:
    """Gaps of a step's flag, and its plurals for the days on which it stands there."""
    fewest, most = ladder.flag_days(index)
    for language, wording in ladder.steps[index].flag.items():
        for text in texts_of(wording):
            # Whatever brace is left would be shown to staff as it stands.
            remainder = text.replace("{days}", "").replace("{date}", "")
            if "{" in remainder or "}" in remainder:
                checker.report((*location, language), "{days} and {date} are all that can be filled in here")
        if mistake := plural_mistake(wording, language, "{days}", fewest, most):
            checker.report((*location, language), mistake)


def _check_tells(
    checker: Checker, table: Table, tells: tuple[Tell, ...], location: Path_, *, is_gathered: bool = False
) -> None:
    """`is_gathered`: they may be gathered into digests."""
    for index, tell in enumerate(tells):
        if tell.digest and not is_gathered:
            checker.report((*location, index, "digest"), "this goes with the steps of a ladder only")
        if tell.digest and tell.urgent:
            checker.report((*location, index, "urgent"), "what waits for the day of its digest is not urgent")
        if tell.calendar and table.calendar is None:
            checker.report(
                (*location, index, "calendar"),
                f"say in config/programme.yaml how a row of {table.name} is a meeting (`calendar`)",
            )
        for alternatives in tell.to:
            for path in alternatives.split(" or "):
                check_person(checker, table, path.strip(), (*location, index, "to"))


def check_person(checker: Checker, table: Table, path: str, location: Path_) -> None:
    """A way to somebody that rules tell something: a contact, also over references, or `role.<name>`."""
    *steps, last = path.split(".")
    if steps == ["role"]:
        checker.check_name(location, "role", last, checker.programme.roles)
        return
    holder = checker.follow(location, table, steps)
    if holder and holder.name == PEOPLE:
        checker.column(location, holder, last, ANY)
    elif holder:
        checker.check_name(location, "contact", last, holder.contacts)
