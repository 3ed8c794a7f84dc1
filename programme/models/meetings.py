"""The model of meetings: how the rows of a table are meetings, for
calendars and for finding an hour.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from programme.parts import Name, Names, Part, Text, as_list

HOURS_OF_A_DAY = 24


class Candidate(Part):
    """One who may call a meeting: a way as in `to` of the rules, taken where `only`
    holds and somebody has an address.
    """

    to: str
    only: str | None = None


def _candidates(value: object) -> object:
    """A way may stand for itself."""
    listed = as_list(value)
    if not isinstance(listed, list | tuple):
        return value
    candidates = []
    for item in listed:
        candidates.append({"to": item} if isinstance(item, str) else item)
    return candidates


class MeetingAnswers(Part):
    """Where answers to a meeting go: the rows of a `form` about it.

    `hours`: the column for the hours that suit; `comes`: for whether somebody comes;
    `note`: for what they add.
    """

    form: Name
    hours: Name
    comes: Name
    note: Name | None = None


class Attendance(Part):
    """Where it is noted who came: a row of a `form` for each who was invited.

    `came`: the column that says so; `then`: the form that is to be filled in next by
    whoever notes it, the minutes say.
    """

    form: Name
    came: Name
    then: Name | None = None


class Appointment(Part):
    """How a record is a meeting. `begins`: a column of type moment; `place`: columns or
    paths, the first filled one; `summary`: what it is called in calendars, with {gaps}
    for columns or paths; `cancelled`: a condition.

    `invited`: ways as in `to` of the rules; `called_by`: the first of these calls it;
    `offered`: columns of hours to choose from; `proposed_by`: the column that says who
    of those invited has proposed them; `hours`: the first and the last hour of
    a day at which a meeting should begin for anybody.
    """

    begins: Name
    minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    place: Names = ()
    summary: Text
    cancelled: str | None = None
    invited: Names = ()
    called_by: Annotated[tuple[Candidate, ...], BeforeValidator(_candidates)] = ()
    offered: Names = ()
    proposed_by: Name | None = None
    hours: tuple[
        Annotated[int, Field(ge=0, le=HOURS_OF_A_DAY)],
        Annotated[int, Field(ge=0, le=HOURS_OF_A_DAY)],
    ] = (
        8,
        20,
    )
    answers: MeetingAnswers | None = None
    attendance: Attendance | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "Appointment":
        if self.hours[0] >= self.hours[1]:
            raise ValueError("hours are two hours of a day, like [8, 20]")
        needs: dict[str, Any] = {
            "offered": self.offered,
            "proposed_by": self.proposed_by,
            "answers": self.answers,
            "attendance": self.attendance,
        }
        for key, value in needs.items():
            if value and not self.invited:
                raise ValueError(f"{key} needs `invited`: who is asked")
        if self.offered and self.answers is None:
            raise ValueError(
                "offered needs `answers`: the form whose rows say which hours suit"
            )
        return self
