"""Who could take a place that a case has free, the most
fitting first, with the reasons.

Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from programme.expressions import Condition, compile_condition, scope_of_table
from programme.model import Programme, Table
from programme.models.desk import Points, Proposal
from programme.proposals import CASE, LOAD, candidate_table, proposed_table
from programme.records.record import Record, View
from rules.unfit import UNFIT


@dataclass(frozen=True)
class Candidate:
    """Somebody who fits.

    `rank`: 1 for the first; those with as many points share one. `reasons`:
    what counts, and against.
    """

    reference: str
    rank: int
    points: int
    reasons: tuple[Points, ...]


@dataclass(frozen=True)
class Ranking:
    """What a proposal comes to for one case. `free`: the columns that are
    still blank, in their order.

    `is_tied`: several share the first rank: only a person can choose.
    """

    proposal: Proposal
    free: tuple[str, ...]
    candidates: tuple[Candidate, ...]

    @property
    def is_tied(self) -> bool:
        """Whether more than one comes first."""
        return sum(candidate.rank == 1 for candidate in self.candidates) > 1


class Proposals:
    """The proposals of one programme with their conditions made ready."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._case_table = programme.tables[programme.case.table]
        self._tables: dict[str, Table] = {}
        self._conditions: dict[tuple[str, str], Condition] = {}
        for proposal in programme.desk.proposals:
            table = proposed_table(programme, proposal)
            # `flask check` has seen to it.
            assert table
            self._tables[proposal.name] = candidate_table(programme, table)

    def table(self, proposal: Proposal) -> Table:
        """The table of the candidates, with what conditions may ask beside it."""
        return self._tables[proposal.name]

    def free(self, proposal: Proposal, case: View) -> tuple[str, ...]:
        """The columns in which somebody is wanted for a case; none where
        the proposal is not for it.
        """
        if case.record is None or not self._holds(
            proposal.when, self._case_table, case
        ):
            return ()
        names = []
        for name in proposal.of:
            if not case.value(name):
                names.append(name)
        return tuple(names)

    def ranking(
        self,
        proposal: Proposal,
        case: View,
        candidates: Iterable[Record],
        loads: Mapping[str, int],
    ) -> Ranking | None:
        """The candidates for a case, by points and then by name; None where the case
        has nothing free, or needs nobody.

        `loads`: reference → how many cases each has already. A row that
        cannot be read is left out.
        """
        free = self.free(proposal, case)
        if not free:
            return None
        taken = {str(case.value(name)) for name in proposal.of}
        listed = [
            candidate
            for record in candidates
            if record.reference not in taken
            and (
                candidate := self._candidate(
                    proposal, case, record, loads.get(record.reference, 0)
                )
            )
        ]
        return Ranking(proposal, free, _ranked(listed))

    def _candidate(
        self, proposal: Proposal, case: View, record: Record, load: int
    ) -> Candidate | None:
        assert case.record
        table = self.table(proposal)
        values = {**record.values, CASE: case.record.reference, LOAD: load}
        view = View(case.records, table, replace(record, values=values), case.today)
        if not self._holds(proposal.only, table, view):
            return None
        reasons = tuple(
            points for points in proposal.score if self._holds(points.when, table, view)
        )
        return Candidate(
            record.reference, 0, sum(points.points for points in reasons), reasons
        )

    def _holds(self, text: str | None, table: Table, view: View) -> bool:
        if text is None:
            return True
        key = (table.name, text)
        if key not in self._conditions:
            tables = {**self.programme.tables, table.name: table}
            self._conditions[key] = compile_condition(
                text, scope_of_table(table, tables)
            )
        try:
            return self._conditions[key].holds(view)
        except UNFIT:
            # Who cannot be judged is not proposed; the cell is among the problems.
            return False


def _ranked(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    ordered = sorted(
        candidates, key=lambda candidate: (-candidate.points, candidate.reference)
    )
    ranked: list[Candidate] = []
    for number, candidate in enumerate(ordered, start=1):
        is_equal = bool(ranked) and ranked[-1].points == candidate.points
        if is_equal:
            rank = ranked[-1].rank
        else:
            rank = number
        ranked.append(replace(candidate, rank=rank))
    return tuple(ranked)
