"""The model of config/criteria.yaml: what a case is judged by, what shows it, who
scores it, and the sessions that decide.
"""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from fieldtypes.cells import is_number
from programme.parts import Name, Names, Part, Text, Truth

SCORE_MOST = 10
REMARK = "_remark"
"""Stands behind the name of a criterion in that of the column for a
member's remark about it.
"""
RESULTS_NAME = "criteria"
"""By this name conditions ask for the results of a case: `criteria.points`."""
RESULTS = ("met", "missing", "mandatory_met", "points", "share", "asked", "answered")
"""What they may ask of them, beside the criteria themselves."""


class Threshold(Part):
    """The number that has to be reached.

    With `by`, a number of the case as its population, it depends on that: from
    each limit on, another one.
    """

    by: str | None = None
    bands: Annotated[dict[int, float], Field(min_length=1)]

    def of(self, number: float | None) -> float | None:
        """The threshold of the highest limit that a number reaches; None where it is
        blank, or below all limits.
        """
        if number is None:
            return None
        reached = []
        for limit in self.bands:
            if limit <= number:
                reached.append(limit)
        if reached:
            return self.bands[max(reached)]
        return None


def as_threshold(value: object) -> object:
    """A number alone is the threshold of every case."""
    if is_number(value):
        return {"bands": {0: value}}
    if isinstance(value, str | bool):
        text = "a threshold is a number, or `{by: <a number of the case>, bands: {0: 2, 10000: 4}}`"
        raise ValueError(text)  # noqa: TRY004 - pydantic tells ValueErrors as mistakes
    if isinstance(value, dict) and "by" not in value:
        raise ValueError(
            "say by which number of the case the bands go: `by: population`"
        )
    return value


class Evidence(Part):
    """Records of a table that belong to the case and show something.

    `criterion`: the column, or way, that names which criterion a record is about;
    `only`: which records count; `shows`, `date`: as in the lists of the case's page.
    """

    table: Name
    criterion: str | None = None
    only: str | None = None
    shows: Names | None = None
    date: Names = ()


class Criterion(Part):
    """One thing that a case is judged by: whether a condition holds (`met`), or
    whether a number (`value`, or the mean of what the members gave where it is
    `scored`) reaches its `threshold`.

    `columns`: what the case itself says about it; `evidence`: records that show it,
    beside those of all criteria; `points`: what it counts.
    """

    name: Name
    label: Text
    about: Text = {}
    aliases: tuple[str, ...] = ()
    mandatory: Truth = True
    met: str | None = None
    value: str | None = None
    scored: Truth = False
    threshold: Annotated[Threshold, BeforeValidator(as_threshold)] | None = None
    points: Annotated[float, Field(ge=0, le=1000)] = 1
    columns: Names = ()
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _is_judged_in_one_way(self) -> "Criterion":
        ways = [self.met is not None, self.value is not None, self.scored]
        if sum(ways) != 1:
            raise ValueError(
                "a criterion has one of these: `met` (a condition), `value` (a number), `scored: true`"
            )
        if (self.met is None) != (self.threshold is not None):
            raise ValueError(
                "a number (`value`, `scored`) needs the `threshold` that it has to reach; `met` has none"
            )
        return self


class Scores(Part):
    """What members give each scored criterion, from 0 to `most`: a row a member in
    `table`, which has a column of the name of each such criterion.

    `member`: the column that says whose row it is; `role`: who is asked.
    """

    table: Name
    member: Name
    role: Name
    most: Annotated[int, Field(ge=1, le=SCORE_MOST)] = 4


class Sessions(Part):
    """How sessions decide on cases. `table`: a row a session; `decisions`: a row for
    each case that one has decided; `roles`: who may attend; `cases`: which cases can be
    decided; `planned`: the column of the case with the day of its session.

    `sets`: the column of the case that follows from a decision, and `results`: result →
    the value proposed for it; `reasons`: the column of the case that takes the reasons
    along with it; `dates`: result → the date of the case that becomes the day of the
    session along with it, where none stands there yet.
    """

    table: Name
    decisions: Name
    roles: Annotated[Names, Field(min_length=1)]
    cases: str
    planned: Name
    sets: Name | None = None
    results: dict[Name, Name] = {}
    reasons: Name | None = None
    dates: dict[Name, Name] = {}


class Criteria(Part):
    """config/criteria.yaml.

    `since`: what is dated after the first filled one of these dates of the case is new;
    what came before was there at the beginning.
    """

    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    scores: Scores | None = None
    since: Names = ("received",)
    evidence: tuple[Evidence, ...] = ()
    sessions: Sessions | None = None

    def criterion(self, name: str) -> Criterion | None:
        """The criterion of that name, or None."""
        return next(
            (criterion for criterion in self.criteria if criterion.name == name), None
        )

    @property
    def scored(self) -> tuple[Criterion, ...]:
        """Those that members score."""
        scored = []
        for criterion in self.criteria:
            if criterion.scored:
                scored.append(criterion)
        return tuple(scored)
