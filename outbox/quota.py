"""How many mails may still go out: the programme's limits an hour and a day, and the mail server's own word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.errors import Closing
from core.texts import mark as _
from journal import mail_pause, outbox
from mail.answers import CLOSED
from sync.context import SyncContext

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOUR_FULL = _("waits for the next hour: this hour's limit of mails is reached")
DAY_FULL = _("waits for tomorrow: the day's limit of mails is reached")


@dataclass(frozen=True)
class Room:
    """How many mails may go now; why the others wait; whether even sign-in links must."""

    mails: int
    why: str = ""
    shut: bool = False


def room(shop: SyncContext, connection: sa.Connection, now: datetime, most: int) -> Room:
    """The room that is left now, at most `most`. Counted from the journal, over the hours that have just passed."""
    waits = mail_pause.current(connection, now)
    if waits:
        return Room(0, CLOSED[waits.why], shut=waits.why is Closing.login)
    if shop.settings.demonstration:  # its mailbox sends nothing on
        return Room(most)
    limits = shop.programme.limits
    left = [
        (limits.mails_per_day - outbox.handed_since(connection, now - DAY), DAY_FULL),
        (limits.mails_per_hour - outbox.handed_since(connection, now - HOUR), HOUR_FULL),
    ]
    mails, why = min(left, key=lambda one: one[0])
    return Room(max(0, min(mails, most)), why if mails < most else "")
