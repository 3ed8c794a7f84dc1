"""The desk: what to do today, how the cases stand, who is late, how much others
carry, and what goes out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from core.ids import new_id
from core.texts import mark as _
from desk.case_steps import step_named
from desk.cases import Cases
from desk.entries import entries
from desk.lines import HEADINGS, Entry, Line, Rank
from desk.shares import shares
from desk.team import name_of
from forms.services import current_services
from journal.forms import taken_lines
from journal.forms.taken_lines import TakenLine
from journal.records.record_history import history_of
from journal.rules import findings
from programme.app_tables import PEOPLE
from programme.model import Programme
from programme.models.permissions import Permission
from staff.access.signing import allowed
from staff.desk.loads import loads
from staff.desk.reading import read_cases
from staff.notices import notices
from staff.record_pages.set_cells import keep_command
from staff.say import say

blueprint = Blueprint("desk", __name__)
PER_PAGE = 25
TOP = 5
"""So many of a list that has a page of its own."""
EVERYBODY, FOR_ME, MINE, FREE = "all", "for_me", "mine", "free"
KINDS = ("mails", "problem", "step", "finding", "new")
# A page sends it back: a longer one is none of ours.
LONGEST_KEY = 160


@dataclass(frozen=True)
class ShownLine:
    """A line, and who has taken it on: their name and since when; `is_mine`:
    whoever looks at the page has.
    """

    line: Line
    taken: TakenLine | None
    taken_by: str = ""
    is_mine: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the list: its heading, how many lines it has in
    all, and those on this page.
    """

    heading: str
    count: int
    lines: list[ShownLine]
    is_late: bool


def desk_page() -> str:
    """The page that opens in the morning."""
    services = current_services()
    whose = request.args.get("whose", EVERYBODY)
    with services.journal.read() as connection:
        cases = read_cases(services, connection)
        all_entries = entries(cases)
        taken = taken_lines.by_line(connection)
        if whose == FOR_ME:
            all_entries = _for_me(cases, all_entries)
        wanted = []
        for entry in all_entries:
            if _is_wanted(whose, taken.get(entry.key)):
                wanted.append(entry)
        pages = max(1, -(-len(wanted) // PER_PAGE))  # rounded up
        page = min(max(request.args.get("page", 1, int), 1), pages)
        shown = wanted[(page - 1) * PER_PAGE : page * PER_PAGE]
        late = findings.late_by_person(connection)
        counts = cases.counts()
        choices = [*cases.on_line, *cases.aside]
        parts = []
        for rank in Rank:
            if any(e.rank is rank for e in shown):
                parts.append(_part(cases, rank, wanted, shown, taken))
        stages = []
        for choice in choices:
            if counts.get(choice.name):
                stages.append(
                    (
                        choice.name,
                        services.programme.text(choice.label, g.language),
                        counts[choice.name],
                    )
                )
        return render_template(
            "staff/desk/today.html",
            parts=parts,
            total=len(wanted),
            late_count=sum(1 for entry in wanted if entry.rank is Rank.late),
            whose=whose,
            choices_of_whose=_choices_of_whose(services.programme),
            page=page,
            pages=pages,
            stages=stages,
            no_stage=counts.get("", 0),
            all_cases=len(cases.records),
            cases_label=services.programme.text(cases.table.label, g.language),
            late=list(late.items())[:TOP],
            late_people=len(late),
            loads=[
                (load.name, load.label, load.rows[:TOP], len(load.rows))
                for load in loads(cases)
            ],
            press_key=new_id(),
            has_figures=bool(services.programme.desk.figures),
            has_pages=services.programme.case.page is not None
            or bool(services.programme.pages),
            has_sessions=bool(
                services.programme.criteria and services.programme.criteria.sessions
            ),
            notices=notices(),
            all_forms=[
                (form.name, services.programme.text(form.title, g.language))
                for form in services.programme.forms.values()
            ],
        )


def _choices_of_whose(programme: Programme) -> list[tuple[str, str]]:
    """Whose lines can be asked for, in words; those that somebody answers only where
    not everybody answers all.
    """
    choices = [
        (EVERYBODY, say(_("All"))),
        (MINE, say(_("Mine"))),
        (FREE, say(_("Nobody’s yet"))),
    ]
    if programme.case.coordinator or programme.roles[programme.sender.reply_to].by:
        choices.insert(1, (FOR_ME, say(_("For me"))))
    return choices


def _for_me(cases: Cases, listed: Sequence[Entry]) -> list[Entry]:
    """The lines that whoever looks at the page is told in the morning."""
    # Who answers is asked for every case: the team and the cases are read once
    # for it, and not one by one.
    whole = cases.whole_tables(cases.table.name).replaced(
        cases.reader.table(PEOPLE).values(), ()
    )
    known = Cases(cases.programme, cases.connection, whole, cases.today)
    entries: list[Entry] = []
    for share in shares(known, listed):
        if share.person.email.casefold() == str(g.staff).casefold():
            entries.extend(share.entries)
    return entries


def _is_wanted(whose: str, taken: TakenLine | None) -> bool:
    if whose == MINE:
        return taken is not None and taken.email == g.staff
    if whose == FREE:
        return taken is None
    return True


def _part(
    cases: Cases,
    rank: Rank,
    wanted: list[Entry],
    shown: list[Entry],
    taken: Mapping[str, TakenLine],
) -> Part:
    lines = []
    for entry in shown:
        if entry.rank is rank:
            lines.append(_shown(cases, entry, taken.get(entry.key)))
    return Part(
        say(HEADINGS[rank]),
        sum(1 for entry in wanted if entry.rank is rank),
        lines,
        rank is Rank.late,
    )


def _shown(cases: Cases, entry: Entry, taken: TakenLine | None) -> ShownLine:
    if taken is None:
        return ShownLine(entry.write(g.language), None)
    return ShownLine(
        entry.write(g.language),
        taken,
        name_of(cases.connection, taken.email),
        taken.email == g.staff,
    )


@blueprint.post("/staff/desk")
@allowed(Permission.take)
def take() -> Response:
    """Takes a line on, or gives it back, and goes back to the list."""
    services = current_services()
    key = request.form.get("take", "")
    is_taken = True
    if not key:
        key = request.form.get("release", "")
        is_taken = False
    if key.partition(" ")[0] not in KINDS or len(key) > LONGEST_KEY:
        abort(400)
    with services.journal.write() as connection:
        if is_taken:
            holder = taken_lines.take(
                connection, key, str(g.staff), services.clock.now()
            )
            if holder.email != g.staff:
                flash(
                    say(
                        _("{name} has taken this on already."),
                        name=name_of(connection, holder.email),
                    )
                )
        else:
            taken_lines.release(connection, key)
    return _back_to_list()


@blueprint.post("/staff/desk/set")
@allowed(Permission.set_cells)
def set_proposed() -> Response:
    """Sets the cell that a line proposes, if it still says what the list showed,
    and goes back to the list.
    """
    services = current_services()
    key = request.form.get("set", "")
    kind, _space, step = key.partition(" ")
    reference, _space, name = step.partition(" ")
    defined = step_named(services.programme.desk.next_steps, name)
    table = services.programme.tables[services.programme.case.table]
    column = None
    if defined and defined.propose:
        column = table.column(defined.propose.column)
    if (
        kind != "step"
        or defined is None
        or defined.propose is None
        or column is None
        or not column.set_by_page
    ):
        abort(400)
    shown = request.form.get(f"shown {key}") or None
    page_key = request.form.get("key", "")
    with services.journal.write() as connection:
        history = history_of(connection, table.name, reference) or abort(404)
        if not keep_command(
            connection, history, column.name, shown, defined.propose.value, page_key
        ):
            flash(
                say(_("It was changed in the meantime. Here it stands as it is now."))
            )
    return _back_to_list()


def _back_to_list() -> Response:
    whose = request.form.get("whose", EVERYBODY)
    page = request.form.get("page", 1, int)
    return redirect(url_for("staff.overview", whose=whose, page=page) + "#today", 303)
