"""Tells by mail that the worker is gone, and that it is back: once each, sent by the
web's process, since the worker sends all other mail.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from core.clock import Clock
from core.errors import HojaError
from core.ids import new_id
from core.logs import effect
from core.notation.addresses import email_addresses
from core.settings import Settings
from core.texts import mark as _
from core.texts import texts
from core.variables import is_here
from journal.access import people
from journal.connection import Connection
from journal.database import Journal
from journal.operation import installation, monitored
from mail.channels.email import CHANNEL
from mail.compose import OutgoingMail, compose
from mail.markdown import escape
from mail.written import Written
from monitoring.vitals import is_absent
from programme.model import Programme
from programme.records.display import short_moment

# The lease itself is older before anybody is told: a look a minute loses nothing.
LOOK_SECONDS = 60.0
GONE = _("The program behind the spreadsheet has stopped")
GONE_TEXT = _(
    "Since {moment}, nothing is carried into the spreadsheet of {programme} and no mail goes out. "
    "Forms are still accepted and kept; they arrive when it runs again.\n\n"
    "Whoever looks after the server: `systemctl status hoja-worker`, then `systemctl restart hoja-worker`."
)
BACK = _("The program behind the spreadsheet runs again")
BACK_TEXT = _(
    "What was kept for {programme} in the meantime is being carried into the spreadsheet now. There is nothing to do."
)
log = logging.getLogger("hoja.monitoring")


@dataclass(frozen=True)
class Recipient:
    """Who is told, and in which language."""

    address: str
    language: str


@dataclass
class AbsenceWatch:
    """Looks once a minute whether the worker is at work."""

    settings: Settings
    programme: Callable[[], Programme]
    journal: Journal
    clock: Clock

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; nothing that goes wrong ends it."""
        while not stop.wait(LOOK_SECONDS):
            try:
                self.look()
            except (HojaError, SQLAlchemyError) as error:
                # Whoever was to be told is told at one of the next looks.
                log.warning("cannot tell about the worker: %s", type(error).__name__)

    def look(self) -> bool:
        """Tells where there is something to tell; True where it did.

        It is kept as told before the mail leaves, so that of several processes one
        alone tells, and taken back where no mail could leave.
        """
        now = self.clock.now()
        with self.journal.read() as connection:
            present = monitored.read(connection)
            may_mail = (
                is_here(self.settings.smtp_url)
                or installation.read(connection).outbox_is_open
            )
            if may_mail:
                recipients = self._recipients(connection)
            else:
                recipients = []
        limit = timedelta(minutes=self.settings.absent_minutes)
        is_gone = is_absent(present.beat_at, now, limit)
        is_told = present.absence_told_at is not None
        if is_gone == is_told or not recipients:
            return False
        told_at = None
        if is_gone:
            told_at = now
        with self.journal.write() as connection:
            if not monitored.claim_absence(connection, present, told_at):
                return False
        try:
            self._send(recipients, is_gone=is_gone, since=present.beat_at, now=now)
        except HojaError:
            claimed = monitored.Monitored(None, told_at, None, 0, 0, 0)
            with self.journal.write() as connection:
                monitored.claim_absence(connection, claimed, present.absence_told_at)
            raise
        if is_gone:
            action = "worker gone"
        else:
            action = "worker back"
        effect("monitoring", action)
        return True

    def _recipients(self, connection: Connection) -> list[Recipient]:
        """Whoever runs the server, and the active people who answer mails."""
        programme = self.programme()
        recipients: dict[str, Recipient] = {}
        if self.settings.alarm_mail:
            address = self.settings.alarm_mail
            recipients[address.casefold()] = Recipient(address, programme.language)
        for person in people.with_role(connection, programme.sender.reply_to):
            language = programme.nearest_language(str(person.values.get("language")))
            for _name, address in email_addresses(str(person.values.get("email"))):
                recipient = Recipient(address, language)
                recipients.setdefault(address.casefold(), recipient)
        return list(recipients.values())

    def _send(
        self,
        recipients: list[Recipient],
        *,
        is_gone: bool,
        since: datetime | None,
        now: datetime,
    ) -> None:
        """Raises HojaError where no mail could leave.

        Where one could, nobody is told again: an address that is refused for good would
        have the others told once a minute.
        """
        refusals: list[HojaError] = []
        with CHANNEL.connect(self.settings) as session:
            for recipient in recipients:
                mail = self._mail(recipient, is_gone=is_gone, since=since, now=now)
                try:
                    session.send(mail)
                except HojaError as error:
                    # One address that is refused must not keep the others from being
                    # told.
                    log.warning(
                        "somebody is not told of the worker: %s", type(error).__name__
                    )
                    refusals.append(error)
        if len(refusals) == len(recipients):
            raise refusals[0]

    def _mail(
        self,
        recipient: Recipient,
        *,
        is_gone: bool,
        since: datetime | None,
        now: datetime,
    ) -> OutgoingMail:
        programme = self.programme()
        language = recipient.language
        speak = texts(language).gettext
        name = programme.text(programme.name, language)
        moment = short_moment(since or now, programme.time_zone, language)
        subject, text = (GONE, GONE_TEXT) if is_gone else (BACK, BACK_TEXT)
        body = speak(text).format(programme=escape(name), moment=moment)
        parts = compose(
            Written(speak(subject), body),
            language,
            name,
            head=programme.letterhead(language),
        )
        sender = (
            programme.text(programme.sender.name, language),
            self.settings.mail_from,
        )
        return OutgoingMail(parts, sender, ("", recipient.address), new_id(), now)
