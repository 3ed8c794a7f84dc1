"""What the members of a committee gave the criteria of a case, and what they
wrote about it as a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.texts import decimal_text
from forms.services import Services
from journal.records.record_reader import RecordReader
from programme.model import Table
from programme.models.criteria import REMARK, Criterion, Scores
from programme.parts import Column
from programme.records.criteria_results import Row, score_of
from programme.records.display import shown_value
from programme.records.record import View
from staff.committee.dossier.evidence import label_of
from staff.committee.dossier.model import Score

NOTED = ("arrived_by", "consent", "publication")
"""What a form notes beside its answers."""


@dataclass(frozen=True)
class ScoreReader:
    """Reads the rows of scores of one case, those of `scores`, in one language."""

    services: Services
    reader: RecordReader
    language: str
    scores: Scores

    def of_criterion(
        self, criterion: Criterion, rows: Sequence[Row]
    ) -> Iterator[Score]:
        """What each member gave a criterion, if they gave or remarked anything."""
        for row in rows:
            score = score_of(row, criterion.name)
            remark = str(row.values.get(criterion.name + REMARK) or "")
            if score is not None or remark:
                yield Score(
                    self._member(row), number_in_words(score, self.language), remark
                )

    def recommendations(
        self, scored: Sequence[Criterion], rows: Sequence[Row]
    ) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
        """What each member said of the case as a whole: the other columns of
        their row that people fill.
        """
        columns = self._free_columns(scored)
        for row in rows:
            view = self._view(row)
            values: list[tuple[str, str]] = []
            for column in columns:
                text = shown_value(view, column.name, self.language)
                if text:
                    values.append(
                        (
                            label_of(self.services, view, column.name, self.language),
                            text,
                        )
                    )
            if values:
                yield self._member(row), tuple(values)

    def _free_columns(self, scored: Sequence[Criterion]) -> list[Column]:
        table = self._table
        left_out = {self.scores.member, table.case, *NOTED}
        for criterion in scored:
            left_out |= {criterion.name, criterion.name + REMARK}
        columns = []
        for column in table.columns:
            if column.name not in left_out:
                columns.append(column)
        # The app's own columns say how a row came; those of its own with a value follow
        # from what people filled in.
        return [
            column for column in columns if not column.own or column.value is not None
        ]

    def _member(self, row: Row) -> str:
        """Whose row of scores it is."""
        return (
            shown_value(self._view(row), self.scores.member, self.language)
            or row.reference
        )

    def _view(self, row: Row) -> View:
        table = self._table
        return View(
            self.reader,
            table,
            self.reader.get(table.name, row.reference),
            self.services.today(),
        )

    @property
    def _table(self) -> Table:
        return self.services.programme.tables[self.scores.table]


def number_in_words(number: float | None, language: str) -> str:
    """A number as the language writes it, with two figures behind the point at most."""
    if number is None:
        return "–"
    return decimal_text(language, round(number, 2))
