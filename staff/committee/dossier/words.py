"""What a dossier says of itself in a few words."""

from flask import g

from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text
from staff.committee.dossier.model import CriterionPart, Dossier
from staff.say import say

ALL_MANDATORY = _("All mandatory ones are among them.")

WITHHELD = _(
    "What members gave, and what comes of it, is shown to those who have given their scores."
)


def kind_words(part: CriterionPart) -> str:
    """Whether a criterion must be met."""
    if part.result.criterion.mandatory:
        return say(_("Mandatory"))
    return say(_("Voluntary"))


def summary_words(dossier: Dossier) -> str:
    """What all criteria come to.

    Nothing is decided by it: people do that. From a count with the scored ones could
    be told what others gave.
    """
    if dossier.is_withheld:
        return say(WITHHELD)
    return counted_words(dossier.result.met, len(dossier.parts), dossier.result.missing)


def counted_words(met: int, count: int, missing: int) -> str:
    """How many criteria are met, and how many mandatory ones are not."""
    summary = say(_("{met} of {count} criteria are met."), met=met, count=count)
    if not missing:
        return f"{summary} {say(ALL_MANDATORY)}"
    text = _n(
        "{count} mandatory criterion is missing.",
        "{count} mandatory criteria are missing.",
    )
    return f"{summary} {number_text(g.language, text, missing)}"


def answered_words(dossier: Dossier) -> str:
    """How many of those who are asked have scored, and who has not;
    "" where nobody is asked.
    """
    result = dossier.result
    if not result.members:
        return ""
    answered = say(
        _("{answered} of {asked} have answered."),
        answered=result.answered,
        asked=result.asked,
    )
    names = []
    for member in result.members:
        if member.scores is None:
            names.append(member.name)
    if not names:
        return answered
    awaited = say(_("Still to come: {names}"), names=", ".join(names))
    return f"{answered} {awaited}"
