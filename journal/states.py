"""The states that rows of the journal go through."""

from enum import StrEnum

from core.texts import mark as _


class Delivery(StrEnum):
    """A row on its way to the sheet. `appending`: Google was asked; only a look tells whether it did."""

    queued = "queued"
    appending = "appending"
    delivered = "delivered"
    refused = "refused"


class Mail(StrEnum):
    """A message. `taken`: a worker talks to the server; `sending`: the server is being handed the mail itself; `by_hand`: a
    person is to send it, by WhatsApp.
    """

    held = "held"
    queued = "queued"
    taken = "taken"
    sending = "sending"
    sent = "sent"
    skipped = "skipped"
    refused = "refused"
    unknown = "unknown"
    by_hand = "by_hand"


WORDS = {
    Mail.held: _("waits for a yes"),
    Mail.queued: _("about to go out"),
    Mail.taken: _("about to go out"),
    Mail.sending: _("about to go out"),
    Mail.sent: _("sent"),
    Mail.skipped: _("not sent"),
    Mail.refused: _("refused by the mail server"),
    Mail.unknown: _("not known whether it was sent"),
    Mail.by_hand: _("to be sent by WhatsApp"),
}
"""A message's state, for people."""

OPEN = (Mail.held, Mail.queued, Mail.by_hand)
"""States in which a message may still be changed, skipped or let go."""


ACTIONS = {
    "send": ((Mail.held,), Mail.queued),
    "hold": ((Mail.queued, Mail.by_hand), Mail.held),
    "skip": ((Mail.held, Mail.queued, Mail.by_hand, Mail.unknown), Mail.skipped),
    "done": ((Mail.by_hand,), Mail.sent),
    "again": ((Mail.refused, Mail.skipped, Mail.unknown), Mail.queued),
    "arrived": ((Mail.unknown,), Mail.sent),
}
"""What staff may do with a message: from which states, to which."""

EDITABLE = (Mail.held, Mail.queued, Mail.by_hand, Mail.refused, Mail.skipped)
"""States in which staff may change what a message says."""


class Happening(StrEnum):
    """What a change is: `received` by a form, `appeared` by hand (with a cell `typed` into it), `edited`, `gone` from the
    sheet, `back` in it.
    """

    received = "received"
    appeared = "appeared"
    typed = "typed"
    edited = "edited"
    gone = "gone"
    back = "back"


class Alarm(StrEnum):
    """Many rows changed at once: nobody has decided yet, the mails may go, or they were dropped."""

    standing = "standing"
    let_go = "let_go"
    dropped = "dropped"


class Handling(StrEnum):
    """What has become of a change: rules have not looked yet, have looked, it was undone before they did, or a person said
    that nothing may follow from it. `copied`: it came with a copy of another row, and counts from when that row is edited.
    `gone`: its row was gone before they did, or before what follows left; should the row come back, they look.
    """

    new = "new"
    seen_by_rules = "seen_by_rules"
    undone = "undone"
    dropped = "dropped"
    copied = "copied"
    gone = "gone"
