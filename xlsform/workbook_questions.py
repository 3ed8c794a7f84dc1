"""From a workbook to the questions of a form, whether it came as a file or stands in
two tabs of the spreadsheet.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any

from pydantic import ValidationError

from fieldtypes.registry import field_type
from programme.app_tables import Labels, with_app_columns
from programme.checks.check import RESERVED
from programme.form_parts.form_logic import FormLogic, LogicCycleError
from programme.form_parts.or_other import WHICH_OTHER, asked_where_chosen, text_name
from programme.form_parts.or_other import in_languages as own_text
from programme.model import Table
from programme.models.forms import Consent, Form, FormField
from xlsform.drafts import Draft, Drafting
from xlsform.questions import says
from xlsform.reading.choice_lists import attribute_names, read_choice_lists
from xlsform.reading.headers import FILTER, own_header
from xlsform.reading.languages import Languages, Words, languages_of
from xlsform.reading.structure import Group, SurveyRow, flat, read_structure, walk
from xlsform.reading.workbook import Lines, Workbook, workbook_of_lines
from xlsform.remarks import Remarks, Weight

WORD = re.compile(r"[\w.-]+")


def drafts_of_lines(
    survey: Lines, choices: Lines, languages: Sequence[str], remarks: Remarks
) -> list[Draft]:
    """The questions that stand in two tabs, in a programme's languages; all that is
    wrong with them goes to `remarks`.
    """
    book = workbook_of_lines(survey, choices, remarks)
    drafts = drafts_of(
        book, languages_of(book, languages, remarks), remarks, may_repeat=False
    )
    check_logic(drafts, languages, remarks)
    return drafts


def drafts_of(
    book: Workbook, languages: Languages, remarks: Remarks, *, may_repeat: bool
) -> list[Draft]:
    """The questions of a workbook.

    `may_repeat`: a choice may stand twice in its list.
    """
    tree, left_out = read_structure(book.survey, remarks)
    list_names = {row.get("list_name") for row in book.choices.rows}
    used = set()
    for part in walk(tree):
        if isinstance(part, SurveyRow):
            used.add(part.type.list_name)
    filter_words = set()
    for row in book.survey.rows:
        for header in (FILTER, own_header(FILTER)):
            for word in WORD.findall(row.get(header)):
                filter_words.add(word.lower())
    lists = read_choice_lists(
        book.choices, used, languages, remarks, filter_words, may_repeat=may_repeat
    )
    for part in walk(tree):
        if isinstance(part, Group) and not part.row.texts("label"):
            # It leaves no line behind, and what else stands in its row is told here.
            says(part.row, "section", None, remarks)
    attributes = attribute_names(book.choices)
    drafting = Drafting(
        languages, lists, list_names, taken_names(), left_out, remarks, attributes
    )
    drafts = drafting.drafts(flat(tree))
    languages.tell_missing(remarks)
    # What is wrong may be the reason, and is told already.
    if not any(_asks(draft) for draft in drafts) and not remarks.of(Weight.mistake):
        remarks.add(Weight.mistake, "survey", "", "no question is left of it")
    return drafts


def _asks(draft: Draft) -> bool:
    """Whether people answer this, or something in it."""
    return field_type(draft.type).is_asked or any(_asks(part) for part in draft.parts)


def fields_of(
    drafts: Sequence[Draft], languages: Sequence[str]
) -> list[tuple[dict[str, Any], Draft]]:
    """The questions as a form's file would have them with everything written out, each
    with the draft that it comes from: where one may answer what is not in the list,
    the text for that follows.
    """
    fields: list[tuple[dict[str, Any], Draft]] = []
    for draft in drafts:
        data = _as_field(draft, languages)
        if draft.parts:
            data["fields"] = [part for part, _ in fields_of(draft.parts, languages)]
        data["label"] = in_languages(draft.label, languages)
        for choice in data["choices"]:
            choice["label"] = in_languages(choice["label"], languages)
            choice["aliases"], choice["attributes"] = (
                list(choice["aliases"]),
                dict(choice["attributes"]),
            )
        if not data["choices"]:
            del data["choices"]
        fields.append((data, draft))
        if draft.has_other:
            text = {
                "name": text_name(draft.name),
                "type": "text",
                "label": own_text(WHICH_OTHER, languages),
            }
            fields.append(({**text, **asked_where_chosen(draft.name)}, draft))
    return fields


def in_languages(text: Words, languages: Sequence[str]) -> dict[str, str]:
    """Words by language; one text stands for itself in each."""
    if isinstance(text, str):
        return dict.fromkeys(languages, text)
    return dict(text)


def taken_names() -> Collection[str]:
    """Names that a column of a form cannot have."""
    table = Table(label={}, prefix="XX", title="x", columns=())
    app = with_app_columns(table, Labels(("en",)), is_case=True, has_form=True)
    return RESERVED | {column.name for column in app.columns}


def _as_field(draft: Draft, languages: Sequence[str]) -> dict[str, Any]:
    """A draft as the model of forms reads it."""
    listed = draft.choices
    if listed and draft.has_other:
        listed = listed.with_other(languages)
    choices = []
    for choice in listed.choices if listed else ():
        choices.append(
            {
                "name": choice.name,
                "label": choice.label,
                "aliases": choice.aliases,
                "attributes": choice.attributes,
            }
        )
    return {
        "name": draft.name,
        "type": draft.type,
        "label": draft.label,
        "choices": choices,
        **draft.says,
    }


def check_logic(
    drafts: Sequence[Draft], languages: Sequence[str], remarks: Remarks
) -> None:
    """Tells what the model of forms refuses, and questions that decide
    about one another in a circle.
    """
    rows = {draft.name: draft.row for draft in drafts}
    fields = _form_fields(drafts, languages, remarks)
    try:
        consent = Consent(version="", text={}, agree={}, publication={})
        FormLogic.of(Form(title={}, table="x", consent=consent, fields=fields))
    except LogicCycleError as error:
        row = rows[error.names[0].partition(".")[0]]
        circle = " → ".join(error.names)
        text = f"these questions decide about one another in a circle: {circle}"
        remarks.add(Weight.mistake, row.sheet, f"row {row.number}", text)


def _form_fields(
    drafts: Sequence[Draft], languages: Sequence[str], remarks: Remarks
) -> tuple[FormField, ...]:
    """The parts of the form by themselves; tells those that the model refuses."""
    fields: list[FormField] = []
    for draft in drafts:
        data = _as_field(draft, languages)
        row = draft.row
        try:
            form_field = FormField.model_validate(
                data, context={"languages": languages}
            )
        except ValidationError as error:
            for detail in error.errors():
                path = ".".join(str(part) for part in detail["loc"])
                remarks.add(
                    Weight.mistake,
                    row.sheet,
                    f"row {row.number}",
                    f"{path}: {detail['msg']}",
                )
            continue
        inner = _form_fields(draft.parts, languages, remarks)
        fields.append(form_field.model_copy(update={"fields": inner}))
        for mistake in form_field.field_type.mistakes(form_field):
            remarks.add(
                Weight.mistake,
                row.sheet,
                row.cell("type"),
                f"{draft.name}: {draft.type} {mistake}",
            )
        if draft.has_other:
            text_field = {
                "name": text_name(draft.name),
                "type": "text",
                "label": "-",
                **asked_where_chosen(draft.name),
            }
            fields.append(
                FormField.model_validate(text_field, context={"languages": languages})
            )
    return tuple(fields)
