"""What people call the kinds of messages, in the language of the page."""

from flask import g

from desk import kinds
from forms.services import current_services


def kind_labels() -> dict[str, str]:
    """Kind of a message → what people call it."""
    return kinds.kind_labels(current_services().programme, g.language)
