"""The states that rows of the journal go through."""

from enum import StrEnum

from core.texts import mark as _


class Origin(StrEnum):
    """Who could send a form like this: whoever has the page (`open`; `beyond_pace`:
    many came from the same client), who got a signed `link`, or `staff` who signed in.
    """

    open = "open"
    beyond_pace = "beyond_pace"
    link = "link"
    staff = "staff"


PUBLIC = (Origin.open, Origin.beyond_pace)
"""Origins of what anybody may have sent: mails that follow from it go to addresses that
a stranger may have typed.
"""


class DeliveryState(StrEnum):
    """A row on its way to the sheet.

    `appending`: Google was asked; only a look tells whether it did.
    """

    queued = "queued"
    appending = "appending"
    delivered = "delivered"
    refused = "refused"


class CommandState(StrEnum):
    """What a person wants to stand in a cell.

    `unknown`: Google was asked to write it; only a look tells whether it did.
    """

    waiting = "waiting"
    unknown = "unknown"
    written = "written"
    refused = "refused"


class Refusal(StrEnum):
    """Why a cell that a person set was not written: it had `changed` since it was
    shown, or holds a `formula`; its row is `gone`, or stands `twice`; its `column`
    cannot be found; or Google did `not_take` the value.
    """

    changed = "changed"
    formula = "formula"
    gone = "gone"
    twice = "twice"
    column = "column"
    not_taken = "not_taken"


COMMAND_WORDS = {
    CommandState.waiting: _("waiting to be written"),
    CommandState.unknown: _("being written"),
    CommandState.written: _("written"),
    CommandState.refused: _("could not be written: {reason}"),
}
"""What has become of a cell that a person set, for people."""

REFUSAL_WORDS = {
    Refusal.changed: _("the cell said something else by then"),
    Refusal.formula: _("a formula stands in the cell"),
    Refusal.gone: _("the row is gone"),
    Refusal.twice: _("the reference stands in two rows"),
    Refusal.column: _("the column cannot be found"),
    Refusal.not_taken: _("the spreadsheet does not take this value"),
}
"""Why a cell was not written, for people."""


class UploadState(StrEnum):
    """A file that arrived lately.

    `pending`: no submission refers to it yet; `swept`: none did in
    time, and none can any more.
    """

    pending = "pending"
    accepted = "accepted"
    swept = "swept"


class MessageState(StrEnum):
    """A message.

    `taken`: a worker talks to the server; `sending`: the server is being handed the
    mail itself; `by_hand`: a person is to send it, by WhatsApp; `skipped`: a person
    dropped it; `withdrawn`: the program took it back, for a reason.
    """

    held = "held"
    queued = "queued"
    taken = "taken"
    sending = "sending"
    sent = "sent"
    skipped = "skipped"
    withdrawn = "withdrawn"
    refused = "refused"
    unknown = "unknown"
    by_hand = "by_hand"


WORDS = {
    MessageState.held: _("waits for a yes"),
    MessageState.queued: _("about to go out"),
    MessageState.taken: _("about to go out"),
    MessageState.sending: _("about to go out"),
    MessageState.sent: _("sent"),
    MessageState.skipped: _("not sent"),
    MessageState.withdrawn: _("withdrawn"),
    MessageState.refused: _("refused by the mail server"),
    MessageState.unknown: _("not known whether it was sent"),
    MessageState.by_hand: _("to be sent by hand"),
}
"""A message's state, for people."""
INCOMPLETE = _("waits for what is missing")
"""The state of a message that waits, whatever else it waits
for, until something is true.
"""

NEVER_SENT = (MessageState.skipped, MessageState.withdrawn, MessageState.refused)
"""States of a message that nobody got, and that goes out only if a person asks for
it.
"""

CLOSED = (MessageState.sent, *NEVER_SENT)
"""States in which it is settled what has become of a message."""

WAITING = (MessageState.held, MessageState.by_hand, MessageState.unknown)
"""States in which a message waits for a person."""

OPEN = (MessageState.held, MessageState.queued, MessageState.by_hand)
"""States in which a message may still be changed, skipped or let go."""


ACTIONS = {
    "send": ((MessageState.held,), MessageState.queued),
    "hold": ((MessageState.queued, MessageState.by_hand), MessageState.held),
    "skip": (
        (
            MessageState.held,
            MessageState.queued,
            MessageState.by_hand,
            MessageState.unknown,
        ),
        MessageState.skipped,
    ),
    "done": ((MessageState.by_hand,), MessageState.sent),
    "again": ((*NEVER_SENT, MessageState.unknown), MessageState.queued),
    "arrived": ((MessageState.unknown,), MessageState.sent),
}
"""What staff may do with a message: from which states, to which."""

EDITABLE = (*OPEN, *NEVER_SENT)
"""States in which staff may change what a message says."""


class MessageKind(StrEnum):
    """What a message is about that no single rule brought.

    The kind of every other message is the name of its rule.
    """

    sign_in = "signin"
    """A link that opens the staff pages: nobody but its reader may
    see it, and it never waits.
    """
    daily = "daily"
    alarm = "brake"
    closing = "closing"
    """That a form is about to close, or has."""
    correction = "correction"
    """What corrects a message that has become untrue since it left."""
    several = "reminders"
    """Reminders by several rules in one message."""


class FindingKind(StrEnum):
    """What a finding asks of whom: somebody is `late` with what they were reminded of;
    it was `passed_up` to the team since; the team alone has something `to_look` at.
    """

    late = "late"
    passed_up = "passed_up"
    to_look = "to_look"


class SuppressionReason(StrEnum):
    """Why an address gets no mail: its owner `stopped` the reminders, or a
    mail server has `refused` it.
    """

    stopped = "stopped"
    refused = "refused"


class Happening(StrEnum):
    """What a change is: `received` by a form, `appeared` by hand (with a cell `typed`
    into it), `edited`, `gone` from the sheet, `back` in it.
    """

    received = "received"
    appeared = "appeared"
    typed = "typed"
    edited = "edited"
    gone = "gone"
    back = "back"


class AlarmKind(StrEnum):
    """What raised an alarm: many rows `edited`, `gone` or `appeared` at once, or one
    value `set` in many; values that `permuted` within a column; several rows about
    which `decisions` would be told; messages `released` by the Settings; rows brought
    `back`; a tab or a column `lost`.
    """

    edited = "edited"
    set = "set"
    gone = "gone"
    appeared = "appeared"
    permuted = "permuted"
    decisions = "decisions"
    released = "released"
    back = "back"
    lost = "lost"


class AlarmState(StrEnum):
    """Many rows changed at once: nobody has decided yet, the mails may
    go, or they were dropped.
    """

    standing = "standing"
    let_go = "let_go"
    dropped = "dropped"


class Handling(StrEnum):
    """What has become of a change: rules have not looked yet, have looked, it was
    undone before they did, or a person said that nothing may follow from it.

    `copied`: it came with a copy of another row, and counts from when that row is
    edited. `gone`: its row was gone before they did, or before what follows left;
    should the row come back, they look. `retry`: they have looked, and nobody could be
    told, or a template could not be filled: they look again.
    """

    new = "new"
    seen_by_rules = "seen_by_rules"
    undone = "undone"
    dropped = "dropped"
    copied = "copied"
    gone = "gone"
    retry = "retry"


class SecurityAction(StrEnum):
    """What the security log tells: who came in or out, and what a person did on the
    staff pages that cannot be taken back.

    `asked`: somebody wanted a sign-in link; `failed`: a sign-in link that is used, too
    old or not ours was pressed; `refused`: somebody pressed what their role may not;
    `stopped_device`: a person ended others of their own sessions.
    """

    asked = "asked"
    signed_in = "signed_in"
    failed = "failed"
    signed_out = "signed_out"
    stopped_device = "stopped_device"
    refused = "refused"
    let_go = "let_go"
    let_go_without = "let_go_without"
    held = "held"
    dropped = "dropped"
    settled = "settled"
    edited = "edited"
    sent_by_hand = "sent_by_hand"
    decided_go = "decided_go"
    decided_drop = "decided_drop"
    brought_back = "brought_back"
    set_cell = "set_cell"
    new_page = "new_page"
    retried = "retried"
    published = "published"
    published_text = "published_text"
    ended_link = "ended_link"
    closed_session = "closed_session"
    reported = "reported"
    exported = "exported"
    erased = "erased"
    brought_in = "brought_in"
    took_out = "took_out"


class WorkerStep(StrEnum):
    """What the worker does in turn."""

    watch = "watch"
    claim = "claim"
    deliver = "deliver"
    command = "command"
    decide = "decide"
    send = "send"
    flag = "flag"
    sweep = "sweep"
