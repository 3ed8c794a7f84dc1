"""The repeat of a workbook beside the columns of its own table, which also says what
each of its rows belongs to.
"""

from collections.abc import Mapping
from typing import Any

from programme.model import Programme
from xlsform.columns import Columns
from xlsform.drafts import Draft, human
from xlsform.reading.names import our_name
from xlsform.remarks import Remarks


class RepeatColumns:
    """Compares the questions of a repeat with the columns of the table
    that takes its repetitions.
    """

    def __init__(
        self, programme: Programme, draft: Draft, form_table: str, remarks: Remarks
    ) -> None:
        self.programme = programme
        self.draft = draft
        self.form_table = form_table
        self.says = dict(draft.says)
        self.table_name = str(self.says["table"])
        self.columns = Columns(
            programme, programme.tables.get(self.table_name), remarks
        )

    def field(self) -> dict[str, Any]:
        """What the form says of the repeat."""
        fields = {part.name: self.columns.field(part) for part in self.draft.parts}
        return {
            "type": "repeat",
            "label": self.draft.label,
            **self.says,
            "fields": fields,
        }

    def added(self, additions: Mapping[str, Any]) -> dict[str, Any]:
        """What programme.yaml needs beside `additions`: the table of the
        repetitions, or its new columns.
        """
        tables = dict(additions.get("tables", {}))
        self.columns.prefixes = {
            table["prefix"] for table in tables.values() if "prefix" in table
        }
        own = self.columns.additions(
            self.draft.parts, self.table_name, self.draft.label
        )
        if not own:
            return dict(additions)
        [table] = own["tables"].values()
        if self.columns.table is None and self.table_name != self.form_table:
            table["columns"] = self._parent(table["columns"]) | table["columns"]
        before = tables.get(self.table_name)
        if before:
            # The repetitions are rows of the form's own table.
            table = {**before, "columns": {**before["columns"], **table["columns"]}}
        tables[self.table_name] = table
        choices = {**additions.get("choices", {}), **own.get("choices", {})}
        return ({"choices": choices} if choices else {}) | {"tables": tables}

    def _parent(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """The column that says to which row of the form a repetition belongs."""
        name = our_name(
            self.form_table.rstrip("s") or self.form_table, list(columns), "row"
        )
        form_table = self.programme.tables.get(self.form_table)
        label: Any
        if form_table:
            label = dict(form_table.label)
        else:
            label = human(self.form_table)
        return {name: {"type": "reference", "table": self.form_table, "label": label}}
