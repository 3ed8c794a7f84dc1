"""The questions of a workbook beside the columns of their table: what the form must say, and what programme.yaml lacks."""

import re
from collections.abc import Mapping, Sequence
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
    """Compares questions with the columns of their table, and gathers what the table lacks."""

    def __init__(self, programme: Programme, table: Table | None, remarks: Remarks) -> None:
        self.programme, self.table, self.remarks = programme, table, remarks
        self.prefixes: set[str] = set()
        """Those of other new tables."""

    def field(self, draft: Draft) -> dict[str, Any]:
        """What the form says of a question: what its column does not."""
        said = dict(draft.says or {})
        if not draft.is_stored:
            return {"type": draft.type, "label": draft.label, **said}
        column = self.table.column(draft.name) if self.table else None
        if column is None:
            head: dict[str, Any] = {}
            if self._label(draft) != draft.label:
                head["label"] = draft.label
            # The column says these.
            return head | {key: value for key, value in said.items() if key not in IN_COLUMN}
        return self._beside_column(draft, column, said)

    def _beside_column(self, draft: Draft, column: Column, said: dict[str, Any]) -> dict[str, Any]:
        type_of_column = column.field_type
        if draft.type != column.type and (draft.choices or type_of_column.xlsform != field_type(draft.type).xlsform):
            text = f"{draft.name} is of type {draft.type}, and the column of {self.table_name} of type {column.type}"
            self.remarks.add(Weight.mistake, draft.row.sheet, draft.row.cell("type"), text)
        head: dict[str, Any] = {}
        if self._text(draft.label) != column.label:
            head["label"] = draft.label
        if draft.choices:
            self._compare_choices(draft, draft.choices, column, head)
        for key in ("hint", *IN_COLUMN):
            written = self._text(said[key]) if key == "hint" and key in said else said.get(key)
            says = getattr(column, key)
            if isinstance(says, ChoicesFrom):
                says = says.model_dump(exclude_none=True)
            if written is not None and written == says:
                del said[key]
        if draft.has_other and not (self.table and self.table.column(text_name(draft.name))):
            text = f"or_other: the table {self.table_name} has no column {text_name(draft.name)} for the text"
            self.remarks.add(Weight.mistake, draft.row.sheet, draft.row.cell("type"), text)
        return head | said

    def _compare_choices(self, draft: Draft, choices: ChoiceList, column: Column, head: dict[str, Any]) -> None:
        if draft.has_other:
            choices = choices.with_other(self.programme.languages)
        ours = tuple(
            Choice(
                name=choice.name,
                label=self._text(choice.label),
                aliases=choice.aliases,
                attributes=dict(choice.attributes),
            )
            for choice in choices.choices
        )
        if ours == column.choices:
            return
        absent = [choice.name for choice in ours if column.choice(choice.name) is None]
        if absent:
            text = f"the column {column.name} of {self.table_name} has no choice {', '.join(absent)}"
            self.remarks.add(Weight.mistake, draft.row.sheet, draft.row.cell("type"), text)
        head["choices"] = choices.as_data()

    @property
    def table_name(self) -> str:
        """The table's name; "" while there is none."""
        return self.table.name if self.table else ""

    def additions(self, drafts: Sequence[Draft], table_name: str, label: Words) -> dict[str, Any]:
        """What programme.yaml needs: lists of choices that several columns share, and the table or its new columns."""
        new = [draft for draft in drafts if draft.is_stored and not (self.table and self.table.column(draft.name))]
        if not new:
            return {}
        users: dict[str, int] = {}
        lists: dict[str, ChoiceList] = {}
        for draft in new:
            if draft.choices:
                users[draft.choices.name] = users.get(draft.choices.name, 0) + 1
                lists[draft.choices.name] = draft.choices
        shared: dict[str, str] = {}
        for name, number in users.items():
            if number > 1:
                shared[name] = our_name(name, list(shared.values()), "choices")
        columns = self._columns(new, shared)
        addition: dict[str, Any] = {}
        if shared:
            addition["choices"] = {shared[name]: lists[name].as_data() for name in shared}
        if self.table:
            return addition | {"tables": {table_name: {"columns": columns}}}
        texts = [draft.name for draft in new if draft.type == "text"]
        always = [
            draft.name for draft in new if draft.name in texts and not {"calculate", "relevant"} & set(draft.says or {})
        ]
        title = [*always, *texts, new[0].name][0]
        table = {"label": label, "prefix": self._prefix(table_name), "title": title, "columns": columns}
        return addition | {"tables": {table_name: table}}

    def _columns(self, drafts: Sequence[Draft], shared: Mapping[str, str]) -> dict[str, Any]:
        labels = {self._key(column.label) for column in self.table.columns} if self.table else set()
        columns: dict[str, Any] = {}
        for draft in drafts:
            column: dict[str, Any] = {} if draft.type == "text" else {"type": draft.type}
            label = self._label(draft)
            if self._key(self._text(label)) in labels:
                label = human(draft.name) if self._key(self._text(human(draft.name))) not in labels else draft.name
            labels.add(self._key(self._text(label)))
            column["label"] = label
            if draft.choices:
                column["choices"] = shared.get(draft.choices.name) or draft.choices.as_data()
            said = draft.says or {}
            column.update({key: said[key] for key in IN_COLUMN if key in said})
            columns[draft.name] = column
        return columns

    def _label(self, draft: Draft) -> Words:
        """The header of a new column: the question, unless it speaks of other answers."""
        words = list(draft.label.values()) if isinstance(draft.label, dict) else [draft.label]
        if not all(words) or any("${" in word for word in words):
            return human(draft.name)
        return draft.label

    def _text(self, words: Words) -> dict[str, str]:
        if isinstance(words, dict):
            return words
        return dict.fromkeys(self.programme.languages, words)

    def _key(self, label: Mapping[str, str]) -> str:
        return label.get(self.programme.language, "").casefold()

    def _prefix(self, table_name: str) -> str:
        """Two to four capital letters that no table has."""
        taken = {table.prefix for table in self.programme.tables.values()} | self.prefixes
        letters = re.sub(r"[^A-Z]", "", table_name.upper()) or "X"
        candidates = [letters[:2], letters[:3], letters[:4]]
        candidates += [f"{letters[0]}{first}{second}" for first in ALPHABET for second in ALPHABET]
        return next(prefix for prefix in candidates if len(prefix) > 1 and prefix not in taken)
