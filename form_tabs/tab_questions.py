"""The questions of a tab as they are published: with what only the files say of them,
and the columns that take their answers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldtypes.registry import field_type
from form_tabs.file_only import FileOnly
from form_tabs.new_columns import columns_of
from programme.model import Programme
from programme.reading.questions import Questions
from published_tabs.mistakes import TabMistake
from xlsform.drafts import Draft
from xlsform.workbook_questions import fields_of


class TabQuestions:
    """Completes the questions of one form, and gathers what they say and must not.

    `base`: the programme of the files; `current`: with the columns that were published
    before.
    """

    def __init__(
        self, file_only: FileOnly, base: Programme, current: Programme
    ) -> None:
        self.file_only = file_only
        self.base = base
        self.current = current
        self.mistakes: list[TabMistake] = []
        self.notes: list[TabMistake] = []
        self._fields: list[dict[str, Any]] = []
        self._rows: list[int] = []
        self._inner_rows: dict[str, tuple[int, ...]] = {}

    def read(self, drafts: Sequence[Draft]) -> None:
        """Takes the questions of a tab."""
        for question, draft in fields_of(drafts, self.base.languages):
            completed = self._completed(question, draft)
            if draft.parts:
                self.mistakes += self.file_only.target_mistakes(question, draft.row)
                completed["fields"] = self._inner(completed, draft)
            self._fields.append(completed)
            self._rows.append(draft.row.number)

    def _inner(self, repeat: Mapping[str, Any], draft: Draft) -> list[dict[str, Any]]:
        """What a repeat asks."""
        fields: list[dict[str, Any]] = []
        rows: list[int] = []
        for question, part in fields_of(draft.parts, self.base.languages):
            completed = self._completed(question, part, repeat["name"], repeat["table"])
            fields.append(completed)
            rows.append(part.row.number)
        self._inner_rows[repeat["name"]] = tuple(rows)
        return fields

    def _completed(
        self, question: dict[str, Any], draft: Draft, repeat: str = "", table: str = ""
    ) -> dict[str, Any]:
        completed = dict(self.file_only.completed(question, repeat))
        self.mistakes += self.file_only.mistakes(completed, draft.row, repeat, table)
        self.notes += self.file_only.note(question, completed, draft.row)
        return completed

    def questions(self) -> Questions:
        """What is to be published, where nothing was wrong."""
        columns: dict[str, list[dict[str, Any]]] = {self.file_only.form.table: []}
        self._add_columns(columns, self.file_only.form.table, self._fields)
        for field in self._fields:
            if field.get("fields"):
                self._add_columns(columns, field["table"], field["fields"])
        own = columns.pop(self.file_only.form.table)
        return Questions(
            fields=tuple(self._fields),
            columns=tuple(own),
            row_columns={table: tuple(listed) for table, listed in columns.items()},
            rows=tuple(self._rows),
            inner_rows=self._inner_rows,
        )

    def _add_columns(
        self,
        columns: dict[str, list[dict[str, Any]]],
        table: str,
        fields: Sequence[Mapping[str, Any]],
    ) -> None:
        """The columns of a table for some of its questions."""
        stored = []
        for field in fields:
            if field_type(field["type"]).is_stored:
                stored.append(field)
        added = columns_of(stored, self.current.tables[table], self.base)
        columns.setdefault(table, []).extend(added)
