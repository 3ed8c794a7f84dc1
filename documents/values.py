"""The values of a document's template: one that is blank leaves a gap to be filled by
hand, and it is told which.
"""

from typing import Any, Self

from jinja2 import Undefined

from mail.markdown import escape, one_line
from programme.records.display import title
from programme.records.record import View
from programme.records.templates.template_record import TemplateRecord
from programme.records.templates.template_values import Blank

GAP = r"\_" * 14
"""In Markdown: a line on which somebody can write."""
NO_VALUE = "–"
"""Stands in a list or table for what is blank there: it is told as it is,
and nobody is to fill it in.
"""


class Missing(Blank):
    """A value that is blank, and so false in a template's conditions;
    written out, it is a gap.

    `label`: what is missing.
    """

    __slots__ = ("label", "missing")
    label: str
    missing: list[str]

    def __new__(cls, label: str, missing: list[str]) -> Self:
        """A blank value, which adds its label to `missing` where it is written out."""
        blank = super().__new__(cls)
        blank.label = label
        blank.missing = missing
        return blank

    def note(self) -> None:
        """Says that the value was wanted."""
        if self.label not in self.missing:
            self.missing.append(self.label)


class Nothing(Blank):
    """A blank value of a list: false in a template's conditions; written out, a
    dash.
    """

    __slots__ = ()


class DocumentRecord(TemplateRecord):
    """A record for documents.

    `label`: of the way by which it was reached, where it is none.
    """

    __slots__ = ("_label", "_missing")

    def __init__(
        self, view: View, language: str, missing: list[str], label: str = ""
    ) -> None:
        super().__init__(view, language)
        self._missing = missing
        self._label = label

    def __getitem__(self, name: str) -> Any:
        table = self._view.table
        programme = self._view.records.programme
        column = table.column(name)
        label = ""
        if column:
            label = programme.text(column.label, self._language)
        if name in table.latest:
            latest = programme.tables[table.latest_of(name).table]
            label = programme.text(latest.label, self._language)
        if name in table.latest or (column and column.table):
            return DocumentRecord(
                self._view.get(name), self._language, self._missing, label
            )
        value = super().__getitem__(name)
        if value == "":
            return Missing(label, self._missing)
        return value

    @property
    def or_missing(self) -> str:
        """What the record is called; a blank value where there is no record."""
        return str(self) or Missing(self._label, self._missing)


class LineRecord(TemplateRecord):
    """A record in a list: each value on one line, so that it fits into a table; a
    dash where there is none.
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        if isinstance(value, str):
            return one_line(value) or Nothing()
        return value

    def __str__(self) -> str:
        return one_line(title(self._view, self._language))


def fill(value: object) -> object:
    """A value as it is written into a document: escaped, with a gap in
    place of what is missing.
    """
    if isinstance(value, Undefined):
        return value
    if isinstance(value, DocumentRecord):
        value = value.or_missing
    if isinstance(value, Missing):
        value.note()
        return GAP
    if isinstance(value, LineRecord):
        value = str(value)
    if isinstance(value, Nothing):
        value = NO_VALUE
    return escape(value)
