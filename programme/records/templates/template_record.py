"""What a template sees of a record: words in the reader's language, a way along
references, contacts as they agreed.
"""

from datetime import UTC
from typing import Any

import jinja2

from core.notation.spelling import nearest
from core.texts import mark as _
from core.texts import texts
from expressions.reading.syntax import ExpressionError
from expressions.types import ValueType
from programme.children import child_tables
from programme.expressions import Condition, compile_condition, scope_of_table
from programme.records.display import plain_name, show_cell, title
from programme.records.people.sharing import SharedContact, shared_contact
from programme.records.record import View, typed
from programme.records.templates.template_values import template_value


class TemplateRecord:
    """A record for templates: `record.due` is the date written out,
    `record.town.name` follows a reference.
    """

    __slots__ = ("_language", "_view")

    def __init__(self, view: View, language: str) -> None:
        self._view = view
        self._language = language

    def __getitem__(self, name: str) -> Any:
        view = self._view
        if name in view.table.latest:
            return type(self)(view.get(name), self._language)
        column = view.table.column(name)
        if column is None and name in view.table.contacts:
            return self._contact(name)
        if column is None:
            raise KeyError(name)
        if column.table:
            return type(self)(view.get(name), self._language)
        text = show_cell(view, column, self._language)
        # Not `get`: of a cell that makes no sense a mail tells what stood there.
        value = view.value(name)
        is_moment = column.field_type.expression_type is ValueType.moment
        typed_value = typed(column.type, value, view.zone if is_moment else UTC)
        return template_value(column, typed_value, text, self._language)

    def _contact(self, name: str) -> SharedContact:
        """A contact of the record, as far as they agreed to be known."""
        return shared_contact(self._view, name, self._language)

    def __str__(self) -> str:
        return title(self._view, self._language)

    def __bool__(self) -> bool:
        return self._view.record is not None


class PublicRecord(TemplateRecord):
    """A record that a stranger may have sent, in a mail to an address that they typed:
    of what they wrote freely it says only the name by which the record is called, and
    nothing in it that could be an address or a link.
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        column = self._view.table.column(name)
        # The app's own columns, the reference among them, hold no word of a stranger's.
        if column is None or column.table or (column.own and column.value is None):
            return value
        if name == self._view.table.title:
            return self._called(value)
        if column.field_type.takes_files:
            if value:
                return texts(self._language).gettext(_("yes"))
            return ""
        if column.field_type.is_free_words:
            return ""
        return value

    def __str__(self) -> str:
        return self._called(super().__str__())

    def _contact(self, name: str) -> SharedContact:
        # Who it is was typed by the stranger, too.
        return SharedContact(is_shared=False)

    def _called(self, name: str) -> str:
        """What the record is called; its reference where nothing of its name is
        left.
        """
        record = self._view.record
        return plain_name(name) or (record.reference if record else "")


def rows_of(
    view: View, language: str, name: str, only: str = ""
) -> list[TemplateRecord]:
    """The rows that refer to a record, by the name that conditions call them;
    those for which `only` holds.

    A row that cannot be read is left out. Raises jinja2.UndefinedError for a name that
    nothing here has, and ValueError for a condition that is wrong.
    """
    programme = view.records.programme
    children = child_tables(programme.tables, view.table)
    if name not in children:
        raise jinja2.UndefinedError(
            f'no rows "{name}" refer to {view.table.name}{nearest(name, children)}'
        )
    table = programme.tables[children[name][0]]
    try:
        condition = None
        if only:
            condition = compile_condition(only, scope_of_table(table, programme.tables))
    except ExpressionError as error:
        raise ValueError(f"rows: {error}") from error
    rows: list[TemplateRecord] = []
    for row in view.get(name):
        if condition is None or _holds(condition, row):
            rows.append(TemplateRecord(row, language))
    return rows


def _holds(condition: Condition, row: View) -> bool:
    try:
        return condition.holds(row)
    except (ValueError, TypeError, LookupError, ArithmeticError):
        # A row that cannot be judged is left out: its cell is among the problems.
        return False
