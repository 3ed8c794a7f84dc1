"""What the pages of sessions show: the list of sessions, one of
them, and one of its cases.
"""

from collections.abc import Sequence

from flask import abort, g, render_template, request, url_for

from core.ids import new_id
from forms.after_sending.command_words import command_words
from journal.committee import sessions as kept
from journal.committee.sessions import CommitteeSession
from journal.records.cells import cell_commands
from staff.committee.closing import proposals, shown_mark
from staff.committee.dossier.reader import DossierReader
from staff.committee.dossier.words import answered_words, kind_words, summary_words
from staff.committee.sessions import Agenda, CaseOnAgenda, Decided, Entered, posted_text

LISTED = 50


def list_page(
    agenda: Agenda, *, problem: str = "", day: str = "", ticked: list[str] | None = None
) -> str:
    """The page of all sessions.

    `day`, `ticked`: what was entered for a new one, where `problem` is wrong with it.
    """
    sessions = []
    for session in kept.newest(agenda.connection, LISTED):
        names = [agenda.name(reference) for reference in session.cases]
        sessions.append((session, ", ".join(names)))
    return render_template(
        "committee/sessions.html",
        sessions=sessions,
        planned=[
            (planned, cases, new_id()) for planned, cases in agenda.planned().items()
        ],
        open_cases=agenda.open_cases(),
        problem=problem,
        day=day,
        ticked=ticked or [],
        key=new_id(),
        heading=agenda.programme.text(agenda.cases_table.label, g.language),
    )


def session_page(
    agenda: Agenda,
    session: CommitteeSession,
    entered: Entered,
    *,
    problem: str = "",
    is_conflict: bool = False,
    is_stale: bool = False,
    changed: Sequence[CaseOnAgenda] = (),
) -> str:
    """The page of a session.

    `entered`: what stands in its fields, which differs from what is kept after a
    conflict; `changed`: the cases of which it showed another decision.
    """
    stored = Entered.kept(session.head)
    cases = agenda.cases_of(session)
    on_agenda = set(session.cases)
    addable = []
    for case in agenda.open_cases():
        if case[0] not in on_agenda:
            addable.append(case)
    if session.closed_at is None:
        proposed = proposals(agenda, session, g.language)
    else:
        proposed = []
    if request.method == "POST" and not is_stale:
        day = posted_text("day")
    else:
        day = session.day.isoformat()
    return render_template(
        "committee/session.html",
        session=session,
        heading=agenda.programme.text(agenda.cases_table.label, g.language),
        entered=entered,
        stored=stored if is_conflict else None,
        is_closed=session.closed_at is not None,
        is_stale=is_stale,
        problem=problem,
        people=_with(
            agenda.people(), [*entered.present, entered.presides, entered.secretary]
        ),
        cases=cases,
        changed=changed,
        shown_marks=[(case.reference, shown_mark(agenda, case)) for case in cases],
        addable=addable,
        missing=agenda.missing(session),
        proposed=proposed,
        commands=_commands(agenda, session),
        minutes_languages=agenda.programme.languages,
        day=day,
    )


def case_page(
    agenda: Agenda, session: CommitteeSession, case: str, typed: Decided | None
) -> str:
    """A case of a session.

    `typed`: what was entered on a page that showed something else
    than what is kept by now.
    """
    if case not in session.cases:
        abort(404)
    cases = agenda.cases_of(session)
    index = list(session.cases).index(case)
    view = agenda.view(case)
    dossier = None
    if view.record:
        dossier = DossierReader(agenda.services, agenda.connection, g.language).read(
            view
        )
    programme = agenda.programme
    decided = cases[index].decided
    before = None
    if index:
        before = cases[index - 1]
    after = None
    if index + 1 < len(cases):
        after = cases[index + 1]
    stored = None
    if typed:
        stored = cases[index]
    if dossier:
        summary = summary_words(dossier)
        answered = answered_words(dossier)
    else:
        summary = ""
        answered = ""
    return render_template(
        "committee/session_case.html",
        session=session,
        is_closed=session.closed_at is not None,
        case=cases[index],
        number=index + 1,
        count=len(cases),
        before=before,
        after=after,
        decided=typed or decided,
        stored=stored,
        results=[
            (choice.name, programme.text(choice.label, g.language))
            for choice in agenda.results
        ],
        present=_with(
            list(Entered.kept(session.head).present), list((typed or decided).recused)
        ),
        dossier=dossier,
        summary=summary,
        answered=answered,
        reasons_go_on=agenda.settings.reasons is not None,
        kind_of=kind_words,
        file_address=lambda file, size: url_for(
            "dossier.staff_file", reference=case, id=file.id, size=size
        ),
    )


def _with(names: list[str], more: list[str]) -> list[str]:
    """Names, and behind them those of people who have left since, as they were
    ticked.
    """
    return [
        *names,
        *(name for name in dict.fromkeys(more) if name and name not in names),
    ]


def _commands(agenda: Agenda, session: CommitteeSession) -> list[tuple[str, str, str]]:
    """(case, its name, what has become of the cell that follows) of a closed
    session.
    """
    if session.closed_at is None or agenda.settings.sets is None:
        return []
    key = f"session-{session.id}"
    table = agenda.cases_table.name
    ends = []
    for reference in session.cases:
        of_case = cell_commands.of_record(agenda.connection, table, reference)
        command = next(
            (
                row
                for row in of_case
                if row.key == key and row.column == agenda.settings.sets
            ),
            None,
        )
        if command:
            ends.append(
                (reference, agenda.name(reference), command_words(command, g.language))
            )
    return ends
