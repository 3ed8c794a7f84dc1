"""What was told and has become untrue since: one line for the team, and a correction to
exactly those who got it.

A correction waits for a yes: whether a slip of the spreadsheet is worth a second
message is for a person to say.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from core.ids import digest
from core.problem import Problem, ProblemCode, shortened
from core.texts import mark as _
from core.texts import texts
from journal.mails.messages import MessageSummary, Notice
from journal.states import MessageKind
from mail.markdown import escape
from mail.written import Written
from notify.planning.events import in_motion
from notify.planning.reconcile import still_true
from notify.state import OpenMessage, RoundState
from programme.models.rules import Event
from programme.records.display import shown_value, written_date
from programme.records.record import View
from rules.on_change.events import watched
from rules.unfit import UNFIT

FRESH = timedelta(days=14)
"""For so long after it left, a message that has become untrue is corrected; later,
people have talked to each other.
"""
WAITS = _("a correction waits for a yes")
RULE = str(MessageKind.correction)


@dataclass(frozen=True)
class CorrectionDraft:
    """A message that corrects a sent one, to the address that got it.

    `written`: its words in the reader's language.
    """

    corrects: MessageSummary
    notice: Notice
    case: str
    written: Written
    basis: str


@dataclass(frozen=True)
class Corrections:
    """`lines`: what the team reads, `drafts`: corrections to write, `over`: ids of
    corrections that are no longer wanted.
    """

    lines: tuple[Problem, ...] = ()
    drafts: tuple[CorrectionDraft, ...] = ()
    over: tuple[str, ...] = ()


def corrections(
    state: RoundState,
    sent_messages: Iterable[OpenMessage],
    waiting: Iterable[OpenMessage],
) -> Corrections:
    """What to correct. `sent_messages`: those of events that left within FRESH;
    `waiting`: corrections that have not gone out.

    Where the new value is told by an event of its own to the same person, that
    message is the correction.
    """
    events = {event.name: event for event in state.programme.rules.events}
    moving = in_motion(state)
    told_since = _latest_occasions(state, sent_messages)
    lines: list[Problem] = []
    drafts: list[CorrectionDraft] = []
    untrue: set[tuple[str, str, str]] = set()
    for message in sent_messages:
        if not message.notices:
            continue  # a person has sent it again, and no rule speaks for it any more
        notice = message.notices[0]
        event = events.get(notice.rule)
        view = state.view(notice.table, notice.reference)
        if event is None or view is None or not watched(event)[0]:
            continue
        is_moving = (notice.table, notice.reference) in moving
        if is_moving or notice.reference in state.unreadable:
            continue
        if _holds(state, event, view, notice):
            continue
        if _told_otherwise(state, message, told_since):
            continue
        lines.append(_line(state, message, event, view))
        draft = _draft(state, message, event, view)
        untrue.add((notice.reference, notice.occasion, notice.path))
        if not _is_told(state, draft.notice):
            drafts.append(draft)
    over = []
    for item in waiting:
        if _subject(item.notices) not in untrue:
            over.append(item.message.id)
    return Corrections(tuple(lines), tuple(drafts), tuple(over))


def _subject(notices: Collection[Notice]) -> tuple[str, str, str]:
    """What a correction is about: the record, the occasion and the path of the
    message that it corrects.
    """
    notice = next(iter(notices), None)
    if notice is None:
        return "", "", ""
    return notice.reference, notice.occasion.partition(" ")[0], notice.path


def _holds(state: RoundState, event: Event, view: View, notice: Notice) -> bool:
    try:
        return still_true(event, view, state.occasions.get(notice.occasion))
    except UNFIT:
        return True  # what cannot be read now is no reason to write to anybody


def _latest_occasions(
    state: RoundState, sent_messages: Iterable[OpenMessage]
) -> dict[tuple[str, str, str], str]:
    """(table, reference, address) → the moment of the latest change about which that
    person has, or gets, a message.
    """
    latest: dict[tuple[str, str, str], str] = {}
    for message in (*sent_messages, *state.open_messages):
        for notice in message.notices:
            change = state.occasions.get(notice.occasion)
            if change is not None:
                key = (notice.table, notice.reference, message.message.email.casefold())
                latest[key] = max(latest.get(key, ""), change.seen_at.isoformat())
    return latest


def _told_otherwise(
    state: RoundState, message: OpenMessage, latest: dict[tuple[str, str, str], str]
) -> bool:
    """Whether the same person has a message about a later change of the same record."""
    notice = message.notices[0]
    change = state.occasions.get(notice.occasion)
    moment = ""
    if change:
        moment = change.seen_at.isoformat()
    return (
        latest.get(
            (notice.table, notice.reference, message.message.email.casefold()), ""
        )
        > moment
    )


def _is_told(state: RoundState, notice: Notice) -> bool:
    return (
        notice.reference,
        notice.rule,
        notice.step,
        notice.occasion,
        notice.path,
    ) in state.told


def _line(state: RoundState, message: OpenMessage, event: Event, view: View) -> Problem:
    language = state.programme.language
    text = _(
        "We told {person}: “{subject}”. The spreadsheet now says: {present}. A correction waits for your yes."
    )
    values = (
        ("person", message.message.person),
        ("subject", shortened(message.message.subject)),
        ("present", _present(state, event, view, language)),
    )
    notice = message.notices[0]
    return Problem(
        ProblemCode.untrue_since,
        text,
        values,
        notice.table,
        notice.reference,
        watched(event)[0],
    )


def _present(state: RoundState, event: Event, view: View, language: str) -> str:
    """The watched column and what it says now, in a language."""
    name = watched(event)[0]
    column = view.table.column(name)
    if column is None:
        return ""
    shown = shown_value(view, name, language) or texts(language).gettext(_("(nothing)"))
    return f"{state.programme.text(column.label, language)}: {shown}"


def _draft(
    state: RoundState, message: OpenMessage, event: Event, view: View
) -> CorrectionDraft:
    """The correction in its reader's language: what we wrote and when, that it is
    not so, and what is so now.
    """
    row = message.message
    original = message.notices[0]
    gettext = texts(row.language).gettext
    present = _present(state, event, view, row.language)
    written_on = written_date((row.handed_at or row.changed_at).date(), row.language)
    lines = [
        gettext(_("Good day,")),
        gettext(
            _("On {date} we wrote to you: “{subject}”. That is not so any more.")
        ).format(date=written_on, subject=escape(row.subject)),
        gettext(_("What holds now: {present}.")).format(present=escape(present)),
        gettext(
            _(
                "We are sorry for the confusion. Simply reply to this message if you have a question."
            )
        ),
    ]
    subject = gettext(_("Correction: {subject}")).format(subject=row.subject)
    present_value = digest([present])[:12]
    notice = Notice(
        original.table,
        original.reference,
        RULE,
        original.rule,
        f"{original.occasion} {present_value}",
        original.path,
        row.email,
    )
    basis = digest([row.email, row.language, subject, present])
    return CorrectionDraft(
        row, notice, row.case, Written(subject, "\n\n".join(lines)), basis
    )
