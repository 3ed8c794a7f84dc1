"""A workbook as a form of ours: config/forms/NAME.yaml, and the columns and choices
that programme.yaml needs for it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from programme.model import Programme
from programme.parts import NAME
from xlsform.columns import Columns
from xlsform.drafts import Draft, human
from xlsform.reading.languages import languages_of
from xlsform.reading.names import our_name
from xlsform.reading.settings import read_settings
from xlsform.reading.workbook import read_workbook
from xlsform.remarks import Remark, Remarks, Weight, WorkbookError
from xlsform.repeat_columns import RepeatColumns
from xlsform.workbook_questions import check_logic, drafts_of

WIDTH = 130
NOTHING_ASKED = "nothing is asked outside of repeats: there is nothing that the form’s table could hold"


@dataclass(frozen=True)
class Imported:
    """A form as data for YAML. `programme`: what programme.yaml must say beside it;
    empty where it says all of it.
    """

    name: str
    form: Mapping[str, Any]
    programme: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    def of(self, weight: Weight) -> list[Remark]:
        """The remarks of a weight."""
        remarks: list[Remark] = []
        for remark in self.remarks:
            if remark.weight is weight:
                remarks.append(remark)
        return remarks

    @property
    def form_yaml(self) -> str:
        """The text of config/forms/NAME.yaml."""
        return as_yaml(self.form)

    @property
    def programme_yaml(self) -> str:
        """What belongs into config/programme.yaml."""
        if self.programme:
            return as_yaml(self.programme)
        return ""


def import_form(
    file: Path, programme: Programme, form_name: str = "", table_name: str = ""
) -> Imported:
    """Reads a workbook for a programme. Raises WorkbookError; all else that is wrong or
    left out is in `remarks`.

    `form_name`: usually the workbook's form_id; `table_name`: the tab that takes the
    answers, usually of the form's name.
    """
    for name in filter(None, (form_name, table_name)):
        if not re.fullmatch(NAME, name):
            raise WorkbookError(
                f"“{name}” must be small letters, digits and _, beginning with a letter"
            )
    remarks = Remarks()
    book = read_workbook(file, remarks)
    languages = languages_of(book, programme.languages, remarks)
    settings = read_settings(book.settings, languages, remarks)
    name = form_name or our_name(settings.form_id or file.stem, (), "form")
    table_name = table_name or name
    table = programme.tables.get(table_name)
    if table is not None and table.app:
        raise WorkbookError(
            f"the table {table_name} is Hoja’s own: name another one with --table"
        )
    drafts = drafts_of(book, languages, remarks, may_repeat=settings.may_repeat_choices)
    if table is None:
        drafts = _with_rows_of_form(drafts, table_name)
    columns = Columns(programme, table, remarks)
    repeats = {}
    for draft in drafts:
        if draft.parts:
            repeats[draft.name] = RepeatColumns(programme, draft, table_name, remarks)
    fields = {}
    for draft in drafts:
        fields[draft.name] = (
            repeats[draft.name].field() if draft.parts else columns.field(draft)
        )
    form = {
        "title": settings.title or human(name),
        **settings.says,
        "table": table_name,
        "fields": fields,
    }
    check_logic(drafts, programme.languages, remarks)
    additions = columns.additions(drafts, table_name, settings.title or human(name))
    for of_repeat in repeats.values():
        additions = of_repeat.added(additions)
    has_table = table is not None or table_name in additions.get("tables", {})
    if repeats and not has_table:
        remarks.add(Weight.mistake, "survey", "", NOTHING_ASKED)
    return Imported(name, form, additions, tuple(remarks.remarks))


def _with_rows_of_form(drafts: Sequence[Draft], table_name: str) -> list[Draft]:
    """The parts of a form whose table is new. Where nothing is asked once, the first
    repeat that names no table makes the rows of the form's own.
    """
    parts = list(drafts)
    if any(draft.is_stored for draft in parts):
        return parts
    for index, draft in enumerate(parts):
        # Rows of the form's own table are there under any condition.
        is_free = draft.parts and "relevant" not in draft.says
        if not is_free or draft.says["table"] != draft.name:
            continue
        says = {**draft.says, "table": table_name}
        # The form has a row, whatever is sent.
        if says.get("least") == 0:
            del says["least"]
        parts[index] = replace(draft, says=says)
        break
    return parts


def as_yaml(data: object) -> str:
    """Data as our files are written: short things on one line,
    letters of every language.
    """
    dumper = yaml.SafeDumper
    return yaml.dump(
        _copied(data),
        Dumper=dumper,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
        default_flow_style=None,
    )


def _copied(data: object) -> object:
    """The same without shared parts, which YAML would write as anchors."""
    if isinstance(data, Mapping):
        return {key: _copied(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_copied(value) for value in data]
    return data
