"""Texts of mails that staff edit in the spreadsheet: what stands there beside what is
live, and the button that publishes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from core.clock import Clock
from core.problem import Problem
from core.texts import language_name
from core.texts import mark as _
from journal.access import security_events
from journal.mails import text_drafts, text_publications
from journal.mails.text_drafts import TextDraft
from journal.mails.text_publications import Key, TextPublication
from journal.operation import installation
from journal.states import SecurityAction
from mail.compose import Parts
from mail_texts.live import MailTexts, text_digest
from mail_texts.seen import STATES, TextState, purposes, state_of, tab_title
from mail_texts.wording import KNOWN
from notify.preview import preview, told
from programme.models.permissions import Permission
from programme.templates import Template
from published_tabs.wording import worded
from staff.access.security_log import new_event
from staff.access.signing import allowed, may, signed_in
from staff.mail_texts.candidates import (
    Candidate,
    ChangedPart,
    candidate_of,
    changed_parts,
)
from staff.messages.ahead import office
from staff.publishing import MOVED_ON, publishers
from staff.say import say

blueprint = Blueprint("mail_texts", __name__)
VERSIONS = 20
SEE_OTHER, CONFLICT = 303, 409
NOTHING = _("There is nothing to publish: this is what the mail says already.")
PUBLISHED = _("Published. Mails that leave from now on say it, those that wait too.")
KEPT = _("The published text stays live.")
ROWS_COME = _("The rows come into the tab within a minute.")
MISSING = _("not in the tab")
FILE_CHANGED = _("the file has changed since it was published")
UNFIT = _("the published text does not go with the files any more")
TO_DECIDE = _("its row is blank or gone: what is to hold?")


@dataclass(frozen=True)
class ListedText:
    """A mail in a language on the list. `is_waiting`: somebody has something to do
    about it.
    """

    message: str
    language: str
    name: str
    state: str
    is_waiting: bool


@dataclass(frozen=True)
class ListedMail:
    """A mail on the list, in all languages."""

    message: str
    purpose: str
    texts: tuple[ListedText, ...]


@blueprint.get("/staff/texts")
@signed_in
def every_text() -> str:
    """The mails of the programme, and how each text stands."""
    live = _live()
    with live.journal.read() as connection:
        drafts = text_drafts.every(connection)
        wanted = installation.read(connection).text_rows_wanted_at
    listed = _listed(live, drafts)
    waiting: list[tuple[ListedMail, ListedText]] = []
    for mail in listed:
        for text in mail.texts:
            if text.is_waiting:
                waiting.append((mail, text))
    return render_template(
        "staff/mail_texts.html",
        tab=tab_title(live),
        mails=listed,
        waiting=waiting,
        has_tab=bool(drafts),
        is_complete=len(drafts) == len(live.current.templates.texts),
        is_wanted=wanted is not None,
        may_publish=may(Permission.publish),
        publishers=publishers(),
    )


@blueprint.post("/staff/texts")
@allowed(Permission.publish)
def want_rows() -> AnyResponse:
    """Asks the worker for the tab, or for the rows that it lacks."""
    live = _live()
    with live.journal.write() as connection:
        installation.want_text_rows(connection, Clock().now())
    flash(say(ROWS_COME))
    return redirect(url_for("mail_texts.every_text"), SEE_OTHER)


@blueprint.get("/staff/texts/<message>/<code>")
@signed_in
def show_text(message: str, code: str) -> str:
    """What publishing the row of a mail would change."""
    return _page((message, code), None)


@blueprint.get("/staff/texts/<message>/<code>/<int:number>")
@signed_in
def show_version(message: str, code: str, number: int) -> str:
    """What going back to an earlier version would change."""
    return _page((message, code), number)


@blueprint.get("/staff/texts/<message>/<code>/example")
@signed_in
def example(message: str, code: str) -> Response:
    """The HTML part of an example, for the frame around it; it can run nothing."""
    live = _live_of((message, code))
    number = request.args.get("version", None, int)
    candidate = candidate_of(live, (message, code), number)
    if candidate is None:
        abort(404)
    parts, _problems = _example(live, (message, code), candidate.template)
    if parts is None:
        abort(404)
    response = Response(parts.html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-same-origin; "
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response


@blueprint.post("/staff/texts/<message>/<code>")
@allowed(Permission.publish)
def publish_text(message: str, code: str) -> AnyResponse | tuple[str, int]:
    """Makes live what the page has shown of the row."""
    return _publish((message, code), None)


@blueprint.post("/staff/texts/<message>/<code>/<int:number>")
@allowed(Permission.publish)
def publish_version(
    message: str, code: str, number: int
) -> AnyResponse | tuple[str, int]:
    """Makes an earlier version live again."""
    return _publish((message, code), number)


@blueprint.post("/staff/texts/<message>/<code>/keep")
@allowed(Permission.publish)
def keep_published(message: str, code: str) -> AnyResponse | tuple[str, int]:
    """The published text holds, though the file says something else by now."""
    key = (message, code)
    live = _live_of(key)
    current = live.current
    publication = current.published.get(key)
    mark = _keep_mark(live, key, current.number)
    if publication is None or request.form.get("mark") != mark:
        flash(say(MOVED_ON))
        return _page(key, None), CONFLICT
    if not _keep(live, key, publication.words, current.number):
        flash(say(MOVED_ON))
        return _page(key, None), CONFLICT
    flash(say(KEPT))
    return redirect(url_for("mail_texts.every_text"), SEE_OTHER)


def _live() -> MailTexts:
    texts = office().sync.mail_texts
    assert texts is not None  # the office of a process has them
    return texts


def _live_of(key: Key) -> MailTexts:
    live = _live()
    if key not in live.files.texts:
        abort(404)
    return live


def _listed(live: MailTexts, drafts: Mapping[Key, TextDraft]) -> list[ListedMail]:
    words = purposes(live.programme, g.language)
    by_mail: dict[str, list[ListedText]] = {}
    for key in sorted(live.current.templates.texts):
        state, is_waiting = _state(live, key, drafts)
        name = language_name(key[1], g.language, live.programme.languages)
        text = ListedText(*key, name, state, is_waiting)
        by_mail.setdefault(key[0], []).append(text)
    mails: list[ListedMail] = []
    for message, listed in by_mail.items():
        mails.append(ListedMail(message, words.get(message, message), tuple(listed)))
    return mails


def _state(
    live: MailTexts, key: Key, drafts: Mapping[Key, TextDraft]
) -> tuple[str, bool]:
    """How a text stands, and whether a person is asked about it."""
    draft = drafts.get(key)
    if key in live.current.faults:
        return say(UNFIT), True
    if live.has_file_changed(key):
        return say(FILE_CHANGED), True
    state = None
    if draft:
        state = state_of(live, draft)
    if drafts and key in live.current.published and state in (None, TextState.blank):
        return say(TO_DECIDE), True
    if draft is None or state is None:
        return say(MISSING), False
    if state is TextState.mistaken:
        mistake = worded(draft.mistakes[0]["text"], g.language, KNOWN)
        return say(STATES[state], mistake=mistake), True
    return say(STATES[state]), state is TextState.changed


def _page(key: Key, number: int | None) -> str:
    live = _live_of(key)
    message, code = key
    candidate = candidate_of(live, key, number)
    with live.journal.read() as connection:
        versions = text_publications.of_mail(connection, key, VERSIONS)
        has_tab = bool(text_drafts.every(connection))
    changes: list[ChangedPart] = []
    parts = None
    unfilled: Sequence[Problem] = ()
    if candidate:
        changes = changed_parts(live, key, candidate.text)
        parts, unfilled = _example(live, key, candidate.template)
    publication = live.current.published.get(key)
    faults = live.current.faults.get(key, ())
    keep_mark = ""
    if live.has_file_changed(key):
        keep_mark = _keep_mark(live, key, live.current.number)
    return render_template(
        "staff/mail_text.html",
        message=message,
        code=code,
        purpose=purposes(live.programme, g.language).get(message, message),
        language=language_name(code, g.language, live.programme.languages),
        tab=tab_title(live),
        candidate=candidate,
        number=number,
        shown=_shown(versions, number),
        changes=changes,
        is_publishable=bool(candidate and _can_be_published(live, key, candidate)),
        parts=parts,
        unfilled=[problem.words(g.language) for problem in unfilled],
        versions=versions,
        faults=[worded(fault.text, g.language, KNOWN) for fault in faults],
        keep_mark=keep_mark,
        is_row_gone=(
            has_tab and publication is not None and candidate is None and not faults
        ),
        may_publish=may(Permission.publish),
        publishers=publishers(),
    )


def _shown(
    versions: list[TextPublication], number: int | None
) -> TextPublication | None:
    for version in versions:
        if version.id == number:
            return version
    return None


def _example(
    live: MailTexts, key: Key, template: Template | None
) -> tuple[Parts | None, Sequence[Problem]]:
    """How a mail would read about a real record, and why it cannot be written; nothing
    of one that no rule sends.
    """
    if template is None or key[0] not in told(live.programme):
        return None, ()
    templates = live.with_text(key, template)
    return preview(office().notify, *key, templates)


def _publish(key: Key, number: int | None) -> AnyResponse | tuple[str, int]:
    live = _live_of(key)
    candidate = candidate_of(live, key, number)
    if not _is_shown(candidate):
        flash(say(MOVED_ON))
        return _page(key, number), CONFLICT
    assert candidate is not None
    if not _can_be_published(live, key, candidate):
        flash(say(NOTHING))
        return _page(key, number), CONFLICT
    if not _keep(live, key, candidate.words, candidate.number):
        flash(say(MOVED_ON))
        return _page(key, number), CONFLICT
    flash(say(PUBLISHED))
    return redirect(url_for("mail_texts.every_text"), SEE_OTHER)


def _is_shown(candidate: Candidate | None) -> bool:
    """Whether the page that was sent has shown what is there now, without mistakes."""
    if candidate is None or candidate.mistakes:
        return False
    return request.form.get("mark") == candidate.mark


def _can_be_published(live: MailTexts, key: Key, candidate: Candidate) -> bool:
    """Whether anything would be another way: what the mail says, or that its file holds
    again where a published text does not fit.
    """
    is_end = candidate.words is None and key in live.current.published
    return is_end or candidate.text != live.current.text(key)


def _keep(
    live: MailTexts, key: Key, words: Mapping[str, str] | None, number: int
) -> bool:
    """Writes a publication down; False where somebody else was quicker.

    `number`: of the publication that was the newest when the page was compared with
    what is live. Another thread may have taken over a newer one since.
    """
    file_digest = text_digest(live.files.texts[key])
    with live.journal.write() as connection:
        if text_publications.newest_number(connection) != number:
            return False
        text_publications.add(
            connection, key, words, file_digest, g.staff, Clock().now()
        )
        event = new_event(SecurityAction.published_text, list(key))
        security_events.add(connection, event)
    return True


def _keep_mark(live: MailTexts, key: Key, number: int) -> str:
    return f"{number}-keep-{text_digest(live.files.texts[key])}"
