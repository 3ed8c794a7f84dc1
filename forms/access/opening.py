"""Whether a form is open: from its first day to its last one, and while not so
many have come as it takes.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask import render_template

from core.clock import local_date
from core.texts import mark as _
from core.texts import texts
from forms.services import current_services
from journal.forms import submissions
from programme.models.forms import Form
from programme.records.display import written_date

GRACE = timedelta(hours=1)
"""Whoever had the form open when it closed may still send it: nobody
fills one in for nothing.
"""
NOT_OPEN = 403
TEXTS = {
    "early": _("This form opens on {day}."),
    "over": _("This form was open until {day}."),
    "full": _("This form is closed: as many have come as there is room for."),
}


class ClosedReason(StrEnum):
    """Why a form is not open."""

    early = "early"
    over = "over"
    full = "full"


@dataclass(frozen=True)
class Closed:
    """That a form is not open. `day`: its first or its last one."""

    reason: ClosedReason
    day: date | None = None

    def words(self, language: str) -> str:
        """What people read of it."""
        day = ""
        if self.day:
            day = written_date(self.day, language)
        return texts(language).gettext(TEXTS[self.reason]).format(day=day)


def closed(form: Form, now: datetime) -> Closed | None:
    """Why the form cannot be opened now, or None where it can.

    Staff, who enter what came by post, are not asked.
    """
    today = local_date(now, current_services().programme.time_zone)
    window = form.next_window(today)
    if window.opens and today < window.opens:
        return Closed(ClosedReason.early, window.opens)
    if window.closes and today > window.closes:
        return Closed(ClosedReason.over, window.closes)
    if form.most is not None and _count(form) >= form.most:
        return Closed(ClosedReason.full)
    return None


def closed_when_sent(form: Form, now: datetime) -> Closed | None:
    """Why it cannot be sent any more.

    One that became full meanwhile still can: its places may be
    exceeded by those who write.
    """
    without_places = form.model_copy(update={"most": None})
    closed_before = closed(without_places, now - GRACE)
    if closed_before is None:
        return None
    # What is open again next year is never over; an hour ago it
    # may not have been open yet.
    is_between_years = (
        form.each_year is not None and closed(without_places, now) is not None
    )
    if closed_before.reason is ClosedReason.over or is_between_years:
        return closed_before
    return None


def closed_page(
    title: str, reason: Closed, language: str, typed: list[tuple[str, str]]
) -> tuple[str, int]:
    """The page that says so.

    `typed`: (question, words) of what can no longer be sent.
    """
    return render_template(
        "closed_form.html", title=title, reason=reason.words(language), typed=typed
    ), NOT_OPEN


def _count(form: Form) -> int:
    with current_services().journal.read() as connection:
        return submissions.count(connection, form.name)
