"""From a workbook to the questions of a form, whether it came as a file or stands in two tabs of the spreadsheet."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from fieldtypes.registry import field_type
from programme.app_tables import Labels, with_app_columns
from programme.check import RESERVED
from programme.form_logic import FormLogic, LogicCycleError
from programme.forms import Consent, Form, FormField
from programme.model import Table
from xlsform.drafts import Draft, Drafting
from xlsform.questions import says
from xlsform.reading.choice_lists import read_choice_lists
from xlsform.reading.languages import Languages, Words, languages_of
from xlsform.reading.structure import Group, SurveyRow, flat, read_structure, walk
from xlsform.reading.workbook import Lines, Workbook, workbook_of_lines
from xlsform.remarks import Remarks, Weight


def drafts_of_lines(survey: Lines, choices: Lines, languages: Sequence[str], remarks: Remarks) -> list[Draft]:
    """The questions that stand in two tabs, in a programme's languages; all that is wrong with them goes to `remarks`."""
    book = workbook_of_lines(survey, choices, remarks)
    drafts = drafts_of(book, languages_of(book, languages, remarks), remarks, may_repeat=False)
    check_logic(drafts, languages, remarks)
    return drafts


def drafts_of(book: Workbook, languages: Languages, remarks: Remarks, *, may_repeat: bool) -> list[Draft]:
    """The questions of a workbook. `may_repeat`: a choice may stand twice in its list."""
    tree, left_out = read_structure(book.survey, remarks)
    list_names = {row.get("list_name") for row in book.choices.rows}
    used = {part.type.list_name for part in walk(tree) if isinstance(part, SurveyRow)}
    lists = read_choice_lists(book.choices, used, languages, remarks, may_repeat=may_repeat)
    for part in walk(tree):
        if isinstance(part, Group) and not part.row.texts("label"):
            # It leaves no line behind, and what else stands in its row is told here.
            says(part.row, "section", None, remarks)
    drafting = Drafting(languages, lists, list_names, _taken(), left_out, remarks)
    drafts = drafting.drafts(flat(tree))
    languages.tell_missing(remarks)
    # What is wrong may be the reason, and is told already.
    if not any(field_type(draft.type).is_asked for draft in drafts) and not remarks.of(Weight.mistake):
        remarks.add(Weight.mistake, "survey", "", "no question is left of it")
    return drafts


def field_data(draft: Draft, languages: Sequence[str]) -> dict[str, Any]:
    """A question as a form's file would have it with everything written out."""
    data: dict[str, Any] = {"name": draft.name, "type": draft.type, "label": in_languages(draft.label, languages)}
    if draft.choices:
        data["choices"] = [
            {"name": choice.name, "label": in_languages(choice.label, languages), "aliases": list(choice.aliases)}
            for choice in draft.choices.choices
        ]
    return data | dict(draft.says or {})


def in_languages(words: Words, languages: Sequence[str]) -> Mapping[str, str]:
    """Words by language; one text stands for itself in each."""
    if isinstance(words, str):
        return dict.fromkeys(languages, words)
    return words


def _taken() -> Collection[str]:
    """Names that a column of a form cannot have."""
    table = Table(label={}, prefix="XX", title="x", columns=())
    app = with_app_columns(table, Labels(("en",)), is_case=True, has_form=True)
    return RESERVED | {column.name for column in app.columns}


def check_logic(drafts: Sequence[Draft], languages: Sequence[str], remarks: Remarks) -> None:
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
        consent = Consent(version="", text={}, agree={}, publication={})
        FormLogic.of(Form(title={}, table="x", consent=consent, fields=tuple(fields)))
    except LogicCycleError as error:
        row = rows[error.names[0]]
        circle = " → ".join(error.names)
        text = f"these questions decide about one another in a circle: {circle}"
        remarks.add(Weight.mistake, row.sheet, f"row {row.number}", text)
