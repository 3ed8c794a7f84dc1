"""A workbook as a form of ours: config/forms/NAME.yaml, and the columns and choices that programme.yaml needs for it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from fieldtypes.registry import field_type
from programme.app_tables import Labels, with_app_columns
from programme.check import RESERVED
from programme.form_logic import FormLogic, LogicCycleError
from programme.forms import Consent, Form, FormField
from programme.model import Programme, Table
from programme.or_other import asked_where_chosen, text_name
from programme.parts import NAME
from xlsform.columns import Columns
from xlsform.drafts import Draft, Drafting, human
from xlsform.questions import says
from xlsform.reading.choice_lists import attribute_names, read_choice_lists
from xlsform.reading.languages import languages_of
from xlsform.reading.names import our_name
from xlsform.reading.settings import read_settings
from xlsform.reading.structure import Group, SurveyRow, flat, read_structure, walk
from xlsform.reading.workbook import read_workbook
from xlsform.remarks import Remark, Remarks, Weight, WorkbookError

WIDTH = 130
WORD = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class Imported:
    """A form as data for YAML. `programme`: what programme.yaml must say beside it; empty where it says all of it."""

    name: str
    form: Mapping[str, Any]
    programme: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    def of(self, weight: Weight) -> list[Remark]:
        """The remarks of a weight."""
        return [remark for remark in self.remarks if remark.weight is weight]

    @property
    def form_yaml(self) -> str:
        """The text of config/forms/NAME.yaml."""
        return as_yaml(self.form)

    @property
    def programme_yaml(self) -> str:
        """What belongs into config/programme.yaml."""
        return as_yaml(self.programme) if self.programme else ""


def import_form(file: Path, programme: Programme, form_name: str = "", table_name: str = "") -> Imported:
    """Reads a workbook for a programme. Raises WorkbookError; all else that is wrong or left out is in `remarks`.

    `form_name`: usually the workbook's form_id; `table_name`: the tab that takes the answers, usually of the form's name.
    """
    for name in filter(None, (form_name, table_name)):
        if not re.fullmatch(NAME, name):
            raise WorkbookError(f"“{name}” must be small letters, digits and _, beginning with a letter")
    remarks = Remarks()
    book = read_workbook(file, remarks)
    languages = languages_of(book, programme.languages, remarks)
    settings = read_settings(book.settings, languages, remarks)
    name = form_name or our_name(settings.form_id or file.stem, (), "form")
    table_name = table_name or name
    table = programme.tables.get(table_name)
    if table is not None and table.app:
        raise WorkbookError(f"the table {table_name} is Hoja’s own: name another one with --table")
    tree, left_out = read_structure(book.survey, remarks)
    list_names = {row.get("list_name") for row in book.choices.rows}
    used = {part.type.list_name for part in walk(tree) if isinstance(part, SurveyRow)}
    asked = {word.lower() for row in book.survey.rows for word in WORD.findall(row.get("choice_filter"))}
    lists = read_choice_lists(book.choices, used, languages, remarks, asked, may_repeat=settings.may_repeat_choices)
    for part in walk(tree):
        if isinstance(part, Group) and not part.row.texts("label"):
            # It leaves no line behind, and what else stands in its row is told here.
            says(part.row, "section", None, remarks)
    attributes = attribute_names(book.choices)
    drafting = Drafting(languages, lists, list_names, _taken(), left_out, remarks, attributes)
    drafts = drafting.drafts(flat(tree))
    languages.tell_missing(remarks)
    # What is wrong may be the reason, and is told already.
    if not any(field_type(draft.type).is_asked for draft in drafts) and not remarks.of(Weight.mistake):
        remarks.add(Weight.mistake, "survey", "", "no question is left of it")
    columns = Columns(programme, table, remarks)
    fields = {draft.name: columns.field(draft) for draft in drafts}
    form = {"title": settings.title or human(name), **settings.says, "table": table_name, "fields": fields}
    _check_logic(drafts, programme.languages, remarks)
    additions = columns.additions(drafts, table_name, settings.title or human(name))
    return Imported(name, form, additions, tuple(remarks.remarks))


def as_yaml(data: object) -> str:
    """Data as our files are written: short things on one line, letters of every language."""
    dumper = yaml.SafeDumper
    return yaml.dump(
        _copied(data), Dumper=dumper, allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=None
    )


def _copied(data: object) -> object:
    """The same without shared parts, which YAML would write as anchors."""
    if isinstance(data, Mapping):
        return {key: _copied(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_copied(value) for value in data]
    return data


def _taken() -> Collection[str]:
    """Names that a column of a form cannot have."""
    table = Table(label={}, prefix="XX", title="x", columns=())
    app = with_app_columns(table, Labels(("en",)), is_case=True, has_form=True)
    return RESERVED | {column.name for column in app.columns}


def _as_field(draft: Draft, languages: Sequence[str]) -> dict[str, Any]:
    """A draft as the model of forms reads it."""
    listed = draft.choices
    if listed and draft.has_other:
        listed = listed.with_other(languages)
    choices = [
        {"name": choice.name, "label": choice.label, "aliases": choice.aliases, "attributes": choice.attributes}
        for choice in (listed.choices if listed else ())
    ]
    return {"name": draft.name, "type": draft.type, "label": draft.label, "choices": choices, **(draft.says or {})}


def _check_logic(drafts: Sequence[Draft], languages: Sequence[str], remarks: Remarks) -> None:
    """Tells what the model of forms refuses, and questions that decide about one another in a circle."""
    rows = {draft.name: draft.row for draft in drafts}
    fields: list[FormField] = []
    for draft in drafts:
        data = _as_field(draft, languages)
        row = draft.row
        try:
            form_field = FormField.model_validate(data, context={"languages": languages})
        except ValidationError as error:
            for detail in error.errors():
                place = ".".join(str(part) for part in detail["loc"])
                remarks.add(Weight.mistake, row.sheet, f"row {row.number}", f"{place}: {detail['msg']}")
            continue
        fields.append(form_field)
        for mistake in form_field.field_type.mistakes(form_field):
            remarks.add(Weight.mistake, row.sheet, row.cell("type"), f"{draft.name}: {draft.type} {mistake}")
        if draft.has_other:
            other = {"name": text_name(draft.name), "type": "text", "label": "-", **asked_where_chosen(draft.name)}
            fields.append(FormField.model_validate(other, context={"languages": languages}))
    try:
        consent = Consent(version="", text={}, agree={}, publication={})
        FormLogic.of(Form(title={}, table="x", consent=consent, fields=tuple(fields)))
    except LogicCycleError as error:
        row = rows[error.names[0]]
        circle = " → ".join(error.names)
        text = f"these questions decide about one another in a circle: {circle}"
        remarks.add(Weight.mistake, row.sheet, f"row {row.number}", text)
