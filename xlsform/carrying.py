"""Which lines of a workbook have a counterpart here, and what they are called."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.notation.spelling import nearest
from fieldtypes.registry import field_types
from xlsform.questions import has_calculation
from xlsform.reading.choice_lists import ChoiceList
from xlsform.reading.headers import NAME_HEADER
from xlsform.reading.names import our_name
from xlsform.reading.question_types import Part
from xlsform.reading.structure import Heading, Line
from xlsform.reading.workbook import Row
from xlsform.remarks import Remarks, Weight

KNOWN_TYPES = [
    *field_types(), "begin_group", "end_group", "begin_repeat", "end_repeat", "image", "dateTime", "calculate", "geopoint",
]  # fmt: skip


@dataclass(frozen=True)
class Carrying:
    """Decides line by line.

    `taken`: names that columns cannot have; `left_out`: gets what is not carried;
    `list_names`: all that the workbook has, also those that are not used.
    """

    lists: Mapping[str, ChoiceList]
    list_names: Collection[str]
    taken: Collection[str]
    left_out: dict[str, Row]
    remarks: Remarks

    def is_carried(self, line: Line) -> bool:
        """Whether a line has a counterpart; tells where it has none."""
        item = line.item
        if isinstance(item, Heading):
            return True
        row = item.row
        type = item.type
        cell = row.cell("type")
        if type.part is Part.repeat:
            return True
        if type.part is Part.question and (
            type.type != "hidden" or has_calculation(row)
        ):
            if type.text and not row.get("hoja_type"):
                self.remarks.add(
                    Weight.changed, row.sheet, cell, f"{row.get('type')}: {type.text}"
                )
            return self._has_its_list(row, type.type, type.list_name)
        if type.part is Part.unknown:
            near = nearest(row.get("type").lower(), KNOWN_TYPES)
            self.remarks.add(
                Weight.mistake,
                row.sheet,
                cell,
                f"there is no type “{row.get('type')}”{near}",
            )
        elif type.part is Part.metadata:
            self.remarks.add(
                Weight.changed,
                row.sheet,
                cell,
                f"{row.get('type')} is not carried: {type.text}",
            )
        else:
            text = type.text or "a hidden question without a calculation is not carried"
            self.remarks.add(
                Weight.left_out,
                row.sheet,
                cell,
                f"{row.get('type')} {row.get('name')}: {text}",
            )
        if type.type != "today":
            self.left_out[row.get("name")] = row
        return False

    def _has_its_list(self, row: Row, type: str, list_name: str) -> bool:
        if not type.startswith("select_"):
            return True
        if not list_name:
            self.remarks.add(
                Weight.mistake,
                row.sheet,
                row.cell("type"),
                f"the name of a list is missing behind {type}",
            )
        elif list_name not in self.lists:
            text = f"the sheet choices has no list {list_name}{nearest(list_name, self.list_names)}"
            self.remarks.add(Weight.mistake, row.sheet, row.cell("type"), text)
        return list_name in self.lists

    def names(self, lines: Sequence[Line]) -> list[str]:
        """The names that lines have in our files; tells those that are others."""
        names: list[str] = []
        for line in lines:
            row = line.item.row
            original = row.get(NAME_HEADER) or row.get("name")
            is_note = isinstance(line.item, Heading) or line.item.type.type == "note"
            if not original and not is_note:
                self.remarks.add(
                    Weight.mistake, row.sheet, row.cell("name"), "the name is missing"
                )
            name = our_name(original or "line", [*self.taken, *names], "question")
            names.append(name)
            if name != original and original:
                self.remarks.add(
                    Weight.changed,
                    row.sheet,
                    row.cell("name"),
                    f"{original} is called {name} in our files",
                )
        return names
