"""The message about an alarm: to each of those who answer for the programme, with the
list and a link to the two buttons.
"""

from typing import Any

import sqlalchemy as sa

from core.clock import local_date
from core.problem import Problem, ProblemCode
from core.texts import mark as _
from core.texts import texts
from journal.mails import messages
from journal.mails.holds import alarms
from journal.mails.holds.alarms import Alarm
from journal.mails.open_messages import JOURNAL_JUDGED
from journal.states import AlarmKind, MessageKind, MessageState
from mail.compose import compose
from mail.markdown import Address, escape
from mail.written import Written
from notify.context import NotifyContext
from notify.to_staff.alarm_texts import names, words
from programme.model import Programme
from programme.records.record import Records, View
from rules.recipients.person import Person
from rules.recipients.team import by_mail

LISTED = 20


def tell(context: NotifyContext, connection: sa.Connection, id: str) -> None:
    """Puts the message about an alarm into the outbox, one for each of those who
    answer for the programme.
    """
    alarm = alarms.by_id(connection, id)
    assert alarm is not None  # it was raised in this transaction
    programme = context.programme
    records = context.records(connection)
    today = local_date(context.now(), programme.time_zone)
    case_table = programme.tables[programme.case.table]
    for person in by_mail(
        View(records, case_table, None, today), programme.sender.reply_to
    ):
        notice = messages.notice_at("", "", MessageKind.alarm, "", id, person.email)
        written = _written(context, records, alarm, person)
        messages.add(
            connection, [notice], _values(context, person, written), context.now()
        )


def problem(programme: Programme, alarm: Alarm) -> Problem:
    """The problem of an alarm about which nobody has decided."""
    text = _(
        "{what} Mails that would follow wait until somebody decides on the staff page."
    )
    return Problem(
        ProblemCode.bulk_change,
        text,
        (("what", words(programme, alarm, programme.language)),),
        alarm.table,
    )


def _written(
    context: NotifyContext, records: Records, alarm: Alarm, person: Person
) -> Written:
    """What happened, which rows it is about, what waits, and what to do."""
    programme = context.programme
    language = person.language
    gettext = texts(language).gettext
    what = words(programme, alarm, language)
    parts = [
        str(escape(what)),
        gettext(_("Mails that would follow from it wait. Nothing else stops.")),
    ]
    today = local_date(context.now(), programme.time_zone)
    listed = names(records, alarm.table, alarm.references[:LISTED], today, language)
    if listed:
        items = [f"- {escape(name)}" for name in listed]
        if len(alarm.references) > len(listed):
            items.append(f"- … + {len(alarm.references) - len(listed)}")
        parts.append("\n".join(items))
    if alarm.kind is AlarmKind.lost:
        parts.append(
            gettext(
                _(
                    "When it is back, they go out by themselves. The spreadsheet keeps its older versions."
                )
            )
        )
    else:
        parts.append(
            gettext(
                _(
                    "Was it meant? Let the mails go. Was it a slip? Undo it in the spreadsheet, and drop them."
                )
            )
        )
    token = context.links.sign("alarm", [alarm.id, person.email])
    address = Address(f"{context.links.public_url}/staff/alarm/{token}")
    parts.append(f"[{gettext(_('Look and decide'))}]({address})")
    name = programme.text(programme.name, language)
    return Written(f"{name}: {what.removesuffix('.')}", "\n\n".join(parts))


def _values(context: NotifyContext, person: Person, written: Written) -> dict[str, Any]:
    programme = context.programme
    name = programme.text(programme.name, person.language)
    content = compose(
        written, person.language, name, head=programme.letterhead(person.language)
    )
    return {
        "kind": MessageKind.alarm,
        "email": person.email,
        "person": person.name or person.email,
        "language": person.language,
        "subject": content.subject,
        "text": content.text,
        "html": content.html,
        "judged_look": JOURNAL_JUDGED,
        "state": MessageState.queued,
        "due_at": context.now(),
    }
