"""What people call the kinds of messages."""

from flask import g

from core.texts import mark as _
from forms.services import current_services
from journal.states import MessageKind
from staff.say import say

KIND_WORDS = {
    MessageKind.daily: _("Mails of the day"),
    MessageKind.alarm: _("Warnings"),
    MessageKind.closing: _("Forms that close"),
    MessageKind.correction: _("Corrections"),
    MessageKind.several: _("Several reminders in one"),
}
"""Those that no single rule brought."""


def kind_labels() -> dict[str, str]:
    """Kind of a message → what people call it."""
    programme = current_services().programme
    labels = {kind.value: say(words) for kind, words in KIND_WORDS.items()}
    labels |= {ladder.name: programme.text(ladder.label, g.language) for ladder in programme.rules.ladders}
    return labels | {event.name: programme.text(event.label, g.language) for event in programme.rules.events}
