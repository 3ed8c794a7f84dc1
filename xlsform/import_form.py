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
from programme.forms import Form, FormField
from programme.model import Programme, Table
from programme.parts import Choice, Column, in_all_languages
from xlsform.choice_lists import ChoiceList, read_choice_lists
from xlsform.drafts import Draft, Drafting, human
from xlsform.languages import Languages, Words, languages_of
from xlsform.names import our_name
from xlsform.remarks import Remark, Remarks, Weight
from xlsform.settings import read_settings
from xlsform.structure import flat, read_structure
from xlsform.workbook import read_workbook

WIDTH = 130
IN_COLUMN = ("parameters", "table", "country_from")
"""Keys that a column says for its questions."""


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
    remarks = Remarks()
    book = read_workbook(file, remarks)
    languages = languages_of(book, programme.languages, remarks)
    settings = read_settings(book.settings, languages, remarks)
    name = form_name or our_name(settings.form_id or file.stem, (), "form")
    table_name = table_name or name
    table = programme.tables.get(table_name)
    lists = read_choice_lists(book.choices, languages, remarks, may_repeat=settings.may_repeat_choices)
    tree, left_out = read_structure(book.survey, remarks)
    drafting = Drafting(languages, lists, _taken(), left_out, remarks)
    drafts = drafting.drafts(flat(tree))
    languages.tell_missing(remarks)
    if not any(field_type(draft.type).is_asked for draft in drafts):
        remarks.add(Weight.mistake, "survey", "", "no question is left of it")
    columns = _Columns(programme, table, remarks)
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


class _Columns:
    """Compares questions with the columns of their table, and gathers what the table lacks."""

    def __init__(self, programme: Programme, table: Table | None, remarks: Remarks) -> None:
        self.programme, self.table, self.remarks = programme, table, remarks

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
            if written is not None and written == getattr(column, key):
                del said[key]
        return head | said

    def _compare_choices(self, draft: Draft, choices: ChoiceList, column: Column, head: dict[str, Any]) -> None:
        ours = tuple(
            Choice(name=choice.name, label=self._text(choice.label), aliases=choice.aliases)
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
        return self.table.name if self.table else ""

    def additions(self, drafts: Sequence[Draft], table_name: str, label: Words) -> dict[str, Any]:
        """What programme.yaml needs: lists of choices that several columns share, and the table or its new columns."""
        new = [
            draft for draft in drafts if draft.is_stored and not (self.table and self.table.column(draft.name))
        ]
        if not new:
            return {}
        users: dict[str, int] = {}
        lists: dict[str, ChoiceList] = {}
        for draft in new:
            if draft.choices:
                users[draft.choices.name] = users.get(draft.choices.name, 0) + 1
                lists[draft.choices.name] = draft.choices
        shared: dict[str, str] = {}
        for name in users:
            if users[name] > 1:
                shared[name] = our_name(name, list(shared.values()), "choices")
        columns = self._columns(new, shared)
        addition: dict[str, Any] = {}
        if shared:
            addition["choices"] = {shared[name]: lists[name].as_data() for name in shared}
        if self.table:
            return addition | {"tables": {table_name: {"columns": columns}}}
        title = next((draft.name for draft in new if draft.type == "text"), new[0].name)
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
        taken = {table.prefix for table in self.programme.tables.values()}
        letters = re.sub(r"[^A-Z]", "", table_name.upper()) or "X"
        candidates = [letters[:2], letters[:3], letters[:4]]
        candidates += [f"{letters[0]}{first}{second}" for first in ALPHABET for second in ALPHABET]
        return next(prefix for prefix in candidates if len(prefix) > 1 and prefix not in taken)


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _check_logic(drafts: Sequence[Draft], languages: Sequence[str], remarks: Remarks) -> None:
    """Tells what the model of forms refuses, and questions that decide about one another in a circle."""
    rows = {draft.name: draft.row for draft in drafts}
    fields: list[FormField] = []
    for draft in drafts:
        choices = [
            {"name": choice.name, "label": choice.label, "aliases": choice.aliases}
            for choice in (draft.choices.choices if draft.choices else ())
        ]
        data = {"name": draft.name, "type": draft.type, "label": draft.label, "choices": choices, **(draft.says or {})}
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
    try:
        FormLogic.of(Form.model_construct(fields=tuple(fields)))
    except LogicCycleError as error:
        row = rows[error.names[0]]
        circle = " → ".join(error.names)
        text = f"these questions decide about one another in a circle: {circle}"
        remarks.add(Weight.mistake, row.sheet, f"row {row.number}", text)
