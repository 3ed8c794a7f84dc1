"""What shows the criteria of a case: its columns, and the records that belong to it, in
words and with their files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.services import Services
from journal.connection import Connection
from journal.forms import submissions
from journal.records.record_reader import RecordReader
from programme.checks.checker import condition_on
from programme.models.criteria import Evidence
from programme.records.days import first_day
from programme.records.display import shown_value
from programme.records.record import View
from staff.committee.dossier.model import Group, Line, SentFile

FILE_PART = "/file/"
UNREADABLE = (ValueError, TypeError, LookupError)


@dataclass(frozen=True)
class EvidenceReader:
    """Reads what shows the criteria of one case.

    `began`: the day from which on what comes is new.
    """

    services: Services
    connection: Connection
    records: RecordReader
    language: str
    case: View
    began: date | None

    def by_criterion(self) -> tuple[dict[str, list[Group]], list[Group]]:
        """Criterion → the records that name it; and those that name none,
        or whose table names none.
        """
        by_criterion: dict[str, list[Group]] = {}
        other_groups: list[Group] = []
        criteria = self.case.table.criteria
        if criteria is None:
            return by_criterion, other_groups
        names = {criterion.name for criterion in criteria.criteria}
        for evidence in criteria.evidence:
            lines: dict[str, list[Line]] = {}
            for view in self._records(evidence):
                lines.setdefault(_named_criterion(view, evidence), []).append(
                    self._line(view, evidence)
                )
            for name, named_lines in lines.items():
                group = Group(self._heading(evidence), _by_day(named_lines))
                if name in names:
                    by_criterion.setdefault(name, []).append(group)
                else:
                    other_groups.append(group)
        return by_criterion, other_groups

    def group(self, evidence: Evidence) -> Group:
        """All records of the case that are evidence of one kind."""
        lines = [self._line(view, evidence) for view in self._records(evidence)]
        return Group(self._heading(evidence), _by_day(lines))

    def columns(
        self, view: View, paths: Sequence[str]
    ) -> tuple[list[tuple[str, str]], list[SentFile]]:
        """(label, value in words) of those columns that say something,
        and the files of the others.
        """
        values: list[tuple[str, str]] = []
        files: list[SentFile] = []
        for path in paths:
            column_files = self._files(view, path)
            if column_files:
                files += column_files
                continue
            text = shown_value(view, path, self.language)
            if text:
                values.append(
                    (label_of(self.services, view, path, self.language), text)
                )
        return values, files

    def _heading(self, evidence: Evidence) -> str:
        table = self.services.programme.tables[evidence.table]
        return self.services.programme.text(table.label, self.language)

    def _records(self, evidence: Evidence) -> Iterator[View]:
        """The records of the case that count, in no order."""
        programme = self.services.programme
        table = self.services.programme.tables[evidence.table]
        assert self.case.record
        condition = None
        if evidence.only:
            condition = condition_on(programme, table, evidence.only)
        for record in self.records.of_case(
            table.name, table.case or "", self.case.record.reference
        ):
            view = View(self.records, table, record, self.case.today)
            try:
                counts = condition is None or condition.holds(view)
            except UNREADABLE:  # a cell that makes no sense: people see the row, and judge it themselves
                counts = True
            if counts:
                yield view

    def _line(self, view: View, evidence: Evidence) -> Line:
        assert view.record
        paths = (view.table.title,) if evidence.shows is None else evidence.shows
        values, files = self.columns(view, paths)
        day = first_day(view, evidence.date or view.table.date)
        arrived = first_day(view, ("received",)) or day
        is_new = self.began is None or arrived is None or arrived > self.began
        text = " · ".join(value for _label, value in values)
        return Line(
            day, text, tuple(files), is_new, view.table.name, view.record.reference
        )

    def _files(self, view: View, path: str) -> list[SentFile]:
        """The files whose addresses stand in a column; what is no address of
        ours is left to its words.
        """
        holder, name = view.path(path)
        column = holder.table.column(name)
        if column is None or not column.field_type.takes_files:
            return []
        files: list[SentFile] = []
        for address in holder.get(name) or ():
            upload_id = self._upload_id(address)
            upload = None
            if upload_id:
                upload = submissions.upload(self.connection, upload_id)
            if upload:
                files.append(
                    SentFile(
                        upload.id, upload.name, upload.media_type.startswith("image/")
                    )
                )
        return files

    def _upload_id(self, address: str) -> str:
        """The id that an address of a file carries, signed; "" for any other
        address.
        """
        _host, is_file, token = address.rpartition(FILE_PART)
        if not is_file or not token:
            return ""
        return str(self.services.links.read("file", token) or "")


def label_of(services: Services, view: View, path: str, language: str) -> str:
    """What stands above a column."""
    holder, name = view.path(path)
    column = holder.table.column(name)
    if column:
        return services.programme.text(column.label, language)
    return name


def of_time(groups: Sequence[Group], *, is_new: bool) -> Iterator[Group]:
    """The records of groups from before the case began, or from then on; groups
    that have none are left out.
    """
    for group in groups:
        lines = tuple(line for line in group.lines if line.is_new is is_new)
        if lines:
            yield Group(group.heading, lines)


def _named_criterion(view: View, evidence: Evidence) -> str:
    if evidence.criterion is None:
        return ""
    holder, name = view.path(evidence.criterion)
    return str(holder.value(name) or "")


def _by_day(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines by their day; those without one last."""
    return tuple(sorted(lines, key=lambda line: (line.day or date.max, line.words)))
