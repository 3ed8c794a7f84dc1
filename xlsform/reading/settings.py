"""The sheet settings: what it says of a form, and what stays out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xlsform.reading.headers import Header
from xlsform.reading.languages import Languages, Words
from xlsform.reading.structure import TRUE
from xlsform.reading.workbook import Row, Sheet
from xlsform.remarks import Remarks, Weight

LEFT_OUT: Mapping[str, str] = {
    "public_key": "answers are not encrypted on the telephone; who may see them is decided by the spreadsheet",
    "instance_name": "a row is called by the title column of its table",
    "submission_url": "answers come to this program, and to no other",
}  # fmt: skip
QUIET = frozenset(
    {"form_title", "form_id", "default_language", "allow_choice_duplicates", "name"}
)

OPENING = {
    "opens": "a day like 2027-03-12",
    "closes": "a day like 2027-03-12",
    "most": "a whole number",
}
"""When a form is open, and what each of it has to be."""


@dataclass(frozen=True)
class FormSettings:
    """What the sheet says. `says`: keys of a form's file."""

    title: Words = ""
    form_id: str = ""
    may_repeat_choices: bool = False
    says: Mapping[str, Any] = field(default_factory=dict)


def read_settings(sheet: Sheet, languages: Languages, remarks: Remarks) -> FormSettings:
    """Reads the first row; a second one is told."""
    if not sheet.rows:
        return FormSettings()
    row, *surplus = sheet.rows
    for surplus_row in surplus:
        remarks.add(
            Weight.mistake,
            sheet.name,
            f"row {surplus_row.number}",
            "a form has one row of settings",
        )
    for head, text in row.cells.items():
        if text and head.name not in QUIET and not head.name.startswith("hoja_"):
            _tell(row, head, text, remarks)
    title = languages.words(row, "hoja_title") or row.get("form_title")
    says: dict[str, Any] = {}
    for key in ("intro", "thanks"):
        texts = languages.words(row, f"hoja_{key}")
        if texts:
            says[key] = texts
    for key, meaning in OPENING.items():
        header = f"hoja_{key}"
        written = row.get(header)
        if not written:
            continue
        value = _of_ours(key, written)
        if value is None:
            text = f"{header} is {meaning}"
            remarks.add(Weight.mistake, sheet.name, row.cell(header), text)
        else:
            says[key] = value
    may_repeat = row.get("allow_choice_duplicates").lower() in TRUE
    return FormSettings(title, row.get("form_id"), may_repeat, says)


def _tell(row: Row, head: Header, text: str, remarks: Remarks) -> None:
    cell = row.cell(head.name, head.language)
    if head.name in LEFT_OUT:
        remarks.add(
            Weight.left_out, row.sheet, cell, f"{head.name}: {LEFT_OUT[head.name]}"
        )
    else:
        remarks.add(
            Weight.changed, row.sheet, cell, f"{head.name} {text} is not carried"
        )


def _of_ours(key: str, written: str) -> str | int | None:
    if key == "most":
        if written.isdigit():
            return int(written)
        return None
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None
