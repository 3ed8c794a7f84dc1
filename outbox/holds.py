"""Why a message that is due may not leave: the outbox is closed, somebody stopped it,
its address leads to nobody.

Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.texts import mark as _
from journal.access.signins import LINK_LIFE
from journal.mails.claims import DueMessage
from journal.states import MessageKind
from mail.channel import channel_of
from rules.switches import Switches

OUTBOX_CLOSED = _("the outbox is closed until whoever runs the server opens it")
CASE_STOPPED = _("the mails of this one are stopped")
ADDRESS_REFUSED = _("the mail server has refused this address before")
NOT_CHECKED = _("waits until it has been checked against the spreadsheet")
LINK_TOO_OLD = _("the link was too old by then")
PATIENCE = timedelta(minutes=3)
"""A message that was not checked for so long says so: less is the time between
two readings, or a slow one.
"""


@dataclass(frozen=True)
class Holds:
    """Everything that may hold messages back at a moment.

    `stopped_cases`: references of cases whose mails staff have stopped;
    `refused`: address in small letters → what the mail server said of it;
    `examples_held`: whether addresses that lead to nobody are never written to
    (the demonstration's mailbox takes them).
    """

    is_open: bool
    switches: Switches
    stopped_cases: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)
    examples_held: bool = True

    def reason(self, message: DueMessage) -> str:
        """Why a message waits, as a source text of the catalogues, maybe with the
        server's words; "" where nothing holds it.

        Sign-in links obey nobody's stop: without them nobody could sign in and end it.
        """
        reason = self._address_reason(message.email)
        if message.kind == MessageKind.sign_in:
            return reason
        return self._stop_reason(message) or reason or self._refusal(message.email)

    def _stop_reason(self, message: DueMessage) -> str:
        if not self.is_open:
            return OUTBOX_CLOSED
        for rule in sorted(message.rules) or [message.kind]:
            reason = self.switches.hold(rule)
            if reason:
                return reason
        if message.case in self.stopped_cases:
            return CASE_STOPPED
        return ""

    def _address_reason(self, address: str) -> str:
        if self.examples_held:
            return channel_of(address).never(address)
        return ""

    def _refusal(self, address: str) -> str:
        answer = self.refused.get(address.casefold())
        if answer is None:
            return ""
        return f"{ADDRESS_REFUSED}: {answer}"


def is_too_old(message: DueMessage, now: datetime) -> bool:
    """Whether a sign-in link would open nothing any more."""
    return message.kind == MessageKind.sign_in and now - message.created_at > LINK_LIFE


def not_checked(message: DueMessage, now: datetime) -> str:
    """The reason of a message that was not judged by the newest snapshot; "" as long
    as that is the usual wait.
    """
    if now - message.due_at > PATIENCE:
        return NOT_CHECKED
    return ""
