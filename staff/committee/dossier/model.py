"""What a dossier says of a case: its criteria, each with what shows it, from before
the case began and since.
"""

from dataclasses import dataclass
from datetime import date

from core.texts import mark as _
from programme.records.criteria_results import CaseResult, CriterionResult
from staff.say import say

MET, NOT_MET, UNKNOWN = _("Met"), _("Not met yet"), _("Not known yet")


@dataclass(frozen=True)
class SentFile:
    """A file of a record: by its id in the store, and as its sender called it."""

    id: str
    name: str
    is_picture: bool


@dataclass(frozen=True)
class Line:
    """A record in words. `is_new`: it came after the case began."""

    day: date | None
    words: str
    files: tuple[SentFile, ...]
    is_new: bool
    table: str
    reference: str


@dataclass(frozen=True)
class Group:
    """Records of one table."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Score:
    """What a member gave a criterion, in words, and what they remarked."""

    member: str
    score: str
    remark: str


@dataclass(frozen=True)
class CriterionPart:
    """A criterion with all that belongs to it. `measure`: the number that counts and
    the one that is needed, in words.

    `said`: what the case itself says; `before`, `since`: records from before the
    case began, and from then on.
    """

    result: CriterionResult
    label: str
    about: str
    measure: str
    said: tuple[tuple[str, str], ...]
    files: tuple[SentFile, ...]
    before: tuple[Group, ...]
    since: tuple[Group, ...]
    scores: tuple[Score, ...] = ()
    is_withheld: bool = False

    @property
    def state(self) -> str:
        """Whether it is met, in words; "" where whoever reads this is not
        to know what members gave.
        """
        if self.is_withheld:
            return ""
        if self.result.is_met:
            return say(MET)
        if self.result.is_unknown:
            return say(UNKNOWN)
        return say(NOT_MET)

    @property
    def has_evidence(self) -> bool:
        """Whether anything shows it."""
        return bool(self.said or self.files or self.before or self.since)


@dataclass(frozen=True)
class Dossier:
    """All that is known of a case, by criterion.

    `others`: records that belong to no criterion; `began`: the day from which on what
    comes is new; `recommendations`: what members wrote about the case as a whole;
    `is_withheld`: what members gave, and all that comes of it, is left out.
    """

    reference: str
    name: str
    facts: tuple[tuple[str, str], ...]
    began: date | None
    result: CaseResult
    parts: tuple[CriterionPart, ...]
    others: tuple[Group, ...]
    recommendations: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    is_withheld: bool = False

    @property
    def missing(self) -> tuple[CriterionPart, ...]:
        """The criteria that are not met, the mandatory ones first."""
        unmet = []
        for part in self.parts:
            if not part.result.is_met:
                unmet.append(part)
        return tuple(
            sorted(unmet, key=lambda part: not part.result.criterion.mandatory)
        )

    @property
    def unshown(self) -> tuple[CriterionPart, ...]:
        """The criteria of which nothing is there to see."""
        unshown = []
        for part in self.parts:
            if not part.has_evidence:
                unshown.append(part)
        return tuple(unshown)

    def file_ids(self) -> set[str]:
        """The files that belong to it."""
        groups = list(self.others)
        files: list[SentFile] = []
        for part in self.parts:
            groups += [*part.before, *part.since]
            files += part.files
        for group in groups:
            for line in group.lines:
                files += line.files
        return {file.id for file in files}
