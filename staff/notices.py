"""What stands on top of the staff pages: what is out of order, what holds all mails,
what a person must decide first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, g, url_for

from core.clock import Clock
from core.settings import Settings
from core.texts import mark as _
from forms.services import current_services
from journal.mails.holds import alarms, mail_pause
from journal.operation import installation, monitored, worker_steps
from mail.servers.smtp_replies import CLOSED
from monitoring.vitals import is_absent
from notify.to_staff.alarm_texts import words
from programme.app_tables import SETTINGS
from staff.messages.mail_holds import mail_holds
from staff.say import say

SHEET_AWAY = _(
    "The spreadsheet cannot be reached at the moment; forms are kept and will arrive."
)
WENT_WRONG = {
    "send": _(
        "The mail server cannot be reached at the moment; mails will go out later."
    ),
    "decide": _(
        "The program cannot work out at the moment what is due. Whoever looks after it must be told."
    ),
    "sweep": _(
        "Files of forms that were never sent cannot be removed at the moment. Whoever looks after the program must be told."
    ),
}
"""What a step of the worker ran into, for staff; the others are about the
spreadsheet.
"""


@dataclass(frozen=True)
class Notices:
    """`absent_since`: when the worker was last at work, None while it is; `errors`:
    (words, what a step of the worker ran into); `alarms`: (words, address
    of the page that decides); `holds`: lines of the Settings that hold mails; `pause`:
    until when no mail goes out; `settings_tab`: what it is called.
    """

    absent_since: datetime | None
    errors: list[tuple[str, str]]
    alarms: list[tuple[str, str]]
    is_open: bool
    holds: list[Any]
    pause: Any
    pause_words: str
    settings_tab: str


def notices() -> Notices:
    """What stands on top at this moment, in the reader's language."""
    services = current_services()
    programme = services.programme
    now = services.clock.now()
    is_demonstration = current_app.extensions["hoja.settings"].demonstration
    with services.journal.read() as connection:
        errors = worker_steps.errors(connection)
        raised = alarms.standing(connection)
        pause = mail_pause.current(connection, now)
        beat_at = monitored.read(connection).beat_at
        is_open = is_demonstration or installation.read(connection).outbox_is_open
    pause_words = ""
    if pause:
        pause_words = CLOSED[pause.why]
    return Notices(
        _absent_since(beat_at),
        [
            (say(WENT_WRONG.get(step, SHEET_AWAY)), error)
            for step, error in errors.items()
        ],
        [(words(programme, alarm, g.language), _address(alarm.id)) for alarm in raised],
        is_open,
        list(mail_holds(programme, services.journal, g.language)),
        pause,
        pause_words,
        programme.text(programme.tables[SETTINGS].label, programme.language),
    )


def _absent_since(beat_at: datetime | None) -> datetime | None:
    settings: Settings = current_app.extensions["hoja.settings"]
    limit = timedelta(minutes=settings.absent_minutes)
    # Not the demonstration's clock: the sign was kept by that of the machine.
    if is_absent(beat_at, Clock().now(), limit):
        return beat_at
    return None


def _address(alarm: str) -> str:
    return url_for(
        "alarms.show", token=current_services().links.sign("alarm", [alarm, g.staff])
    )
