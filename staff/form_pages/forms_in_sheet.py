"""Forms that staff edit in the spreadsheet: what stands there beside what is live, and
the button that publishes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from core.texts import mark as _
from form_tabs.difference import Difference, TableColumn, cautions, difference
from form_tabs.judge import Judged, judge
from form_tabs.live import LIVE, LiveProgramme
from form_tabs.rows import rows_of_json
from form_tabs.wording import KNOWN
from forms.services import current_services
from journal.access import security_events
from journal.forms import form_drafts, form_publications, submissions
from journal.forms.form_drafts import FormDraft
from journal.forms.form_publications import Publication
from journal.records import known_records
from journal.states import SecurityAction
from programme.model import Programme
from programme.models.forms import Form
from programme.models.permissions import Permission
from programme.reading.questions import Questions
from published_tabs.mistakes import TabMistake
from staff.access.security_log import new_event
from staff.access.signing import allowed, may, signed_in
from staff.form_pages.form_changes import ShownChange, shown_cautions, shown_changes
from staff.publishing import MOVED_ON, publishers
from staff.say import say

blueprint = Blueprint("forms_in_sheet", __name__)
VERSIONS = 20
FILES = 0
"""Stands in the place of a publication for the questions of the form's file."""
SEE_OTHER, CONFLICT = 303, 409
NOTHING = _("There is nothing to publish: this is what the form asks already.")


@dataclass(frozen=True)
class Candidate:
    """What could be published.

    `mark`: says which; the button sends it, so that nothing else is
    published than what was shown.
    """

    judged: Judged
    mark: str
    rows: dict[str, object] | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """A form on the list. `state`: `live`, `ready`, `mistakes`, or `missing`."""

    name: str
    title: str
    state: str
    mistakes: int
    published: Publication | None


@blueprint.get("/staff/form-tabs")
@signed_in
def every_form() -> str:
    """The forms that are edited in the spreadsheet, and how each stands."""
    live = _live()
    with live.journal.read() as connection:
        drafts = form_drafts.every(connection)
        newest = {
            form: form_publications.of_form(connection, form, 1) for form in live.forms
        }
    forms = [
        _listed(live, form, drafts.get(form), next(iter(newest[form]), None))
        for form in live.forms
    ]
    return render_template("staff/form_tabs.html", forms=forms)


def _listed(
    live: LiveProgramme,
    form: str,
    draft: FormDraft | None,
    published: Publication | None,
) -> Listed:
    programme = live.current.programme
    title = programme.text(programme.forms[form].title, g.language)
    if draft is None:
        return Listed(form, title, "missing", 0, published)
    if draft.version == programme.forms[form].version:
        state = "live"
    else:
        state = "ready"
    if draft.mistakes:
        state = "mistakes"
    return Listed(form, title, state, draft.mistakes, published)


@blueprint.get("/staff/form-tabs/<form>")
@signed_in
def show_tab(form: str) -> str:
    """What publishing the tabs of a form would change."""
    return _page(form, None)


@blueprint.get("/staff/form-tabs/<form>/<int:number>")
@signed_in
def show_version(form: str, number: int) -> str:
    """What going back to an earlier version would change."""
    return _page(form, number)


@blueprint.post("/staff/form-tabs/<form>")
@allowed(Permission.publish)
def publish_tab(form: str) -> Response | tuple[str, int]:
    """Makes live what the page has shown of the tabs."""
    return _publish(form, None)


@blueprint.post("/staff/form-tabs/<form>/<int:number>")
@allowed(Permission.publish)
def publish_version(form: str, number: int) -> Response | tuple[str, int]:
    """Makes an earlier version live again."""
    return _publish(form, number)


def _live() -> LiveProgramme:
    live: LiveProgramme = current_app.extensions[LIVE]
    # What somebody has published a moment ago is what this page compares with.
    live.refresh()
    return live


def _page(form: str, number: int | None) -> str:
    live = _form_of(form)
    programme = live.current.programme
    candidate = _candidate(live, form, number)
    with live.journal.read() as connection:
        versions = form_publications.of_form(connection, form, VERSIONS)
        shown = None
        if number:
            shown = form_publications.by_id(connection, number)
    changes: list[ShownChange] = []
    told: list[str] = []
    changed = None
    if candidate and candidate.judged.programme and candidate.judged.form:
        changed = difference(programme, candidate.judged.programme, form)
        changes = shown_changes(changed, programme, g.language)
        told = _warnings(live, changed, form)
    if candidate:
        judged = candidate.judged
    else:
        judged = Judged()
    return render_template(
        "staff/form_tab.html",
        name=form,
        title=programme.text(programme.forms[form].title, g.language),
        candidate=candidate,
        number=number,
        shown=shown,
        mistakes=[_words(live, form, mistake) for mistake in judged.mistakes],
        notes=[_words(live, form, note) for note in judged.notes],
        changed=changed,
        changes=changes,
        warnings=told,
        labels=lambda columns: _headers(programme, columns, form),
        versions=versions,
        faults=live.current.faults.get(form, ()),
        may_publish=may(Permission.publish),
        publishers=publishers(),
    )


def _form_of(form: str) -> LiveProgramme:
    live = _live()
    if form not in live.forms:
        abort(404)
    return live


def _candidate(live: LiveProgramme, form: str, number: int | None) -> Candidate | None:
    """What could be published: of the tabs, of an earlier publication, or of the files;
    None where there is nothing.
    """
    now = f"{live.current.number}"
    if number == FILES:
        return Candidate(_judged_again(live, form, None), f"{now}-files")
    if number is not None:
        with live.journal.read() as connection:
            publication = form_publications.by_id(connection, number)
        if publication is None or publication.form != form:
            abort(404)
        questions = None
        if publication.questions:
            questions = Questions.model_validate(publication.questions)
        rows = None
        if publication.rows:
            rows = dict(publication.rows)
        return Candidate(_judged_again(live, form, questions), f"{now}-{number}", rows)
    with live.journal.read() as connection:
        draft = form_drafts.by_form(connection, form)
    if draft is None:
        return None
    judged = judge(live, form, rows_of_json(draft.rows))
    return Candidate(judged, f"{now}-{draft.digest}", dict(draft.rows), draft.seen_at)


def _judged_again(
    live: LiveProgramme, form: str, questions: Questions | None
) -> Judged:
    """Questions that were live once, beside the programme's files as they are now."""
    programme, mistakes = live.with_questions(form, questions)
    if programme is None or mistakes.found:
        lines = mistakes.report().splitlines()
        return Judged(tuple(TabMistake("", "", line) for line in lines))
    return Judged(questions=questions, form=programme.forms[form], programme=programme)


def _publish(form: str, number: int | None) -> Response | tuple[str, int]:
    live = _form_of(form)
    candidate = _candidate(live, form, number)
    if (
        candidate is None
        or request.form.get("mark") != candidate.mark
        or candidate.judged.form is None
    ):
        flash(say(MOVED_ON))
        return _page(form, number), CONFLICT
    published = candidate.judged.form
    if published == live.current.programme.forms[form]:
        flash(say(NOTHING))
        return _page(form, number), CONFLICT
    if not _keep(live, published, candidate):
        live.refresh()
        flash(say(MOVED_ON))
        return _page(form, number), CONFLICT
    # The next request, which shows the list, asks at once.
    live.asked = float("-inf")
    title = live.base.text(published.title, g.language)
    flash(
        say(
            _("Published: “{form}”. The page asks the new questions from now on."),
            form=title,
        )
    )
    return redirect(url_for("forms_in_sheet.every_form"), SEE_OTHER)


def _keep(live: LiveProgramme, published: Form, candidate: Candidate) -> bool:
    """Writes the publication down; False where somebody else was quicker."""
    questions = candidate.judged.questions
    kept = None
    if questions:
        kept = questions.model_dump(mode="json")
    with live.journal.write() as connection:
        if form_publications.newest_number(connection) != live.current.number:
            return False
        # Before anybody can open it.
        submissions.keep_form(
            connection,
            published.name,
            published.version,
            published.model_dump(mode="json"),
        )
        form_publications.add(
            connection,
            published.name,
            kept,
            candidate.rows,
            published.version,
            g.staff,
            current_services().clock.now(),
        )
        event = new_event(SecurityAction.published, [published.name, published.version])
        security_events.add(connection, event)
    return True


def _headers(programme: Programme, columns: Sequence[TableColumn], form: str) -> str:
    """The headers of columns, those of another tab than the form's own with its
    title.
    """
    headers = []
    for table, column in columns:
        header = column.label[programme.language]
        if table.name != programme.forms[form].table:
            header = f"{header} ({table.label[programme.language]})"
        headers.append(header)
    return ", ".join(headers)


def _warnings(live: LiveProgramme, changed: Difference, form: str) -> list[str]:
    before = live.current.programme.forms[form]
    rows: dict[str, list[Mapping[str, Any]]] = {}
    with live.journal.read() as connection:
        for table in before.filled_tables:
            rows[table] = []
            for record in known_records.of_table(connection, table).values():
                if record.gone_at is None:
                    rows[table].append(record.values)
    found = cautions(changed, before, live.file_only(form).addresses, rows)
    return shown_cautions(found, live.current.programme, g.language)


def _words(live: LiveProgramme, form: str, mistake: TabMistake) -> tuple[str, str]:
    """Where it is, and what it is."""
    words = mistake.words(g.language, KNOWN)
    if not mistake.tab:
        return "", words
    tab = live.base.forms[form].tab_title(mistake.tab)
    return f"{tab}, {mistake.cell}" if mistake.cell else tab, words
