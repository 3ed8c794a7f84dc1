"""The meeting that goes with a message, for its reader's calendar."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from core.ids import digest
from core.links import Links
from mail.invitation import Invitation, Method
from mail.markdown import one_line
from notify.drafts import NoticeDraft
from programme.display import shown_value
from programme.record import GAP, Value
from rules.unfit import UNFIT

METHODS = {"invite": Method.request, "cancel": Method.cancel}
PURPOSE = "calendar"


def invitation_of(notice: NoticeDraft, links: Links) -> Invitation | None:
    """None where the rule sends none, or the record has no hour yet: a meeting without an hour cannot be put into a calendar.

    None of what a stranger has sent either: their words go into nobody's calendar.
    """
    calendar = notice.view.table.calendar
    if calendar is None or notice.tell.calendar is None or notice.is_public:
        return None
    begins = _hour(notice.view.value(calendar.begins), calendar.minutes)
    if begins is None:
        return None
    language = notice.person.language
    places = (shown_value(notice.view, path, language) for path in calendar.place)
    summary = notice.view.records.programme.text(calendar.summary, language)
    return Invitation(
        METHODS[notice.tell.calendar],
        _uid(links, notice),
        begins,
        calendar.minutes,
        one_line(GAP.sub(lambda gap: shown_value(notice.view, gap[1], language), summary)),
        next(filter(None, places), ""),
    )


def _hour(value: Value, minutes: int) -> datetime | None:
    """When a meeting begins; None where its cell is blank, or says what no calendar can hold."""
    try:
        begins = datetime.fromisoformat(str(value)).astimezone(UTC)
        _ends = begins + timedelta(minutes=minutes)  # raises behind the end of all calendars, as the mail would
    except UNFIT:
        return None
    return begins


def _uid(links: Links, notice: NoticeDraft) -> str:
    """The same for all that one person is told of one meeting, and nobody can guess it."""
    signed = links.sign(PURPOSE, [notice.key.reference, notice.person.reach.casefold()])
    return f"{digest(signed)[:32]}@{urlsplit(links.public_url).hostname}"
