"""Checks across a programme's files: every name that one part uses of another, every type, every condition."""

from collections.abc import Iterator
from dataclasses import dataclass

from programme.app_tables import PEOPLE
from programme.expressions import Condition, ConditionError, compile_condition, types_of, types_of_columns
from programme.mistakes import Mistakes, nearest
from programme.model import Column, Event, Form, Kind, Ladder, Programme, Table, Tell
from programme.record import DEPTH
from programme.source import Path_, Source

ANY = frozenset(Kind)


@dataclass(frozen=True)
class Checker:
    """Checks one file of a programme."""

    programme: Programme
    source: Source
    mistakes: Mistakes

    def wrong(self, path: Path_, text: str) -> None:
        """Notes a mistake at a place of this file."""
        self.mistakes.add(self.source.file, self.source.place(path), text)

    def known(self, path: Path_, what: str, name: str, names: object) -> bool:
        """Whether `name` is one of `names`; a mistake with the nearest one where it is not."""
        if name in names:  # type: ignore[operator]
            return True
        self.wrong(path, f'no {what} "{name}"{nearest(name, names)}')  # type: ignore[arg-type]
        return False

    def condition(self, path: Path_, table: Table, text: str | None) -> None:
        """Checks a condition on a record of `table`."""
        if text is None:
            return
        try:
            condition_on(self.programme, table, text)
        except ConditionError as error:
            self.wrong(path, str(error))

    def column(self, place: Path_, table: Table, path: str, kinds: frozenset[Kind] = ANY) -> Column | None:
        """The column at the end of a path over references, checked to be of one of `kinds`."""
        *steps, last = path.split(".")
        at = table
        for step in steps:
            other = follow(self.programme, at, step)
            if other is None:
                known = [*at.latest, *(column.name for column in at.columns if column.table)]
                self.wrong(place, f'{at.name} has no reference "{step}"{nearest(step, known)}')
                return None
            at = other
        column = at.column(last)
        if column is None:
            self.wrong(place, f'{at.name} has no column "{last}"{nearest(last, (c.name for c in at.columns))}')
        elif column.type not in kinds:
            self.wrong(place, f"{path} is of type {column.type}; needed: {', '.join(sorted(kinds))}")
        return column


def follow(programme: Programme, table: Table, step: str) -> Table | None:
    """The table at the other end of a reference column or of a `latest` relation."""
    if step in table.latest:
        return programme.tables.get(table.latest[step].partition(".")[0])
    column = table.column(step)
    return programme.tables.get(column.table) if column and column.table else None


def condition_on(programme: Programme, table: Table, text: str) -> Condition:
    """A checked condition on a record of `table`. Raises ConditionError."""
    return compile_condition(text, types_of(table, programme.tables), dict(_choices(programme, table)))


def _choices(programme: Programme, table: Table, before: str = "", depth: int = DEPTH) -> Iterator[tuple[str, Column]]:
    for column in table.columns:
        if column.choices:
            yield before + column.name, column
    for name in [*table.latest, *(column.name for column in table.columns if column.table)]:
        other = follow(programme, table, name)
        if other and depth > 1:
            yield from _choices(programme, other, f"{before}{name}.", depth - 1)


def check(programme: Programme, main: Source, forms: dict[str, Source], rules: Source, mistakes: Mistakes) -> None:
    """Adds every mistake that only shows when the files are seen together."""
    checker = Checker(programme, main, mistakes)
    checker.known(("sender", "reply_to"), "role", programme.sender.reply_to, programme.roles)
    if programme.case.table in programme.tables:
        checker.condition(("case", "silent"), programme.tables[programme.case.table], programme.case.silent)
    for table in programme.tables.values():
        if not table.app:
            _check_table(checker, table)
    _check_unique(checker)
    for name, form in programme.forms.items():
        _check_form(Checker(programme, forms[name], mistakes), form)
    rules_checker = Checker(programme, rules, mistakes)
    for index, event in enumerate(programme.rules.events):
        _check_event(rules_checker, event, ("events", index))
    for index, ladder in enumerate(programme.rules.ladders):
        _check_ladder(rules_checker, ladder, ("ladders", index))
    names = [rule.name for rule in (*programme.rules.events, *programme.rules.ladders)]
    for name in {name for name in names if names.count(name) > 1}:
        rules_checker.wrong((), f'two rules are called "{name}"')


def _check_unique(checker: Checker) -> None:
    tables = checker.programme.tables.values()
    language = checker.programme.language
    for what, values in (
        ("prefix", [table.prefix for table in tables]),
        ("label", [table.label[language] for table in tables]),
    ):
        for value in sorted({value for value in values if values.count(value) > 1}):
            checker.wrong(("tables",), f'two tables have the {what} "{value}"')


def _check_table(checker: Checker, table: Table) -> None:
    place: Path_ = ("tables", table.name)
    checker.column((*place, "title"), table, table.title)
    labels = [column.label[checker.programme.language].casefold() for column in table.columns]
    names = [column.name for column in table.columns]
    for column in table.columns:
        at = (*place, "columns", column.name)
        if names.count(column.name) > 1:
            checker.wrong(at, f'"{column.name}" is there already: the app adds it by itself')
        elif labels.count(column.label[checker.programme.language].casefold()) > 1:
            checker.wrong(
                at, f'two columns of {table.name} have the label "{column.label[checker.programme.language]}"'
            )
        if column.table is not None:
            checker.known((*at, "table"), "table", column.table, checker.programme.tables)
        _check_kind(checker, at, column.type, bool(column.choices), column.table)
    if table.case and table.case != "self":
        checker.column((*place, "case"), table, table.case, frozenset({Kind.reference}))
    for name, contact in table.contacts.items():
        for part, path in contact.model_dump(exclude_none=True).items():
            checker.column((*place, "contacts", name, part), table, path)
    for name, path in table.latest.items():
        other, _, back = path.partition(".")
        at = (*place, "latest", name)
        if checker.known(at, "table", other, checker.programme.tables):
            column = checker.column(at, checker.programme.tables[other], back, frozenset({Kind.reference}))
            if column and column.table != table.name:
                checker.wrong(at, f"{path} refers to {column.table}, not to {table.name}")


def _check_kind(checker: Checker, at: Path_, kind: Kind, choices: bool, table: str | None) -> None:
    if (kind in (Kind.select_one, Kind.select_multiple)) != choices:
        checker.wrong(at, f"a {kind} {'must not have' if choices else 'needs'} choices")
    if (kind is Kind.reference) != (table is not None):
        checker.wrong(at, f"a {kind} {'needs' if table is None else 'must not have'} `table`")


def _check_form(checker: Checker, form: Form) -> None:
    table = checker.programme.tables[form.table]
    kinds = {field.name: field.type for field in form.fields}
    for index, field in enumerate(form.fields):
        at: Path_ = ("fields", index)
        column = table.column(field.name)
        if column and column.type is not field.type:
            checker.wrong(at, f"{field.name} is of type {field.type}, and its column of type {column.type}")
        if column and column.own:
            checker.wrong(at, f"{field.name} is filled by the app")
        types = types_of_columns(kinds)
        for key, text in (("constraint", field.constraint), ("relevant", field.relevant)):
            if text is not None:
                try:
                    compile_condition(
                        text,
                        types,
                        {f.name: Column(name=f.name, label={}, choices=f.choices) for f in form.fields if f.choices},
                    )
                except ConditionError as error:
                    checker.wrong((*at, key), str(error))
    for name in form.fixed:
        checker.column(("fixed",), table, name, frozenset({Kind.reference}))
    for name, value in form.set.items():
        column = checker.column(("set", name), table, name)
        if column and column.choices:
            checker.known(("set", name), "choice", value, [choice.name for choice in column.choices])


def _check_event(checker: Checker, event: Event, place: Path_) -> None:
    if not checker.known((*place, "table"), "table", event.table, checker.programme.tables):
        return
    table = checker.programme.tables[event.table]
    checker.condition((*place, "only"), table, event.only)
    if event.on != "received":
        column = checker.column((*place, "on", "column"), table, event.on.column)
        if column and event.on.becomes:
            checker.known((*place, "on", "becomes"), "choice", event.on.becomes, [c.name for c in column.choices])
        if bool(event.on.becomes) == event.on.filled:
            checker.wrong((*place, "on"), "say either `becomes: <a choice>` or `filled: true`")
    _check_tells(checker, table, event.tell, (*place, "tell"))


def _check_ladder(checker: Checker, ladder: Ladder, place: Path_) -> None:
    if not checker.known((*place, "table"), "table", ladder.table, checker.programme.tables):
        return
    table = checker.programme.tables[ladder.table]
    checker.condition((*place, "only"), table, ladder.only)
    for path in ladder.date:
        checker.column((*place, "date"), table, path, frozenset({Kind.date, Kind.moment}))
    days = [step.days for step in ladder.steps]
    if days != sorted(set(days)):
        checker.wrong((*place, "steps"), "steps must stand in the order of their days, each day once")
    for index, step in enumerate(ladder.steps):
        _check_tells(checker, table, step.tell, (*place, "steps", index, "tell"))


def _check_tells(checker: Checker, table: Table, tells: tuple[Tell, ...], place: Path_) -> None:
    for index, tell in enumerate(tells):
        for alternatives in tell.to:
            for path in alternatives.split(" or "):
                _check_person(checker, table, path.strip(), (*place, index, "to"))


def _check_person(checker: Checker, table: Table, path: str, place: Path_) -> None:
    *steps, last = path.split(".")
    if steps == ["role"]:
        checker.known(place, "role", last, checker.programme.roles)
        return
    at: Table | None = table
    for step in steps:
        at = follow(checker.programme, at, step) if at else None
        if at is None:
            checker.wrong(place, f'"{path}": no reference "{step}"')
            return
    if at and at.name == PEOPLE:
        checker.known(place, "column", last, [column.name for column in at.columns])
    elif at:
        checker.known(place, "contact", last, at.contacts)
