"""Who could take a place that a case has free: a ranked list with its reasons, and one
tap that takes somebody over.

The tap asks for a cell (journal/records/cells/cell_commands.py): the worker writes it
while it is still blank, and otherwise tells both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text
from desk.cases import Cases
from desk.finding_entries import record_name
from forms.after_sending.command_words import command_words
from forms.services import current_services
from journal.access import security_events
from journal.records.cells import cell_commands
from journal.records.record_history import RecordHistory, history_of
from journal.states import SecurityAction
from programme.models.desk import Load, Proposal
from programme.models.permissions import Permission
from programme.records.display import shown_value, title
from programme.records.record import Cell, Record, View
from rules.findings.proposals import Candidate, Proposals, Ranking
from staff.access.security_log import new_event
from staff.access.signing import allowed
from staff.desk.loads import cases_by_record
from staff.desk.reading import read_cases
from staff.say import say

blueprint = Blueprint("proposals", __name__)
IN_FAVOUR = _n("{count} point in favour", "{count} points in favour")
AGAINST = _n("{count} point against", "{count} points against")
SHOWN = 8
"""Candidates that are listed; all others have less for them."""


@dataclass(frozen=True)
class ShownCandidate:
    """A candidate in words. `facts`: what the programme shows of each; `points`: what
    the reasons come to; `reasons`: what counts, for (+) and against (−).
    """

    reference: str
    name: str
    facts: tuple[str, ...]
    rank: int
    points: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ShownProposal:
    """A proposal for a case in words. `column`: the one that a tap fills, `header` its
    label; `table`: that of the candidates.

    `on_its_way`: what somebody has asked for already; `is_waiting`: it is not in the
    sheet yet, and nothing is listed meanwhile.
    """

    name: str
    label: str
    column: str
    header: str
    table: str
    candidates: tuple[ShownCandidate, ...]
    more: int
    is_tied: bool
    is_waiting: bool
    on_its_way: str


def shown_proposals(cases: Cases, reference: str) -> list[ShownProposal]:
    """The proposals for one case: none where it has nothing free."""
    history = history_of(cases.connection, cases.table.name, reference)
    if history is None:
        return []
    ranker = Proposals(cases.programme)
    return [
        _shown(cases, ranker, ranking, history)
        for ranking in _rankings(cases, ranker, reference)
    ]


@blueprint.post("/staff/proposals/<name>/<reference>")
@allowed(Permission.set_cells)
def take(name: str, reference: str) -> Response:
    """Asks for a candidate to be written into a column of a
    case that was shown as blank.
    """
    services = current_services()
    column = request.form.get("column", "")
    candidate = request.form.get("candidate", "")
    with services.journal.write() as connection:
        cases = read_cases(services, connection)
        table = cases.table.name
        history = history_of(connection, table, reference) or abort(404)
        rankings = _rankings(cases, Proposals(services.programme), reference)
        ranking = next((each for each in rankings if each.proposal.name == name), None)
        is_free = (
            ranking is not None
            and column in ranking.free
            and not history.standing(column)
        )
        is_listed = ranking is not None and candidate in {
            each.reference for each in ranking.candidates
        }
        if (
            is_free
            and is_listed
            and ranking
            and candidate not in _standing(ranking, history)
        ):
            key = f"page-{request.form.get('key', '')[:40]}"
            cell_commands.ask(
                connection,
                Cell(table, reference, column),
                None,
                candidate,
                g.staff,
                key,
                services.clock.now(),
            )
            security_events.add(
                connection, new_event(SecurityAction.set_cell, [reference, column])
            )
        else:
            flash(
                say(_("It was changed in the meantime. Here it stands as it is now."))
            )
    return redirect(
        url_for("desk_case.show", reference=reference, _anchor="proposals"), 303
    )


def _rankings(cases: Cases, ranker: Proposals, reference: str) -> Iterator[Ranking]:
    desk = cases.programme.desk
    loads = {load.name: load for load in desk.loads}
    case = cases.view(reference)
    for proposal in desk.proposals:
        # Who has how many cases is counted over all of them: not for
        # a case that needs nobody.
        if not ranker.free(proposal, case):
            continue
        candidates = cases.reader.table(ranker.table(proposal).name)
        counts = _counts(cases, loads.get(proposal.load or ""), candidates)
        ranking = ranker.ranking(proposal, case, candidates.values(), counts)
        if ranking is not None:
            yield ranking


def _counts(
    cases: Cases, load: Load | None, candidates: Mapping[str, Record]
) -> dict[str, int]:
    if load is None:
        return {}
    return {
        reference: len(named)
        for reference, named in cases_by_record(cases, load, candidates).items()
    }


def _shown(
    cases: Cases, ranker: Proposals, ranking: Ranking, history: RecordHistory
) -> ShownProposal:
    programme = cases.programme
    proposal = ranking.proposal
    table = ranker.table(proposal)
    # The sheet does not say yet what somebody has just asked for.
    free = []
    for name in ranking.free:
        if not history.standing(name):
            free.append(name)
    # Whoever is being entered counts in what the next place asks for: until the sheet
    # says so, the list would propose another one of the same kind.
    is_waiting = len(free) < len(ranking.free)
    listed = () if is_waiting else ranking.candidates
    column = cases.table.column((free or ranking.free)[0])
    # `flask check` has seen to it.
    assert column
    return ShownProposal(
        name=proposal.name,
        label=programme.text(proposal.label, g.language),
        column="" if is_waiting else column.name,
        header=programme.text(column.label, g.language),
        table=table.name,
        candidates=tuple(
            _candidate(cases, proposal, table.name, each) for each in listed[:SHOWN]
        ),
        more=max(0, len(listed) - SHOWN),
        is_tied=ranking.is_tied,
        is_waiting=is_waiting,
        on_its_way=" · ".join(_on_its_way(cases, table.name, ranking, history)),
    )


def _candidate(
    cases: Cases, proposal: Proposal, table: str, candidate: Candidate
) -> ShownCandidate:
    programme = cases.programme
    reasons = tuple(
        f"{programme.text(reason.label, g.language)} ({_signed(reason.points)})"
        for reason in candidate.reasons
    )
    view = View(
        cases.reader,
        programme.tables[table],
        cases.reader.get(table, candidate.reference),
        cases.today,
    )
    facts = [shown_value(view, name, g.language) for name in proposal.shows]
    return ShownCandidate(
        candidate.reference,
        title(view, g.language) or candidate.reference,
        tuple(fact for fact in facts if fact),
        candidate.rank,
        _sum(candidate.points),
        reasons,
    )


def _sum(points: int) -> str:
    """What the reasons for and against somebody come to."""
    if points > 0:
        return number_text(g.language, IN_FAVOUR, points)
    if points < 0:
        return number_text(g.language, AGAINST, -points)
    return say(_("neither for nor against"))


def _standing(ranking: Ranking, history: RecordHistory) -> set[str]:
    """Who stands in a column of the case by now, or is going to."""
    return {str(history.standing(name) or "") for name in ranking.proposal.of}


def _signed(points: int) -> str:
    if points >= 0:
        return f"+{points}"
    return f"−{-points}"


def _on_its_way(
    cases: Cases, table: str, ranking: Ranking, history: RecordHistory
) -> Iterator[str]:
    """What was asked for of the free columns, and what has become of it."""
    for name in ranking.free:
        command = history.command(name)
        if command is not None and command.wanted:
            yield f"{record_name(cases, table, str(command.wanted), g.language)}: {command_words(command, g.language)}"
