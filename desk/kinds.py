"""What people call the kinds of messages."""

from core.texts import mark as _
from core.texts import texts
from journal.states import MessageKind
from programme.model import Programme

KIND_WORDS = {
    MessageKind.daily: _("Mails of the day"),
    MessageKind.alarm: _("Warnings"),
    MessageKind.closing: _("Forms that close"),
    MessageKind.correction: _("Corrections"),
    MessageKind.several: _("Several reminders in one"),
}
"""Those that no single rule brought."""


def kind_labels(programme: Programme, language: str) -> dict[str, str]:
    """Kind of a message → what people call it."""
    say = texts(language).gettext
    labels = {kind.value: say(label) for kind, label in KIND_WORDS.items()}
    labels |= {
        ladder.name: programme.text(ladder.label, language)
        for ladder in programme.rules.ladders
    }
    return labels | {
        event.name: programme.text(event.label, language)
        for event in programme.rules.events
    }
