"""How many messages may still leave: the programme's limits an hour and a day, and
the mail server's own word.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.errors import Closing
from core.texts import mark as _
from journal.mails import claims
from journal.mails.holds import mail_pause, public_mails
from journal.mails.holds.mail_pause import MailPause
from mail.servers.smtp_replies import CLOSED
from outbox.context import OutboxContext
from programme.model import Limits

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOUR_FULL = _("waits for the next hour: this hour's limit of mails is reached")
PUBLIC_FULL = _(
    "waits behind other mail: many mails about forms that anybody can send have gone out"
)
DAY_FULL = _("waits for tomorrow: the day's limit of mails is reached")


@dataclass(frozen=True)
class PublicQuota:
    """How many mails may still leave that follow from forms anybody can
    send: `messages` in all, `by_form` of each form that has sent some of
    late, `a_form` of any other.
    """

    messages: int
    a_form: int
    by_form: Mapping[str, int] = field(default_factory=dict)

    def has_room(self, form: str, taken: Counter[str]) -> bool:
        """Whether one more mail of a form may leave, after those that are
        `taken` (form → how many).
        """
        return taken.total() < self.messages and taken[form] < self.by_form.get(
            form, self.a_form
        )


@dataclass(frozen=True)
class Quota:
    """How many messages may leave now, and why no more.

    `shut`: not even sign-in links may; `public`: what is left within it for mails that
    follow from public forms, None where that is not limited.
    """

    messages: int
    reason: str = ""
    shut: bool = False
    public: PublicQuota | None = None


def read_quota(
    context: OutboxContext, connection: sa.Connection, now: datetime, limit: int
) -> Quota:
    """The quota that is left now, at most `limit`.

    Counted from the journal, over the hours that have just passed.
    """
    closed = mail_pause.current(connection, now)
    # its mailbox sends nothing on
    if closed is None and context.settings.demonstration:
        return Quota(limit)
    limits = context.programme.limits
    handed_today = claims.handed_since(connection, now - DAY)
    handed_this_hour = claims.handed_since(connection, now - HOUR)
    public = public_quota(
        limits,
        public_mails.handed_since(connection, now - HOUR),
        public_mails.handed_since(connection, now - DAY),
    )
    return replace(
        quota(limits, handed_this_hour, handed_today, closed, limit), public=public
    )


def quota(
    limits: Limits,
    handed_this_hour: int,
    handed_today: int,
    closed: MailPause | None,
    limit: int,
) -> Quota:
    """What the limits leave; nothing while the mail server takes nothing."""
    if closed is not None:
        return Quota(0, CLOSED[closed.why], shut=closed.why is Closing.login)
    left_today = max(0, limits.mails_per_day - handed_today)
    left_this_hour = max(0, limits.mails_per_hour - handed_this_hour)
    if min(left_today, left_this_hour) >= limit:
        return Quota(limit)
    if left_today <= left_this_hour:
        return Quota(left_today, DAY_FULL)
    return Quota(left_this_hour, HOUR_FULL)


def public_quota(
    limits: Limits, handed_this_hour: Mapping[str, int], handed_today: Mapping[str, int]
) -> PublicQuota:
    """What the limits leave for mails that follow from public forms.

    `handed_…`: form → how many have been handed over.
    """
    hour = limits.public_most(limits.mails_per_hour)
    day = limits.public_most(limits.mails_per_day)
    form_hour = limits.form_most(limits.mails_per_hour)
    form_day = limits.form_most(limits.mails_per_day)
    left = min(hour - sum(handed_this_hour.values()), day - sum(handed_today.values()))
    by_form = {
        form: max(0, min(form_hour - handed_this_hour.get(form, 0), form_day - handed))
        for form, handed in handed_today.items()
    }
    return PublicQuota(max(0, left), min(form_hour, form_day), by_form)
