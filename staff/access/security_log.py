"""What the security log is told: an event for the journal, and a line without anybody's
address for the program's log.
"""

from collections.abc import Iterable

from flask import request

from core import logs
from core.clock import Clock
from core.ids import new_id
from core.texts import mark as _
from forms.access.staff_session import staff_member
from forms.services import current_services
from journal.access.security_events import SecurityEvent
from journal.states import SecurityAction

WORDS = {
    SecurityAction.asked: _("A sign-in link was asked for"),
    SecurityAction.signed_in: _("Signed in"),
    SecurityAction.failed: _("A sign-in link that is not good was pressed"),
    SecurityAction.signed_out: _("Signed out"),
    SecurityAction.stopped_device: _("Other devices were signed out"),
    SecurityAction.refused: _("Refused: the role may not do it"),
    SecurityAction.let_go: _("Mails were let go"),
    SecurityAction.let_go_without: _(
        "A mail was let go although something was missing"
    ),
    SecurityAction.held: _("Mails were made to wait"),
    SecurityAction.dropped: _("Mails were dropped"),
    SecurityAction.settled: _("It was said of mails that they arrived"),
    SecurityAction.edited: _("The words of a mail were changed"),
    SecurityAction.sent_by_hand: _("A message was sent by hand"),
    SecurityAction.decided_go: _("Many changes at once: the mails were let go"),
    SecurityAction.decided_drop: _("Many changes at once: the mails were dropped"),
    SecurityAction.brought_back: _("Rows were brought back"),
    SecurityAction.set_cell: _("A cell was set on a page"),
    SecurityAction.new_page: _("A page was given a new address"),
    SecurityAction.retried: _("The mail server was to be tried again at once"),
    SecurityAction.published: _("The questions of a form were published"),
    SecurityAction.published_text: _("The text of a mail was published"),
    SecurityAction.ended_link: _("The link of a dossier was ended"),
    SecurityAction.closed_session: _("A session was closed"),
    SecurityAction.reported: _("Figures were noted as reported"),
    SecurityAction.exported: _("A person’s data was handed over"),
    SecurityAction.erased: _("A person’s data was erased"),
    SecurityAction.brought_in: _("Old rows were brought in"),
    SecurityAction.took_out: _("Rows that were brought in were taken out again"),
}


def client_mark() -> str:
    """What stands for the address that this request comes from."""
    return current_services().links.log_mark(f"client {request.remote_addr or ''}")


def new_event(
    action: SecurityAction, about: Iterable[str] = (), *, email: str = ""
) -> SecurityEvent:
    """An event of this request, for `security_events.add`, logged as well.

    `email`: by whom; who is signed in, if left out.
    """
    member = staff_member()
    by = email or (member.email if member else "")
    links = current_services().links
    who = ""
    if by:
        who = links.log_mark(by)
    logs.effect("security", action.value, who=who, client=client_mark())
    return SecurityEvent(
        new_id(), Clock().now(), action, by, client_mark(), ", ".join(about)
    )
