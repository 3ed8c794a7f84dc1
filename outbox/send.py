"""outbox → channels: what is due and true leaves, handed over at most once;
the rest says why it waits.
"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from core.clock import Clock
from core.errors import Closed, Closing, Later, Unknown
from core.logs import effect
from core.texts import mark as _
from journal.mails import claims, messages
from journal.mails.claims import DueMessage
from journal.mails.holds import mail_pause, suppressions
from journal.mails.holds.mail_pause import MailPause
from journal.mails.open_messages import JOURNAL_JUDGED
from journal.operation import installation, worker_steps
from journal.records.record_reader import RecordReader
from journal.states import MessageState, WorkerStep
from journal.tabs import problems
from mail.channel import ServerChannel, channel_of
from outbox.context import OutboxContext
from outbox.delivery import STEP, deliver
from outbox.freshness import Freshness
from outbox.holds import Holds
from outbox.quota import DAY_FULL, HOUR_FULL, PUBLIC_FULL, read_quota
from outbox.sorting import Sorting, sort_out
from rules.switches import switches

BATCH = 20
"""Messages of one step: new readings and rows get their turn between two."""
QUOTA_REASONS = frozenset({HOUR_FULL, DAY_FULL, PUBLIC_FULL})
CUT_OFF = _("the program was cut off while the mail server had the mail in hand")


def recover(context: OutboxContext) -> None:
    """Settles what another worker, or an earlier run of this one, left in mid-course.

    Call with the lease held.
    """
    now = context.now()
    with context.journal.write() as connection:
        for row in messages.in_state(connection, MessageState.taken):
            messages.move(
                connection, row.id, (MessageState.taken,), MessageState.queued, now
            )
        for row in messages.in_state(connection, MessageState.sending):
            messages.move(
                connection,
                row.id,
                (MessageState.sending,),
                MessageState.unknown,
                now,
                reason=CUT_OFF,
            )
            effect(STEP, "unknown", message=row.id, kind=row.kind)
        closed = mail_pause.current(connection, now)
        if closed and closed.why is Closing.login:
            mail_pause.end(connection)  # SMTP_URL may be another by now


def send(context: OutboxContext, snapshot: str, taken: float) -> bool:
    """Sends what is due and carries the newest stamp. True when anything moved.

    `snapshot`: the id of the newest reading of the spreadsheet ("" for none); `taken`:
    when it was taken, by steady_seconds(). Raises Later when the server cannot be had.
    """
    freshness = Freshness(snapshot, taken)
    now = context.now()
    with context.journal.read() as connection:
        due = claims.due(connection, now)
        if not due:
            return False
        holds = read_holds(context, connection, due)
        quota = read_quota(context, connection, now, BATCH)
    sorting = sort_out(
        due, holds, quota, freshness.stamps(), context.programme.rules, now
    )
    moved = False
    if sorting.by_hand or sorting.take_back or sorting.withdraw or sorting.waits:
        moved = _record(context, due, sorting, freshness)
    return _hand_over(context, sorting.send[:BATCH], freshness) or moved


def read_holds(
    context: OutboxContext, connection: sa.Connection, due: Sequence[DueMessage]
) -> Holds:
    """What may hold these messages back, as the journal knows it now."""
    records = RecordReader(context.programme, connection)
    standing = [item.problem for item in problems.standing(connection)]
    stopped_cases = set()
    for reference in {message.case for message in due}:
        case = records.get(context.programme.case.table, reference)
        if case is not None and case.values.get("stop_mail"):
            stopped_cases.add(reference)
    is_demonstration = context.settings.demonstration
    return Holds(
        is_open=is_demonstration or installation.read(connection).outbox_is_open,
        switches=switches(records, standing),
        stopped_cases=frozenset(stopped_cases),
        refused=suppressions.refused(connection),
        examples_held=not is_demonstration,
    )


def _record(
    context: OutboxContext,
    due: Sequence[DueMessage],
    sorting: Sorting,
    freshness: Freshness,
) -> bool:
    """Writes down what becomes of messages that no server gets now.

    True when any of them moved.
    """
    now = context.now()
    moved: list[tuple[str, str]] = []
    with context.journal.write() as connection:
        for id, reason in sorting.withdraw.items():
            if messages.move(
                connection,
                id,
                (MessageState.queued,),
                MessageState.withdrawn,
                now,
                reason=reason,
            ):
                moved.append((id, "withdrawn"))
        for id, reason in sorting.take_back.items():
            if claims.take_from_person(connection, id, reason, now):
                moved.append((id, "held"))
        # The stamps are asked for anew: waiting for the database
        # has made the reading older.
        given = claims.give_to_person(
            connection, sorting.by_hand, freshness.stamps(), now
        )
        for id in given:
            moved.append((id, "left to a person"))
        claims.explain(connection, sorting.waits)
    kinds = {message.id: message.kind for message in due}
    waiting = []
    for id, reason in sorting.waits.items():
        if reason:
            waiting.append((id, _held_action(reason)))
    for id, action in [*moved, *waiting]:
        effect(STEP, action, message=id, kind=kinds[id])
    return bool(moved)


def _held_action(reason: str) -> str:
    if reason in QUOTA_REASONS:
        return "quota"
    return "held"


def _hand_over(
    context: OutboxContext, ready: Sequence[DueMessage], freshness: Freshness
) -> bool:
    """Hands messages over one after another, each channel's in one session,
    until the server hangs up.
    """
    moved = False
    by_channel: dict[ServerChannel, list[DueMessage]] = {}
    for message in _announced(context, ready):
        channel = channel_of(message.email)
        assert isinstance(channel, ServerChannel)  # the others were left to a person
        by_channel.setdefault(channel, []).append(message)
    for channel, batch in by_channel.items():
        try:
            moved |= _hand_over_batch(context, channel, batch, freshness)
        except Closed as closed:
            # This channel takes nothing now; the others go on.
            _pause(context, closed)
            moved = True
    if by_channel:
        with context.journal.write() as connection:
            worker_steps.note_done(connection, WorkerStep.send, Clock().now())
    return moved


def _announced(
    context: OutboxContext, ready: Sequence[DueMessage]
) -> Sequence[DueMessage]:
    """The messages that may leave once the others who have a copy of the
    journal can see that some do.

    While the spreadsheet cannot be had, that is what is judged by the journal alone:
    people wait for it at their screens.
    """
    if not ready:
        return ready
    try:
        context.before_batch()
    except (Later, Unknown):
        # Google cannot be asked whether what we say is still true: what rests on the
        # sheet waits, what rests on the journal alone goes.
        of_journal = []
        for message in ready:
            if message.judged_look == JOURNAL_JUDGED:
                of_journal.append(message)
        return of_journal
    return ready


def _hand_over_batch(
    context: OutboxContext,
    channel: ServerChannel,
    batch: Sequence[DueMessage],
    freshness: Freshness,
) -> bool:
    """Hands over messages of one channel.

    A session that the server ended takes no more: the next step opens another.
    """
    moved = False
    with channel.connect(context.settings) as session:
        for message in batch:
            # A batch may take minutes: another worker may have taken
            # over since the last message.
            context.lease.guard()
            moved |= deliver(context, session, message.id, freshness)
            if not session.is_open:
                break
    return moved


def _pause(context: OutboxContext, closed: Closed) -> None:
    """Lets all mail wait.

    What a sign-in link hears meanwhile neither prolongs nor
    shortens a pause that stands.
    """
    now = context.now()
    until = now + timedelta(seconds=closed.seconds)
    with context.journal.write() as connection:
        standing = mail_pause.current(connection, now)
        if standing is not None and (
            standing.why is closed.why or standing.until >= until
        ):
            return
        mail_pause.begin(connection, MailPause(closed.why, closed.said, until))
    effect(STEP, "paused", reason=str(closed.why))
