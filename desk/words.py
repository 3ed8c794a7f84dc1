"""Words of the list and of the team's pages: how long ago, how
long still, whose turn it is.
"""

from datetime import date

from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text, texts
from programme.model import Programme
from programme.models.desk import NextStep
from programme.models.rules import ROLE

MONTH = 30
"""Days: beyond two of these, what is left is told in months."""


def since_words(since: date | None, today: date, language: str) -> str:
    """Since when something stands; "" where that is not known or lies ahead."""
    if since is None or since > today:
        return ""
    days = (today - since).days
    if days == 0:
        return texts(language).gettext(_("since today"))
    return number_text(language, _n("for {count} day", "for {count} days"), days)


def late_words(days: int, language: str) -> str:
    """By how much something is late."""
    return number_text(
        language, _n("late by {count} day", "late by {count} days"), days
    )


def left_words(days: int, language: str) -> str:
    """What is left of a case's time; `days` below 0: it has ended."""
    if days < 0:
        return number_text(
            language, _n("ended {count} day ago", "ended {count} days ago"), -days
        )
    if days == 0:
        return texts(language).gettext(_("ends today"))
    if days > 2 * MONTH:
        return number_text(
            language, _n("{count} month left", "{count} months left"), days // MONTH
        )
    return number_text(language, _n("{count} day left", "{count} days left"), days)


def whose(programme: Programme, step: NextStep, person: str, language: str) -> str:
    """Who does a step: a person's name, or what people call the role."""
    if person:
        return person
    for way in step.by.split(" or "):
        name = way.strip().removeprefix(ROLE)
        if way.strip().startswith(ROLE) and name in programme.roles:
            return programme.text(programme.roles[name].label, language)
    return ""
