"""One row of the sheet survey as what a form and a column say of a
question, but for its expressions.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.notation.spelling import nearest
from expressions.types import ValueType
from fieldtypes.registry import field_type, field_types
from xlsform.reading.choice_lists import ChoiceList
from xlsform.reading.headers import FILTER, MEDIA, OURS, own_header
from xlsform.reading.structure import PAGE, PAGE_OF_ODK, TRUE, SurveyRow
from xlsform.reading.workbook import Row
from xlsform.remarks import Remarks, Weight

PARAMETER = re.compile(r"([^\s=,;]+)\s*=\s*([^\s,;]+)")
DYNAMIC = re.compile(r"\$\{|[A-Za-z_][\w:-]*\(|^\s*\.\s*$|\s[-+*]\s|\sdiv\s")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
FALSE = frozenset({"no", "false", "false()", "n", "0"})
NUMBERS = ("most_words", "max_length", "max_files", "least", "most")
YES_OR_NO = ("prefill", "unique", "public_list")
NOT_CARRIED: Mapping[str, str] = {
    "guidance_hint": "a second hint is not carried",
    "trigger": "a calculation follows whatever it names",
    "save_to": "entities are not carried; a table of the programme holds records", "intent": "no other program is started",
    "query": "other lists are not asked",
    "instance": "attributes of an XForm are not carried", "bind": "attributes of an XForm are not carried",
    "body": "attributes of an XForm are not carried", "hxl": "tags are not carried", "rows": "it is not carried",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A question, asked or computed.

    `type`: "" while it follows from a calculation; `says`: keys of a form's file.
    """

    source: SurveyRow
    name: str
    type: str
    choices: ChoiceList | None
    says: Mapping[str, Any]

    @property
    def has_other(self) -> bool:
        """Whether “Other” stands at the end of its choices."""
        return bool(self.says.get("or_other"))

    @property
    def row(self) -> Row:
        """Its row."""
        return self.source.row


def our_type(source: SurveyRow, remarks: Remarks) -> str:
    """The type that a row says, in `hoja_type` or `type`."""
    row = source.row
    written = row.get("hoja_type")
    if not written:
        return source.type.type
    if written not in field_types():
        text = f'there is no type "{written}"{nearest(written, field_types())}'
        remarks.add(Weight.mistake, row.sheet, row.cell("hoja_type"), text)
        return source.type.type
    return written


def says(
    row: Row, type_name: str, choices: ChoiceList | None, remarks: Remarks
) -> dict[str, Any]:
    """What a row says beyond type, texts and expressions, as keys of a form's file."""
    keys: dict[str, Any] = {}
    _tell_not_carried(row, remarks)
    parameters = _parameters(row, type_name, remarks)
    if parameters:
        keys["parameters"] = parameters
    appearance = _appearance(row, type_name, remarks)
    if appearance:
        keys["appearance"] = appearance
    default = _default(row, type_name, choices, remarks)
    if default is not None:
        keys["default"] = default
    if _is_read_only(row, type_name, default, remarks):
        keys["read_only"] = True
    for key in OURS:
        # The filter of a list that the workbook has is read with its own cell.
        if key == "type" or (key == FILTER and choices is not None):
            continue
        written = row.get(own_header(key))
        if written:
            keys[key] = _of_ours(key, written, row, remarks)
    return {key: value for key, value in keys.items() if value is not None}


def _appearance(row: Row, type_name: str, remarks: Remarks) -> str:
    """The appearance of a question; "" where there is none, or none that we know."""
    appearance = row.get("appearance")
    if type_name in field_types() and appearance in field_type(type_name).appearances:
        return appearance
    is_page = type_name == PAGE and appearance == PAGE_OF_ODK
    if appearance and not is_page:
        text = f"the appearance {appearance} is not carried"
        remarks.add(Weight.changed, row.sheet, row.cell("appearance"), text)
    return ""


def required(row: Row, condition: Callable[[], str]) -> bool | str:
    """Whether a question must be answered, or the condition for that."""
    written = row.get("required").strip().lower()
    if written in TRUE:
        return True
    if written in FALSE:
        return False
    if not written and not row.get(own_header("required")):
        return False
    return condition()


def has_calculation(row: Row) -> bool:
    """Whether something is computed, in XLSForm's words or in ours."""
    return bool(row.get("calculation") or row.get(own_header("calculation")))


def _tell_not_carried(row: Row, remarks: Remarks) -> None:
    for head, text in row.cells.items():
        if not text:
            continue
        cell = row.cell(head.name, head.language)
        if head.name in MEDIA:
            remarks.add(
                Weight.left_out,
                row.sheet,
                cell,
                "pictures, sounds and videos of a question are not carried",
            )
        elif head.name in NOT_CARRIED:
            remarks.add(
                Weight.left_out,
                row.sheet,
                cell,
                f"{head.name}: {NOT_CARRIED[head.name]}",
            )


def _is_read_only(row: Row, type_name: str, default: object, remarks: Remarks) -> bool:
    """Whether a question is shown with its default and not asked; what is computed and
    notes are not asked anyway.
    """
    is_computed = has_calculation(row) or row.get("type").lower() == "note"
    if (
        row.get("read_only").lower() not in TRUE
        or is_computed
        or type_name not in field_types()
    ):
        return False
    if default is None or field_type(type_name).expression_type is ValueType.moment:
        text = "read_only: nothing stands there that could be shown; it is asked"
        remarks.add(Weight.left_out, row.sheet, row.cell("read_only"), text)
        return False
    return True


def _parameters(
    row: Row, type_name: str, remarks: Remarks
) -> dict[str, int | float | str]:
    written = row.get("parameters")
    if not written:
        return {}
    if type_name in field_types():
        parameter_names = field_type(type_name).parameters
    else:
        parameter_names = ()
    parameters: dict[str, int | float | str] = {}
    cell = row.cell("parameters")
    for name, value in PARAMETER.findall(written):
        if name not in parameter_names:
            remarks.add(
                Weight.changed, row.sheet, cell, f"the parameter {name} is not carried"
            )
            continue
        parameters[name] = _number(value)
    if not PARAMETER.search(written):
        remarks.add(
            Weight.mistake,
            row.sheet,
            cell,
            "parameters are written like start=1 end=5 step=1",
        )
    return parameters


def _number(value: str) -> int | float | str:
    try:
        number = float(value)
    except ValueError:
        return value
    if number.is_integer():
        return int(number)
    return number


def _default(
    row: Row, type_name: str, choices: ChoiceList | None, remarks: Remarks
) -> str | int | float | bool | None:
    written = row.get("default")
    if not written:
        return None
    cell = row.cell("default")
    if QUOTED.fullmatch(written):
        return written[1:-1]
    if DYNAMIC.search(written):
        remarks.add(
            Weight.left_out,
            row.sheet,
            cell,
            f"default `{written}`: what is computed at the start is not carried",
        )
        return None
    if type_name == "acknowledge":
        return written == "OK" or written.lower() in TRUE
    if choices is not None:
        if written not in choices.names:
            text = f"default: {choices.name} has no choice {written}{nearest(written, choices.names)}"
            remarks.add(Weight.left_out, row.sheet, cell, text)
            return None
        return choices.names[written]
    if type_name in ("integer", "decimal", "range"):
        return _number(written)
    if type_name in field_types() and field_type(type_name).takes_files:
        remarks.add(
            Weight.left_out,
            row.sheet,
            cell,
            "default: a file cannot be there before it is sent",
        )
        return None
    return written


def _of_ours(key: str, written: str, row: Row, remarks: Remarks) -> Any:
    cell = row.cell(own_header(key))
    if key in YES_OR_NO:
        if written.lower() in TRUE:
            return True
        return None
    if key == "choices_from":
        table, _, label = written.partition(" ")
        if label.strip():
            return {"table": table, "label": label.strip()}
        return {"table": table}
    if key not in NUMBERS:
        return written
    if not written.isdigit():
        remarks.add(Weight.mistake, row.sheet, cell, f"hoja_{key} is a whole number")
        return None
    return int(written)
