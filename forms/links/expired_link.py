"""A link that was one of ours and opens nothing any more: why, and whom to write to."""

from collections.abc import Sequence

from flask import render_template

from forms.access.contacts import who_answers
from forms.services import current_services

GONE = 410


def expired_link_page(
    why: str, heading: str = "", typed: Sequence[tuple[str, str]] = ()
) -> tuple[str, int]:
    """The page that says so.

    `why`: a word of `LinkExpiry`, or a sentence; `typed`: (question,
    words) of what cannot be sent.
    """
    # Whoever had a link of ours is owed a person to write to, and
    # that is who answers replies.
    services = current_services()
    answering = who_answers(services.programme, services.journal)
    return render_template(
        "ended.html", heading=heading, why=why, answering=answering, typed=typed
    ), GONE
