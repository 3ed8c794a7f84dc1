"""Hours that a form proposes for a meeting: typed by the clock of whose link it is,
shown on everybody's before they are sent.

Who is invited, and where they live, the rules tell: whoever makes the application gives
that to the services (`AllClocks`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.ids import digest
from programme.model import Programme
from programme.models.forms import Form
from programme.records.record import Value

SEEN = "hours-seen"
"""The page's field that says which hours have been shown on all clocks."""


@dataclass(frozen=True)
class ClockLine:
    """An hour on one clock: written out, whose clock it is, and whether a meeting
    should not begin there then.
    """

    written: str
    names: tuple[str, ...]
    is_outside: bool


@dataclass(frozen=True)
class ProposedHour:
    """An hour that is proposed.

    `question`: what it answers; `lines`: the same moment on every clock.
    """

    question: str
    lines: tuple[ClockLine, ...]


class AllClocks(Protocol):
    """The clocks of the people of a meeting."""

    def zone_behind(self, programme: Programme, form: Form, about: str) -> str:
        """The time zone of whose link it is; "" where it is not known."""

    def proposed(
        self,
        programme: Programme,
        form: Form,
        values: Mapping[str, Value],
        language: str,
    ) -> Sequence[ProposedHour]:
        """The hours that a form proposes with these values, for
        all who would be invited.
        """


def asked_hours(programme: Programme, form: Form) -> tuple[str, ...]:
    """The questions of a form that are hours of a meeting which
    others are to choose from.
    """
    calendar = programme.tables[form.table].calendar
    if calendar is None:
        return ()
    names = {field.name for field in form.fields}
    asked = []
    for name in calendar.offered:
        if name in names:
            asked.append(name)
    return tuple(asked)


def hours_mark(programme: Programme, form: Form, values: Mapping[str, Value]) -> str:
    """What the page carries once these hours have been shown;
    "" where none are proposed.
    """
    proposed = {}
    for name in asked_hours(programme, form):
        if values.get(name):
            proposed[name] = values.get(name)
    if proposed:
        return digest(proposed)[:16]
    return ""
