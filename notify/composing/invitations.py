"""The meeting that goes with a message, for its reader's calendar."""

from core.links import Links
from mail.calendar.invitation import Invitation, Method
from notify.composing.drafts import NoticeDraft
from rules.meetings.schedule import begins_at, place_of, summary_of

METHODS = {"invite": Method.request, "cancel": Method.cancel}


def invitation_of(notice: NoticeDraft, links: Links) -> Invitation | None:
    """None where the rule sends none, or the record has no hour yet: a meeting without
    an hour cannot be put into a calendar.

    None of what a stranger has sent either: their words go into nobody's calendar.
    """
    calendar = notice.view.table.calendar
    if calendar is None or notice.tell.calendar is None or notice.is_public:
        return None
    begins = begins_at(notice.view)
    if begins is None:
        return None
    language = notice.person.language
    return Invitation(
        METHODS[notice.tell.calendar],
        links.meeting_uid(notice.key.reference, notice.person.email),
        begins,
        calendar.minutes,
        summary_of(notice.view, language),
        place_of(notice.view, language),
    )
