"""The page of messages that wait for one yes: every text, one press for all of them, at
once or at a chosen hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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

from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.registry import field_type
from forms.services import current_services
from journal.access import security_events
from journal.connection import Connection
from journal.mails import outbox
from journal.mails.messages import MessageSummary
from journal.mails.occasions import Together, waiting_together
from journal.records.record_reader import RecordReader
from journal.states import SecurityAction
from programme.models.permissions import Permission
from programme.needs import missing_words
from programme.parts import Column
from programme.records.display import short_moment, title
from programme.records.record import View
from staff.access.security_log import new_event
from staff.access.signing import allowed, signed_in
from staff.messages.kinds import kind_labels
from staff.messages.shown import read_shown
from staff.say import say

blueprint = Blueprint("together", __name__)
CONFLICT, UNPROCESSABLE = 409, 422
NOW = "now"
"""What the button says that waits for no hour."""
CLOCK = ":"
"""Stands in every hour that people write."""
MOST = 50
"""So many stand as lines of their own on the page of the mails; the others
stand in its lists until then.
"""
FURTHEST = timedelta(days=366)
"""An hour further ahead is a slip in the year."""


@dataclass(frozen=True)
class Bundle:
    """Messages that wait together.

    `about`: what people call their record; `what`: the events that they tell of;
    `missing`: what must be true before they can leave, in words.
    """

    key: Together
    about: str
    what: str
    messages: Sequence[MessageSummary]
    missing: str

    @property
    def address(self) -> str:
        """Of its page."""
        key = self.key
        return url_for(
            "together.show",
            table=key.table,
            reference=key.reference,
            occasion=key.occasion,
        )


def bundles(connection: Connection) -> list[Bundle]:
    """What waits for one yes, what has waited longest first, MOST at a time."""
    groups = list(waiting_together(connection, _events()).items())
    return [bundle_of(connection, key, messages) for key, messages in groups[:MOST]]


def bundle_with(connection: Connection, id: str) -> Bundle | None:
    """What a message waits together with, itself in it; None where it
    waits alone, or not at all.
    """
    for key, messages in waiting_together(connection, _events()).items():
        if any(message.id == id for message in messages):
            return bundle_of(connection, key, messages)
    return None


def _events() -> list[str]:
    return [event.name for event in current_services().programme.rules.events]


def bundle_of(
    connection: Connection, key: Together, messages: Sequence[MessageSummary]
) -> Bundle:
    """Messages that wait together, with what people call what they are about."""
    services = current_services()
    programme = services.programme
    labels = kind_labels()
    about = key.reference
    table = programme.tables.get(key.table)
    if table:
        records = RecordReader(programme, connection)
        view = View(
            records, table, records.get(key.table, key.reference), services.today()
        )
        about = title(view, g.language) or key.reference
    missing = [
        missing_words(programme, message.kind, message.missing, g.language)
        for message in messages
    ]
    first = labels.get(messages[0].kind, messages[0].kind)
    return Bundle(
        key,
        about,
        first,
        messages,
        "; ".join(dict.fromkeys(words for words in missing if words)),
    )


@blueprint.get("/staff/together/<table>/<reference>/<occasion>")
@signed_in
def show(table: str, reference: str, occasion: str) -> str:
    """All messages of one occasion that wait."""
    return _page(_waiting(Together(table, reference, occasion)))


@blueprint.post("/staff/together/<table>/<reference>/<occasion>")
@allowed(Permission.send)
def send(table: str, reference: str, occasion: str) -> Response | tuple[str, int]:
    """Lets all of them go, or none: one whose words have changed since they were shown,
    or that came since, stops the others.
    """
    bundle = _waiting(Together(table, reference, occasion))
    now = current_services().clock.now()
    typed = request.form.get("send_at", "").strip()
    due_at = None
    if request.form.get("when") == NOW:
        due_at = now
    elif typed:
        try:
            due_at = _hour(typed, now)
        except NotUnderstoodError as error:
            return _page(bundle, typed, error.words(g.language)), UNPROCESSABLE
    seen: dict[str, str | None] = dict(
        read_shown(shown) for shown in request.form.getlist("id")
    )
    with current_services().journal.write() as connection:
        present = _present(connection, bundle.key)
        is_complete = {message.id for message in present} == set(seen)
        done = is_complete and not outbox.send_together(
            connection, seen, str(g.staff), now, due_at=due_at
        )
        if done:
            tags = [message.tag for message in present]
            security_events.add(connection, new_event(SecurityAction.let_go, tags))
    if not done:
        flash(
            say(
                _(
                    "Nothing was sent: something has changed in the meantime. Here it stands as it is now."
                )
            )
        )
        return _page(_waiting(bundle.key), typed), CONFLICT
    flash(_told(len(seen), due_at, now))
    return redirect(url_for("staff.outbox") + "#mails", 303)


def _told(count: int, due_at: datetime | None, now: datetime) -> str:
    """What becomes of the messages."""
    if due_at is None:
        text = _n(
            "{count} mail goes out in the next sending hour.",
            "{count} mails go out in the next sending hour.",
        )
        return number_text(g.language, text, count)
    if due_at <= now:
        return number_text(
            g.language,
            _n("{count} mail goes out now.", "{count} mails go out now."),
            count,
        )
    moment = short_moment(due_at, current_services().programme.time_zone, g.language)
    text = _n("{count} mail goes out: {moment}.", "{count} mails go out: {moment}.")
    return number_text(g.language, text, count, moment=moment)


def _hour(typed: str, now: datetime) -> datetime:
    """The moment that a person chose, which may lie outside of the sending hours.

    Raises NotUnderstoodError.
    """
    # A day alone would mean its midnight.
    if CLOCK not in typed:
        raise NotUnderstoodError(_("Please write the hour as well, like 11:00."))
    column = Column(name="send_at", type="moment", label={})
    value = field_type("moment").parse(
        typed, column, current_services().programme.locality_in(g.language)
    )
    moment = datetime.fromisoformat(str(value))
    if moment < now:
        raise NotUnderstoodError(_("That hour has passed."))
    if moment > now + FURTHEST:
        raise NotUnderstoodError(
            _("That is more than a year ahead. Please look at the year.")
        )
    return moment


def _present(connection: Connection, key: Together) -> Sequence[MessageSummary]:
    return waiting_together(connection, _events()).get(key, ())


def _waiting(key: Together) -> Bundle:
    """Those that wait at this moment; 404 where fewer than two do."""
    with current_services().journal.read() as connection:
        messages = _present(connection, key)
        if not messages:
            abort(404)
        return bundle_of(connection, key, messages)


def _page(bundle: Bundle, typed: str = "", error: str = "") -> str:
    programme = current_services().programme
    return render_template(
        "staff/together.html",
        bundle=bundle,
        typed=typed,
        error=error,
        zone=programme.time_zone,
        words={
            message.id: missing_words(
                programme, message.kind, message.missing, g.language
            )
            for message in bundle.messages
        },
    )
