"""The page of a message that a person is to send: its words as they are now, the link
that opens its channel, “It is sent”.

Whoever holds the signed link of just this message may use it: it stands in the tab of
messages and on the staff page, and nothing of what the message says stands beside it.
Looking changes nothing; only a button acts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.ids import digest
from core.links import MESSAGE as PURPOSE
from core.texts import mark as _
from forms.access.staff_session import staff_member
from forms.services import current_services
from forms.web_form.names import NOTED
from journal.access import security_events
from journal.mails import messages, outbox
from journal.states import MessageState, SecurityAction
from mail.channel import ByHandChannel, channel_of
from programme.models.permissions import Permission
from staff.access.security_log import new_event
from staff.say import say

blueprint = Blueprint("by_hand", __name__)
SHOWN = (MessageState.by_hand, MessageState.withdrawn)
"""States in which the words are shown: to send them, or to know what was taken back."""
ANSWERED = (MessageState.by_hand, MessageState.sent)
"""States in which somebody may have replied to it."""
STALE = timedelta(minutes=10)
"""Words that were not checked for so long may not be true any more: the program is not
running, or Google does not answer.
"""
CONFLICT, GONE = 409, 410
BY_LINK = _("by somebody with the link of the message")


@dataclass(frozen=True)
class SendingPage:
    """A message that goes by hand, and its channel.

    `shown`: digest of its words, to notice that they have changed.
    """

    row: Any
    channel: ByHandChannel

    @property
    def shown(self) -> str:
        """The digest of what the person sees."""
        return digest([self.row.email, self.row.text])[:16]

    def is_stale(self, now: datetime) -> bool:
        """Whether the words were last checked against the spreadsheet too long ago."""
        judged_at: datetime | None = self.row.judged_at
        return judged_at is not None and now - judged_at > STALE


@blueprint.app_template_global()
def sending_page(row: Any) -> str:
    """The address of this page for a message that a person is
    to send; "" for any other.
    """
    if row.state != MessageState.by_hand:
        return ""
    return url_for("by_hand.show", token=current_services().links.sign(PURPOSE, row.id))


@blueprint.app_template_global()
def numbered_answers(row: Any) -> list[tuple[str, str]]:
    """The label and the page of each answer that a message asks for, for staff who may
    note what somebody replied.
    """
    channel = channel_of(row.email)
    if (
        row.state not in ANSWERED
        or not isinstance(channel, ByHandChannel)
        or not _may_note()
    ):
        return []
    public_url = current_services().links.public_url
    answers = channel.answers(row.text)
    return [
        (label, f"{address.removeprefix(public_url)}&{NOTED}")
        for label, address in answers
    ]


def _may_note() -> bool:
    """Whether somebody is signed in who may fill in forms for others."""
    member = staff_member()
    return member is not None and current_services().programme.may(
        member.role, Permission.fill_in
    )


@blueprint.get("/message/<token>")
def show(token: str) -> tuple[str, int]:
    """The message as it reads now, or why it is not to be sent."""
    page = _page(token)
    return _shown(page, token), GONE if page.row.state not in SHOWN else 200


@blueprint.get("/message/<token>/open")
def open_channel(token: str) -> Response:
    """Opens the channel with the words of this very moment; the page itself where it
    is not to be sent any more.
    """
    page = _page(token)
    if page.row.state != MessageState.by_hand:
        return redirect(url_for("by_hand.show", token=token), 303)
    return redirect(page.channel.opening_link(page.row.email, page.row.text), 303)


@blueprint.post("/message/<token>")
def is_sent(token: str) -> tuple[str, int] | Response:
    """Notes that it is sent. Where the words have changed since they were opened, they
    are shown and asked about once more.

    One that was withdrawn in the meantime is sent all the same: what somebody has read
    cannot be taken back, only corrected.
    """
    page = _page(token)
    if request.form.get("shown") != page.shown:
        flash(
            say(
                _(
                    "The words have changed since you opened them. This is how they read now."
                )
            )
        )
        return _shown(page, token), CONFLICT
    member = staff_member()
    if member:
        by = member.email
    else:
        by = BY_LINK
    with current_services().journal.write() as connection:
        done = outbox.sent_by_hand(
            connection, page.row.id, by, current_services().clock.now()
        )
        if done:
            security_events.add(
                connection, new_event(SecurityAction.sent_by_hand, [page.row.tag])
            )
    if not done:
        flash(
            say(
                _(
                    "Too late: it had changed in the meantime. Here it stands as it is now."
                )
            )
        )
    return redirect(url_for("by_hand.show", token=token), 303)


def _page(token: str) -> SendingPage:
    id = current_services().links.read(PURPOSE, token)
    with current_services().journal.read() as connection:
        row = None
        if id:
            row = messages.by_id(connection, str(id))
    channel = None
    if row is not None:
        channel = channel_of(row.email)
    if not isinstance(channel, ByHandChannel):
        abort(404)
    return SendingPage(row, channel)


def _shown(page: SendingPage, token: str) -> str:
    return render_template(
        "staff/by_hand.html",
        row=page.row,
        channel=page.channel.label,
        token=token,
        shown=page.shown,
        is_stale=page.is_stale(current_services().clock.now()),
        has_words=page.row.state in SHOWN,
        is_staff=staff_member() is not None,
    )
