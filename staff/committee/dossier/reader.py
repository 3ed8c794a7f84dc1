"""Reads the dossier of a case: each criterion with what shows it, from before the case
began and since, and what is missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.texts import mark as _
from forms.services import Services
from journal.connection import Connection
from journal.records.record_reader import RecordReader
from programme.app_tables import PEOPLE
from programme.models.criteria import Criteria
from programme.records.criteria_results import CaseResult, CriterionResult
from programme.records.days import first_day
from programme.records.display import shown_value, title
from programme.records.record import View
from staff.committee.dossier.evidence import (
    UNREADABLE,
    EvidenceReader,
    label_of,
    of_time,
)
from staff.committee.dossier.model import CriterionPart, Dossier, Group, Score
from staff.committee.dossier.scores import ScoreReader, number_in_words
from staff.say import say


@dataclass
class DossierReader:
    """Reads the dossiers of cases, in one language.

    Good for as long as its connection is open.
    """

    services: Services
    connection: Connection
    language: str
    reader: RecordReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = RecordReader(self.services.programme, self.connection)

    def case(self, reference: str) -> View | None:
        """The case of that reference, or None."""
        table = self.services.programme.tables[self.services.programme.case.table]
        record = self.reader.get(table.name, reference)
        if record:
            return View(self.reader, table, record, self.services.today())
        return None

    def read(self, case: View, *, person: str = "") -> Dossier:
        """The dossier of a case.

        `person`: who reads it by a link; the team reads everything.
        """
        criteria = case.table.criteria
        assert criteria
        assert case.record
        began = first_day(case, criteria.since)
        result = self._result(case, criteria)
        is_withheld = self._is_withheld(criteria, result, person)
        if is_withheld:
            result = _without_scores(result)
        scores = self._score_reader()
        reader = EvidenceReader(
            self.services, self.connection, self.reader, self.language, case, began
        )
        by_criterion, other_groups = reader.by_criterion()
        parts: list[CriterionPart] = []
        for criterion_result in result.results:
            criterion = criterion_result.criterion
            groups = [*by_criterion.get(criterion.name, ())]
            for evidence in criterion.evidence:
                groups.append(reader.group(evidence))
            members_scores: Iterator[Score] = iter(())
            if criterion.scored and scores:
                members_scores = scores.of_criterion(criterion, result.scores)
            part = self._part(reader, criterion_result, groups, members_scores)
            if is_withheld and criterion.scored:
                part = replace(part, measure="", is_withheld=True)
            parts.append(part)
        if scores:
            recommendations = tuple(
                scores.recommendations(criteria.scored, result.scores)
            )
        else:
            recommendations = ()
        return Dossier(
            case.record.reference,
            title(case, self.language) or case.record.reference,
            tuple(self._facts(case)),
            began,
            result,
            tuple(parts),
            tuple(group for group in other_groups if group.lines),
            recommendations,
            is_withheld,
        )

    def _score_reader(self) -> ScoreReader | None:
        criteria = self.services.programme.criteria
        if criteria is None or criteria.scores is None:
            return None
        return ScoreReader(self.services, self.reader, self.language, criteria.scores)

    def _result(self, case: View, criteria: Criteria) -> CaseResult:
        """What the criteria say; nothing is met where a cell that they rest on makes no
        sense, which is told under To review.
        """
        try:
            result: CaseResult = case.get("criteria")
        except UNREADABLE:
            return CaseResult(
                tuple(
                    CriterionResult(criterion, is_met=False)
                    for criterion in criteria.criteria
                )
            )
        return result

    def _is_withheld(self, criteria: Criteria, result: CaseResult, person: str) -> bool:
        """Whether somebody is not to know what members gave: who is still to give
        theirs is not to be led by those of others, and who neither scores nor sits in
        sessions has no part in it.
        """
        if not person or not criteria.scored:
            return False
        for member in result.members:
            if member.reference == person:
                return member.scores is None
        row = self.reader.get(PEOPLE, person)
        sessions = criteria.sessions
        if row is None:
            return True
        if sessions is None:
            return True
        return row.values.get("role") not in sessions.roles

    def _part(
        self,
        reader: EvidenceReader,
        result: CriterionResult,
        groups: Sequence[Group],
        scores: Iterator[Score],
    ) -> CriterionPart:
        programme = self.services.programme
        criterion = result.criterion
        values, files = reader.columns(reader.case, criterion.columns)
        return CriterionPart(
            result,
            programme.text(criterion.label, self.language),
            programme.text(criterion.about, self.language),
            self._measure(result),
            tuple(values),
            tuple(files),
            tuple(of_time(groups, is_new=False)),
            tuple(of_time(groups, is_new=True)),
            tuple(scores),
        )

    def _measure(self, result: CriterionResult) -> str:
        if result.criterion.met is not None:
            return ""
        value = number_in_words(result.value, self.language)
        threshold = number_in_words(result.threshold, self.language)
        return say(_("{value}; needed: {threshold}"), value=value, threshold=threshold)

    def _facts(self, case: View) -> Iterator[tuple[str, str]]:
        """What the page of the case to hand round says of it, with its stage."""
        page = self.services.programme.case.page
        if page is None:
            return
        for path in (page.stage, *page.shows):
            text = shown_value(case, path, self.language)
            if text:
                yield label_of(self.services, case, path, self.language), text


def _without_scores(result: CaseResult) -> CaseResult:
    """The same as if nobody had scored, but for who has: a mean, or whether it
    suffices, tells what was given.
    """
    results = []
    for each in result.results:
        results.append(
            CriterionResult(each.criterion, is_met=False)
            if each.criterion.scored
            else each
        )
    return CaseResult(tuple(results), result.members)
