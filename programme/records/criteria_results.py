"""What the criteria say of a case: each met or not, the points, and who has scored.

Computed from its records, never kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Protocol

from expressions.evaluate import Expression
from fieldtypes.normalise import plain
from programme.app_tables import PEOPLE
from programme.expressions import (
    Looked,
    compile_condition,
    compile_value,
    scope_of_table,
)
from programme.model import Programme, Table
from programme.models.criteria import RESULTS, Criterion, Scores


class Row(Protocol):
    """A record, as far as scores are read from it."""

    @property
    def reference(self) -> str:
        """Its visible identity."""

    @property
    def values(self) -> Mapping[str, Any]:
        """Column → canonical value."""


class Case(Protocol):
    """A case, as conditions see it."""

    @property
    def records(self) -> Any:
        """All records."""

    @property
    def table(self) -> Table:
        """The table of the cases."""

    @property
    def record(self) -> Row | None:
        """Its own record."""

    def get(self, name: str, /) -> Any:
        """A typed value."""

    def path(self, path: str, /) -> tuple[Any, str]:
        """Who holds the value at the end of a way, and its name there."""


@dataclass(frozen=True)
class CriterionResult:
    """What a criterion says of a case.

    `value`, `threshold`: None where it has none, or it is not known yet.
    """

    criterion: Criterion
    is_met: bool
    value: float | None = None
    threshold: float | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether a number or its threshold is blank, so that nobody can tell."""
        return self.criterion.met is None and (
            self.value is None or self.threshold is None
        )


@dataclass(frozen=True)
class Member:
    """Somebody who is asked to score: the reference of their row of the tab People, and
    their last row of scores, if any.
    """

    reference: str
    name: str
    scores: Row | None


@dataclass(frozen=True)
class CaseResult:
    """What all criteria say of a case.

    `scores`: the last row of each who has scored, asked or not.
    """

    results: tuple[CriterionResult, ...]
    members: tuple[Member, ...] = ()
    scores: tuple[Row, ...] = ()

    @property
    def met(self) -> int:
        """How many criteria are met."""
        return sum(result.is_met for result in self.results)

    @property
    def missing(self) -> int:
        """How many mandatory criteria are not met."""
        return sum(
            result.criterion.mandatory and not result.is_met for result in self.results
        )

    @property
    def points(self) -> float:
        """What the criteria that are met count together."""
        return sum(result.criterion.points for result in self.results if result.is_met)

    @property
    def most_points(self) -> float:
        """What all criteria count together."""
        return sum(result.criterion.points for result in self.results)

    @property
    def share(self) -> float | None:
        """The part of all points, from 0 to 1."""
        if self.most_points:
            return self.points / self.most_points
        return None

    @property
    def mandatory_met(self) -> bool:
        """Whether every mandatory criterion is met."""
        return self.missing == 0

    @property
    def asked(self) -> int:
        """How many members are asked to score."""
        return len(self.members)

    @property
    def answered(self) -> int:
        """How many of them have."""
        return sum(member.scores is not None for member in self.members)

    def get(self, name: str, /) -> Any:
        """A result as conditions take it: one of RESULTS, or whether the
        criterion of that name is met.
        """
        if name not in RESULTS:
            return any(
                result.is_met
                for result in self.results
                if result.criterion.name == name
            )
        value = getattr(self, name)
        # Numbers of conditions are floats; true and false are numbers to Python alone.
        if type(value) is int:
            return float(value)
        return value


def judge(case: Case) -> CaseResult:
    """What the criteria of its programme say of a case.

    Raises as conditions do where a cell makes no sense.
    """
    criteria = case.table.criteria
    if criteria is None or case.record is None:
        return CaseResult(())
    compiled = case.records.once(
        ("criteria",), lambda: criterion_expressions(case.records.programme)
    )
    if criteria.scores:
        last_rows = _last_rows(case, criteria.scores)
    else:
        last_rows = {}
    scores = tuple(last_rows.values())
    results = [
        _result(case, criterion, compiled.get(criterion.name), scores)
        for criterion in criteria.criteria
    ]
    if criteria.scores:
        members = _members(case, criteria.scores, last_rows)
    else:
        members = ()
    return CaseResult(tuple(results), members, scores)


def criterion_expressions(
    programme: Programme, looked: set[Looked] | None = None
) -> dict[str, Expression]:
    """Criterion → its condition or number, made ready.

    Raises ExpressionError. `looked`: gets the columns that they ask for.
    """
    table = programme.tables[programme.case.table]
    if table.criteria:
        criteria = table.criteria.criteria
    else:
        criteria = ()
    compilers = {
        criterion.name: criterion_expression(programme, criterion, looked)
        for criterion in criteria
    }
    if looked is not None and table.criteria:
        looked.update(
            (table.name, each.threshold.by)
            for each in criteria
            if each.threshold and each.threshold.by
        )
    expressions: dict[str, Expression] = {}
    for name, compiler in compilers.items():
        if compiler:
            expressions[name] = compiler()
    return expressions


def criterion_expression(
    programme: Programme, criterion: Criterion, looked: set[Looked] | None = None
) -> Callable[[], Expression] | None:
    """What makes the expression of a criterion ready, which may raise ExpressionError;
    None where members score it.
    """
    # A criterion that asks for the results of the criteria would wait for itself.
    own = programme.tables[programme.case.table].model_copy(update={"criteria": None})
    tables = {**programme.tables, own.name: own}
    if criterion.met is not None:
        text = criterion.met
        return lambda: (
            compile_condition(text, scope_of_table(own, tables, looked)).expression
        )
    if criterion.value is not None:
        value = criterion.value
        return lambda: compile_value(value, own, tables, looked)
    return None


def _result(
    case: Case,
    criterion: Criterion,
    expression: Expression | None,
    scores: Sequence[Row],
) -> CriterionResult:
    if criterion.met is not None and expression:
        return CriterionResult(criterion, expression.evaluate(case) is True)
    if expression:
        value = expression.evaluate(case)
    else:
        value = mean_score(scores, criterion.name)
    threshold = _threshold(case, criterion)
    is_met = value is not None and threshold is not None and value >= threshold
    return CriterionResult(criterion, is_met, value, threshold)


def _threshold(case: Case, criterion: Criterion) -> float | None:
    threshold = criterion.threshold
    if threshold is None or threshold.by is None:
        if threshold:
            return threshold.of(0)
        return None
    holder, name = case.path(threshold.by)
    return threshold.of(holder.get(name))


def score_of(row: Row, criterion: str) -> float | None:
    """What a member gave a criterion; None where that cell is blank, or says no
    number.
    """
    value = row.values.get(criterion)
    if isinstance(value, int | float):
        return float(value)
    return None


def mean_score(rows: Sequence[Row], criterion: str) -> float | None:
    """The mean of what members gave; None where nobody has."""
    given = [score for row in rows if (score := score_of(row, criterion)) is not None]
    if given:
        return fmean(given)
    return None


def _last_rows(case: Case, scores: Scores) -> dict[str, Row]:
    """Who has scored (a reference, or a name as it is compared) → their last row."""
    table = case.records.programme.tables[scores.table]
    rows: dict[str, Row] = {}
    for row in case.records.children(
        scores.table, table.case, case.record.reference if case.record else ""
    ):
        who = str(row.values.get(scores.member) or "")
        # Rows that name nobody are each somebody's.
        rows[plain(who) or row.reference] = row
    return rows


def _members(
    case: Case, scores: Scores, last_rows: Mapping[str, Row]
) -> tuple[Member, ...]:
    """The active people of the role; each is known in a row of scores by their
    reference, or by their name.
    """
    members: list[Member] = []
    for person in case.records.table(PEOPLE).values():
        if person.values.get("active") and person.values.get("role") == scores.role:
            name = str(person.values.get("name") or "")
            row = last_rows.get(plain(person.reference)) or last_rows.get(plain(name))
            members.append(Member(person.reference, name or person.reference, row))
    return tuple(members)
