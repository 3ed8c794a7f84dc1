"""The dossier of a case: each criterion with what shows it, what was there at the beginning, what came since, what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from core.texts import decimal_text
from core.texts import mark as _
from forms.services import Services
from journal.connection import Connection
from journal.forms import submissions
from journal.records.record_reader import RecordReader
from programme.app_tables import PEOPLE
from programme.checks.checker import condition_on
from programme.model import Table
from programme.models.criteria import REMARK, Criteria, Criterion, Evidence
from programme.records.criteria_results import CaseResult, CriterionResult, Row, score_of
from programme.records.days import first_day
from programme.records.display import shown_value, title
from programme.records.record import Record, View
from staff.say import say

FILE_PART = "/file/"
UNREADABLE = (ValueError, TypeError, LookupError)
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
    """A criterion with all that belongs to it. `measure`: the number that counts and the one that is needed, in words.

    `said`: what the case itself says; `before`, `since`: records from before the case began, and from then on.
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
        """Whether it is met, in words; "" where whoever reads this is not to know what members gave."""
        if self.is_withheld:
            return ""
        if self.result.is_met:
            return say(MET)
        return say(UNKNOWN if self.result.is_unknown else NOT_MET)

    @property
    def has_evidence(self) -> bool:
        """Whether anything shows it."""
        return bool(self.said or self.files or self.before or self.since)


@dataclass(frozen=True)
class Dossier:
    """All that is known of a case, by criterion. `others`: records that belong to no criterion; `began`: the day from which on
    what comes is new; `recommendations`: what members wrote about the case as a whole; `is_withheld`: what members gave, and
    all that comes of it, is left out.
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
        unmet = [part for part in self.parts if not part.result.is_met]
        return tuple(sorted(unmet, key=lambda part: not part.result.criterion.mandatory))

    @property
    def unshown(self) -> tuple[CriterionPart, ...]:
        """The criteria of which nothing is there to see."""
        return tuple(part for part in self.parts if not part.has_evidence)

    def file_ids(self) -> set[str]:
        """The files that belong to it."""
        groups = [*self.others, *(group for part in self.parts for group in (*part.before, *part.since))]
        files = [file for group in groups for line in group.lines for file in line.files]
        files += [file for part in self.parts for file in part.files]
        return {file.id for file in files}


@dataclass
class DossierReader:
    """Reads the dossiers of cases, in one language. Good for as long as its connection is open."""

    services: Services
    connection: Connection
    language: str
    reader: RecordReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = RecordReader(self.services.programme, self.connection)

    def case(self, reference: str) -> View | None:
        """The case of that reference, or None."""
        case_table = self.services.programme.case.table
        record = self.reader.get(case_table, reference)
        return self._view(self.services.programme.tables[case_table], record) if record else None

    def read(self, case: View, *, person: str = "") -> Dossier:
        """The dossier of a case. `person`: who reads it by a link; the team reads everything."""
        criteria = case.table.criteria
        assert criteria
        assert case.record
        began = first_day(case, criteria.since)
        result = self._result(case, criteria)
        is_withheld = self._is_withheld(criteria, result, person)
        if is_withheld:
            result = _without_scores(result)
        by_criterion, others = self._evidence_by_criterion(case, began)
        rows = result.scores
        parts = []
        for criterion_result in result.results:
            criterion = criterion_result.criterion
            groups = [*by_criterion.get(criterion.name, ())]
            groups += [self._group(case, evidence, began) for evidence in criterion.evidence]
            part = self._part(case, criterion_result, groups, rows)
            parts.append(_without_measure(part) if is_withheld and criterion.scored else part)
        return Dossier(
            case.record.reference,
            title(case, self.language) or case.record.reference,
            tuple(self._facts(case)),
            began,
            result,
            tuple(parts),
            tuple(group for group in others if group.lines),
            tuple(self._recommendations(rows)),
            is_withheld,
        )

    def _result(self, case: View, criteria: Criteria) -> CaseResult:
        """What the criteria say; nothing is met where a cell that they rest on makes no sense, which is told under To review."""
        try:
            result: CaseResult = case.get("criteria")
        except UNREADABLE:
            return CaseResult(tuple(CriterionResult(criterion, is_met=False) for criterion in criteria.criteria))
        return result

    def _is_withheld(self, criteria: Criteria, result: CaseResult, person: str) -> bool:
        """Whether somebody is not to know what members gave: who is still to give theirs is not to be led by those of others, and
        who neither scores nor sits in sessions has no part in it.
        """
        if not person or not criteria.scored:
            return False
        for member in result.members:
            if member.reference == person:
                return member.scores is None
        row, sessions = self.reader.get(PEOPLE, person), criteria.sessions
        return row is None or sessions is None or row.values.get("role") not in sessions.roles

    def _part(self, case: View, result: CriterionResult, groups: Sequence[Group], rows: Sequence[Row]) -> CriterionPart:
        programme, criterion = self.services.programme, result.criterion
        said: list[tuple[str, str]] = []
        files: list[SentFile] = []
        for path in criterion.columns:
            column_files = self._files(case, path)
            files += column_files
            words = "" if column_files else shown_value(case, path, self.language)
            if words:
                said.append((self._label(case, path), words))
        return CriterionPart(
            result,
            programme.text(criterion.label, self.language),
            programme.text(criterion.about, self.language),
            self._measure(result),
            tuple(said),
            tuple(files),
            tuple(_of_time(groups, is_new=False)),
            tuple(_of_time(groups, is_new=True)),
            tuple(self._scores(criterion, rows)),
        )

    def _measure(self, result: CriterionResult) -> str:
        if result.criterion.met is not None:
            return ""
        value, threshold = self.number(result.value), self.number(result.threshold)
        return say(_("{value}; needed: {threshold}"), value=value, threshold=threshold)

    def number(self, number: float | None) -> str:
        """A number as the language writes it, with two figures behind the point at most."""
        return "–" if number is None else decimal_text(self.language, round(number, 2))

    def _scores(self, criterion: Criterion, rows: Sequence[Row]) -> Iterator[Score]:
        if not criterion.scored:
            return
        for row in rows:
            score = score_of(row, criterion.name)
            remark = str(row.values.get(criterion.name + REMARK) or "")
            if score is not None or remark:
                yield Score(self.member(row), self.number(score), remark)

    def member(self, row: Row) -> str:
        """Whose row of scores it is."""
        scores = self._scores_table()
        assert scores
        table, member = scores
        record = self.reader.get(table.name, row.reference)
        return shown_value(self._view(table, record), member, self.language) or row.reference

    def _scores_table(self) -> tuple[Table, str] | None:
        criteria = self.services.programme.criteria
        if criteria is None or criteria.scores is None:
            return None
        return self.services.programme.tables[criteria.scores.table], criteria.scores.member

    def _recommendations(self, rows: Sequence[Row]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
        """What each member said of the case as a whole: the other columns of their row that people fill."""
        scores, criteria = self._scores_table(), self.services.programme.criteria
        if scores is None or criteria is None:
            return
        table, member = scores
        left_out = {member, table.case, *(criterion.name for criterion in criteria.scored)}
        left_out |= {criterion.name + REMARK for criterion in criteria.scored}
        for row in rows:
            view = self._view(table, self.reader.get(table.name, row.reference))
            said = []
            for column in table.columns:
                is_noted = (column.own and column.value is None) or column.name in (
                    "arrived_by",
                    "consent",
                    "publication",
                )
                if (
                    column.name not in left_out
                    and not is_noted
                    and (words := shown_value(view, column.name, self.language))
                ):
                    said.append((self._label(view, column.name), words))
            if said:
                yield self.member(row), tuple(said)

    def _facts(self, case: View) -> Iterator[tuple[str, str]]:
        """What the page of the case to hand round says of it, with its stage."""
        page = self.services.programme.case.page
        for path in (page.stage, *page.shows) if page else ():
            words = shown_value(case, path, self.language)
            if words:
                yield self._label(case, path), words

    def _label(self, view: View, path: str) -> str:
        holder, name = view.path(path)
        column = holder.table.column(name)
        return self.services.programme.text(column.label, self.language) if column else name

    def _evidence_by_criterion(self, case: View, began: date | None) -> tuple[dict[str, list[Group]], list[Group]]:
        """Criterion → the records that name it; and those that name none, or whose table names none."""
        by_criterion: dict[str, list[Group]] = {}
        others: list[Group] = []
        criteria = case.table.criteria
        for evidence in criteria.evidence if criteria else ():
            heading = self._heading(evidence)
            lines: dict[str, list[Line]] = {}
            for view in self._records(case, evidence):
                name = _named_criterion(view, evidence)
                lines.setdefault(name, []).append(self._line(view, evidence, began))
            known = {criterion.name for criterion in criteria.criteria} if criteria else set()
            for name, of_name in lines.items():
                group = Group(heading, _by_day(of_name))
                if name in known:
                    by_criterion.setdefault(name, []).append(group)
                else:
                    others.append(group)
        return by_criterion, others

    def _group(self, case: View, evidence: Evidence, began: date | None) -> Group:
        lines = [self._line(view, evidence, began) for view in self._records(case, evidence)]
        return Group(self._heading(evidence), _by_day(lines))

    def _heading(self, evidence: Evidence) -> str:
        table = self.services.programme.tables[evidence.table]
        return self.services.programme.text(table.label, self.language)

    def _records(self, case: View, evidence: Evidence) -> Iterator[View]:
        """The records of the case that count, in no order."""
        programme, table = self.services.programme, self.services.programme.tables[evidence.table]
        assert case.record
        condition = condition_on(programme, table, evidence.only) if evidence.only else None
        for record in self.reader.of_case(table.name, table.case or "", case.record.reference):
            view = self._view(table, record)
            try:
                counts = condition is None or condition.holds(view)
            except UNREADABLE:  # a cell that makes no sense: people see the row, and judge it themselves
                counts = True
            if counts:
                yield view

    def _line(self, view: View, evidence: Evidence, began: date | None) -> Line:
        assert view.record
        shows = (view.table.title,) if evidence.shows is None else evidence.shows
        words: list[str] = []
        files: list[SentFile] = []
        for path in shows:
            of_path = self._files(view, path)
            files += of_path
            shown = "" if of_path else shown_value(view, path, self.language)
            if shown:
                words.append(shown)
        day = first_day(view, evidence.date or view.table.date)
        arrived = first_day(view, ("received",)) or day
        is_new = began is None or arrived is None or arrived > began
        return Line(day, " · ".join(words), tuple(files), is_new, view.table.name, view.record.reference)

    def _files(self, view: View, path: str) -> list[SentFile]:
        """The files whose addresses stand in a column; what is no address of ours is left to its words."""
        holder, name = view.path(path)
        column = holder.table.column(name)
        if column is None or not column.field_type.takes_files:
            return []
        files: list[SentFile] = []
        for address in holder.get(name) or ():
            token = address.rpartition(FILE_PART)[2] if FILE_PART in address else ""
            id = self.services.links.read("file", token) if token else None
            upload = submissions.upload(self.connection, str(id)) if id else None
            if upload:
                files.append(SentFile(upload.id, upload.name, upload.media_type.startswith("image/")))
        return files

    def _view(self, table: Table, record: Record | None) -> View:
        return View(self.reader, table, record, self.services.today())


def _without_scores(result: CaseResult) -> CaseResult:
    """The same as if nobody had scored, but for who has: a mean, or whether it suffices, tells what was given."""
    results = [
        CriterionResult(each.criterion, is_met=False) if each.criterion.scored else each for each in result.results
    ]
    return CaseResult(tuple(results), result.members)


def _without_measure(part: CriterionPart) -> CriterionPart:
    return replace(part, measure="", is_withheld=True)


def _named_criterion(view: View, evidence: Evidence) -> str:
    if evidence.criterion is None:
        return ""
    holder, name = view.path(evidence.criterion)
    return str(holder.value(name) or "")


def _by_day(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines by their day; those without one last."""
    return tuple(sorted(lines, key=lambda line: (line.day or date.max, line.words)))


def _of_time(groups: Sequence[Group], *, is_new: bool) -> Iterator[Group]:
    """The records of groups from before the case began, or from then on; groups that have none are left out."""
    for group in groups:
        lines = tuple(line for line in group.lines if line.is_new is is_new)
        if lines:
            yield Group(group.heading, lines)
