"""Who has agreed by a link need not agree again with the next form that they send by
it from the same browser.
"""

from flask import session

from core.ids import digest
from programme.models.forms import Form

AGREED = "agreed"
# A cookie holds four kilobytes, and browsers drop a larger one without a word.
MOST = 8
DIGITS = 16
"""Of a digest: a cookie is small, and a link in it would open something."""


def note_agreed(form: Form, link: str) -> None:
    """Remembers that the text of a form was agreed to by whoever has this link."""
    mark = _mark(form, link)
    marks = []
    for earlier in session.get(AGREED, []):
        if earlier != mark:
            marks.append(earlier)
    session[AGREED] = [*marks, mark][-MOST:]


def has_agreed(form: Form, link: str) -> bool:
    """Whether this browser has sent a form by this link, and agreed to the very text
    that stands below this one.
    """
    return bool(link) and _mark(form, link) in session.get(AGREED, [])


def _mark(form: Form, link: str) -> str:
    return digest([link, form.consent.model_dump(mode="json")])[:DIGITS]
