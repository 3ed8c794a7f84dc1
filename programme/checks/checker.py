"""What every check across a programme's files needs: names, ways over
references, types, conditions.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.notation.spelling import nearest
from expressions.reading.syntax import ExpressionError
from expressions.types import UNKNOWN_CHOICE
from fieldtypes.normalise import plain
from fieldtypes.registry import names_where
from programme.expressions import Condition, compile_condition, scope_of_table
from programme.model import Programme, Table
from programme.models.forms import FormField
from programme.parts import Choice, Column
from programme.reading.mistakes import Mistakes
from programme.reading.source import Path_, Source

ANY = names_where(lambda _type: True)
ONE_CHOICE = names_where(
    lambda field_type: field_type.has_choices and not field_type.is_list
)
REFERENCES = names_where(lambda field_type: field_type.has_table)


@dataclass(frozen=True)
class Checker:
    """Checks one file of a programme."""

    programme: Programme
    source: Source
    mistakes: Mistakes

    def report(self, location: Path_, text: str, about: str = "") -> None:
        """Notes a mistake at a place of this file, unless it is about a column of
        which too little is known.
        """
        # What follows from a mistake that has been told would
        # only hide it among others.
        if not self.mistakes.doubted(about):
            self.mistakes.add(self.source.file, self.source.position(location), text)

    def check_name(
        self, location: Path_, what: str, name: str, names: Collection[str]
    ) -> bool:
        """Whether `name` is one of `names`; a mistake with the
        nearest one where it is not.
        """
        if name in names or UNKNOWN_CHOICE in names:
            return True
        # The choices themselves were told to be wrong, and taken out.
        if what.startswith("choice") and not names and self.mistakes.doubtful:
            return True
        self.report(location, f'no {what} "{name}"{nearest(name, names)}')
        return False

    def condition(self, location: Path_, table: Table, text: str | None) -> None:
        """Checks a condition on a record of `table`."""
        if text is None:
            return
        try:
            condition_on(self.programme, table, text)
        except ExpressionError as error:
            self.report_expression(location, error)

    def report_expression(self, location: Path_, error: ExpressionError) -> None:
        """Notes every mistake of an expression, each at its own place."""
        for mistake in error.mistakes:
            if not self.mistakes.doubted(error.source):
                position = self.source.position_inside(location, mistake.position)
                self.mistakes.add(self.source.file, position, mistake.text)

    def column(
        self, location: Path_, table: Table, path: str, types: frozenset[str] = ANY
    ) -> Column | None:
        """The column at the end of a path over references,
        checked to be of one of `types`.
        """
        *steps, last = path.split(".")
        holder = self.follow(location, table, steps)
        if holder is None:
            return None
        column = holder.column(last)
        if column is None:
            names = [column.name for column in holder.columns]
            self.report(
                location,
                f'{holder.name} has no column "{last}"{nearest(last, names)}',
            )
        elif column.type not in types:
            self.report(
                location,
                f"{path} is of type {column.type}; needed: {', '.join(sorted(types))}",
                last,
            )
            return None
        return column

    def referred_table(
        self, location: Path_, table: Table, names: Sequence[str]
    ) -> Table | None:
        """The one table that columns of `table` refer to; a mistake where they refer to
        several, of which the first one is then given.
        """
        targets: set[str] = set()
        for name in names:
            column = self.column(location, table, name, REFERENCES)
            if column and column.table:
                targets.add(column.table)
        if len(targets) > 1:
            self.report(
                location,
                f"these columns refer to different tables: {', '.join(sorted(targets))}",
            )
        return self.programme.tables.get(min(targets, default=""))

    def follow(self, location: Path_, table: Table, steps: list[str]) -> Table | None:
        """The table at the end of a way over references."""
        for step in steps:
            target = follow(self.programme, table, step)
            if target is None:
                names = [
                    *table.latest,
                    *(column.name for column in table.columns if column.table),
                ]
                self.report(
                    location,
                    f'{table.name} has no reference "{step}"{nearest(step, names)}',
                )
                return None
            table = target
        return table


def follow(programme: Programme, table: Table, step: str) -> Table | None:
    """The table at the other end of a reference column or of a `latest` relation."""
    if step in table.latest:
        return programme.tables.get(table.latest_of(step).table)
    column = table.column(step)
    if column and column.table:
        return programme.tables.get(column.table)
    return None


def condition_on(programme: Programme, table: Table, text: str) -> Condition:
    """A checked condition on a record of `table`. Raises ExpressionError."""
    return compile_condition(text, scope_of_table(table, programme.tables))


def check_type(checker: Checker, location: Path_, column: Column | FormField) -> None:
    """What a column or question holds, and what goes with it."""
    if isinstance(column, Column) and not column.field_type.is_stored:
        checker.report(
            (*location, "type"),
            f"{column.name}: {column.type} is a part of a form, which no column can hold",
        )
    mistakes = list(column.field_type.mistakes(column))
    for mistake in mistakes:
        checker.report(location, f"{column.name}: {column.type} {mistake}", column.name)
    if mistakes:
        checker.mistakes.doubtful.add(column.name)
    default = getattr(column, "default", None)
    if isinstance(default, str) and "${" in default:
        text = (
            "a default is the same for everybody; answers are followed by `calculate`"
        )
        checker.report((*location, "default"), text)
    if column.table is not None and not checker.check_name(
        (*location, "table"), "table", column.table, checker.programme.tables
    ):
        checker.mistakes.doubtful.add(column.name)
    _check_spellings(checker, (*location, "choices"), column.choices)


def check_country(
    checker: Checker, location: Path_, table: Table, column: Column | FormField
) -> None:
    """The column that names the country by which a number is
    read is one of the same row.
    """
    if column.country_from is not None and column.field_type.takes_country:
        names = [
            column.name
            for column in table.columns
            if not column.table and not column.own
        ]
        checker.check_name(
            (*location, "country_from"), "column", column.country_from, names
        )


def _check_spellings(
    checker: Checker, location: Path_, choices: Sequence[Choice]
) -> None:
    """No spelling may mean two choices; compared without case and
    accents, as a cell is read.
    """
    choice_by_word: dict[str, str] = {}
    for choice in choices:
        for word in {
            plain(word)
            for word in (choice.name, *choice.label.values(), *choice.aliases)
        }:
            if choice_by_word.setdefault(word, choice.name) != choice.name:
                checker.report(
                    location,
                    f'"{word}" could mean {choice_by_word[word]} or {choice.name}',
                )
