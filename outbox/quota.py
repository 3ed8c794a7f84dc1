"""How many messages may still leave: the programme's limits an hour and a day, and the mail server's own word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.errors import Closing
from core.texts import mark as _
from journal import claims, mail_pause
from journal.mail_pause import MailPause
from mail.smtp_replies import CLOSED
from outbox.context import OutboxContext
from programme.model import Limits

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOUR_FULL = _("waits for the next hour: this hour's limit of mails is reached")
DAY_FULL = _("waits for tomorrow: the day's limit of mails is reached")


@dataclass(frozen=True)
class Quota:
    """How many messages may leave now, and why no more. `shut`: not even sign-in links may."""

    messages: int
    reason: str = ""
    shut: bool = False


def read_quota(context: OutboxContext, connection: sa.Connection, now: datetime, most: int) -> Quota:
    """The quota that is left now, at most `most`. Counted from the journal, over the hours that have just passed."""
    closed = mail_pause.current(connection, now)
    if closed is None and context.settings.demonstration:  # its mailbox sends nothing on
        return Quota(most)
    handed_today = claims.handed_since(connection, now - DAY)
    handed_this_hour = claims.handed_since(connection, now - HOUR)
    return quota(context.programme.limits, handed_this_hour, handed_today, closed, most)


def quota(limits: Limits, handed_this_hour: int, handed_today: int, closed: MailPause | None, most: int) -> Quota:
    """What the limits leave; nothing while the mail server takes nothing."""
    if closed is not None:
        return Quota(0, CLOSED[closed.why], shut=closed.why is Closing.login)
    left_today = max(0, limits.mails_per_day - handed_today)
    left_this_hour = max(0, limits.mails_per_hour - handed_this_hour)
    if min(left_today, left_this_hour) >= most:
        return Quota(most)
    if left_today <= left_this_hour:
        return Quota(left_today, DAY_FULL)
    return Quota(left_this_hour, HOUR_FULL)
