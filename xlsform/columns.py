"""The questions of a workbook beside the columns of their table: what the form must
say, and what programme.yaml lacks.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from fieldtypes.registry import field_type
from programme.form_parts.or_other import text_name
from programme.model import Programme, Table
from programme.parts import Choice, ChoicesFrom, Column
from xlsform.drafts import Draft, human
from xlsform.reading.choice_lists import ChoiceList
from xlsform.reading.languages import Words
from xlsform.reading.names import our_name
from xlsform.remarks import Remarks, Weight

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
IN_COLUMN = ("parameters", "table", "country_from", "or_other", "choices_from")
"""Keys that a column says for its questions."""


class Columns:
    """Compares questions with the columns of their table, and
    gathers what the table lacks.
    """

    def __init__(
        self, programme: Programme, table: Table | None, remarks: Remarks
    ) -> None:
        self.programme = programme
        self.table = table
        self.remarks = remarks
        self.prefixes: set[str] = set()
        """Those of other new tables."""

    def field(self, draft: Draft) -> dict[str, Any]:
        """What the form says of a question: what its column does not."""
        if not draft.is_stored:
            return {"type": draft.type, "label": draft.label, **draft.says}
        column = self._column(draft.name)
        if column is not None:
            return self._beside_column(draft, column)
        # The new column says the others.
        says = {}
        for key, value in draft.says.items():
            if key not in IN_COLUMN:
                says[key] = value
        if self._label(draft) != draft.label:
            says = {"label": draft.label, **says}
        return says

    def _beside_column(self, draft: Draft, column: Column) -> dict[str, Any]:
        self._compare_types(draft, column)
        says: dict[str, Any] = {}
        if self._text(draft.label) != column.label:
            says["label"] = draft.label
        if draft.choices:
            if draft.has_other:
                choices = draft.choices.with_other(self.programme.languages)
            else:
                choices = draft.choices
            if self._differ(draft, choices, column):
                says["choices"] = choices.as_data()
        says |= {
            key: value
            for key, value in draft.says.items()
            if not self._is_said(column, key, value)
        }
        if draft.has_other and self._column(text_name(draft.name)) is None:
            text = f"or_other: the table {self.table_name} has no column {text_name(draft.name)} for the text"
            self._tell(draft, text)
        return says

    def _compare_types(self, draft: Draft, column: Column) -> None:
        """Tells a question whose answers its column cannot take.

        Two types of one XLSForm type differ in our files alone.
        """
        if draft.type == column.type:
            return
        if draft.choices or column.field_type.xlsform != field_type(draft.type).xlsform:
            text = f"{draft.name} is of type {draft.type}, and the column of {self.table_name} of type {column.type}"
            self._tell(draft, text)

    def _is_said(self, column: Column, key: str, value: Any) -> bool:
        """Whether a column says the same under a key as its question."""
        if key == "hint":
            return self._text(value) == column.hint
        if key not in IN_COLUMN or value is None:
            return False
        says = getattr(column, key)
        if isinstance(says, ChoicesFrom):
            says = says.model_dump(exclude_none=True)
        return bool(value == says)

    def _differ(self, draft: Draft, choices: ChoiceList, column: Column) -> bool:
        """Whether a question has other choices than its column; tells those that
        the column does not have.
        """
        listed = tuple(
            Choice(
                name=choice.name,
                label=self._text(choice.label),
                aliases=choice.aliases,
                attributes=dict(choice.attributes),
            )
            for choice in choices.choices
        )
        if listed == column.choices:
            return False
        absent = []
        for choice in listed:
            if column.choice(choice.name) is None:
                absent.append(choice.name)
        if absent:
            self._tell(
                draft,
                f"the column {column.name} of {self.table_name} has no choice {', '.join(absent)}",
            )
        return True

    def _column(self, name: str) -> Column | None:
        if self.table:
            return self.table.column(name)
        return None

    def _tell(self, draft: Draft, text: str) -> None:
        self.remarks.add(Weight.mistake, draft.row.sheet, draft.row.cell("type"), text)

    @property
    def table_name(self) -> str:
        """The table's name; "" while there is none."""
        if self.table:
            return self.table.name
        return ""

    def additions(
        self, drafts: Sequence[Draft], table_name: str, label: Words
    ) -> dict[str, Any]:
        """What programme.yaml needs: lists of choices that several columns share, and
        the table or its new columns.
        """
        new = []
        for draft in drafts:
            if draft.is_stored and self._column(draft.name) is None:
                new.append(draft)
        if not new:
            return {}
        lists = {}
        for draft in new:
            if draft.choices:
                lists[draft.choices.name] = draft.choices
        users = Counter(draft.choices.name for draft in new if draft.choices)
        shared: dict[str, str] = {}
        for name, number in users.items():
            if number > 1:
                shared[name] = our_name(name, list(shared.values()), "choices")
        table: dict[str, Any] = {"columns": self._columns(new, shared)}
        if self.table is None:
            table = {
                "label": label,
                "prefix": self._prefix(table_name),
                "title": _title(new),
                **table,
            }
        addition: dict[str, Any] = {"tables": {table_name: table}}
        if shared:
            choices = {
                shared_name: lists[name].as_data()
                for name, shared_name in shared.items()
            }
            addition = {"choices": choices, **addition}
        return addition

    def _columns(
        self, drafts: Sequence[Draft], shared: Mapping[str, str]
    ) -> dict[str, Any]:
        if self.table:
            labels = {self._key(column.label) for column in self.table.columns}
        else:
            labels = set()
        columns: dict[str, Any] = {}
        for draft in drafts:
            column: dict[str, Any] = {}
            if draft.type != "text":
                column["type"] = draft.type
            column["label"] = self._free_label(draft, labels)
            labels.add(self._key(column["label"]))
            if draft.choices:
                column["choices"] = (
                    shared.get(draft.choices.name) or draft.choices.as_data()
                )
            column.update(
                {key: draft.says[key] for key in IN_COLUMN if key in draft.says}
            )
            columns[draft.name] = column
        return columns

    def _free_label(self, draft: Draft, labels: Collection[str]) -> Words:
        """The header of a new column: the first of the question, its name in words, and
        its name that no column has.
        """
        for label in (self._label(draft), human(draft.name)):
            if self._key(label) not in labels:
                return label
        return draft.name

    def _label(self, draft: Draft) -> Words:
        """The header of a new column: the question, unless it speaks of other
        answers.
        """
        if isinstance(draft.label, dict):
            texts = list(draft.label.values())
        else:
            texts = [draft.label]
        if not all(texts) or any("${" in text for text in texts):
            return human(draft.name)
        return draft.label

    def _text(self, text: Words) -> dict[str, str]:
        if isinstance(text, dict):
            return text
        return dict.fromkeys(self.programme.languages, text)

    def _key(self, label: Words) -> str:
        """By what two headers are the same: they differ in the sheet's language."""
        return self._text(label).get(self.programme.language, "").casefold()

    def _prefix(self, table_name: str) -> str:
        """Two to four capital letters that no table has."""
        taken = {
            table.prefix for table in self.programme.tables.values()
        } | self.prefixes
        letters = re.sub(r"[^A-Z]", "", table_name.upper()) or "X"
        candidates = [letters[:2], letters[:3], letters[:4]]
        for first in ALPHABET:
            for second in ALPHABET:
                candidates.append(f"{letters[0]}{first}{second}")
        return next(
            prefix for prefix in candidates if len(prefix) > 1 and prefix not in taken
        )


def _title(drafts: Sequence[Draft]) -> str:
    """The question by which the rows of a new table are called: a text that is always
    asked, else any text, else the first.
    """
    texts = []
    for draft in drafts:
        if draft.type == "text":
            texts.append(draft)
    for draft in texts:
        if not {"calculate", "relevant"} & draft.says.keys():
            return draft.name
    if texts:
        return texts[0].name
    return drafts[0].name
