"""A form of ours as an XLSForm workbook; what XLSForm has no word for stands in
columns that begin with `hoja_`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from expressions.reading.syntax import ExpressionError
from programme.form_parts.or_other import (
    OTHER,
    WHICH_OTHER,
    asked_where_chosen,
    in_languages,
    text_name,
)
from programme.form_parts.repeats import all_fields, repeats_of
from programme.models.forms import Form, FormField
from programme.parts import Choice
from xlsform.expressions.logic import REFERENCE
from xlsform.expressions.own_words import Names, in_xlsform, is_read_back
from xlsform.expressions.printer import printed_filter
from xlsform.questions import DYNAMIC
from xlsform.reading.headers import FILTER, OWN_WORDS, TEXTS, own_header
from xlsform.reading.languages import header_of
from xlsform.reading.question_types import row_type
from xlsform.reading.structure import PAGE, PAGE_OF_ODK
from xlsform.remarks import Remark, Remarks, Weight, WorkbookError
from xlsform.reserved_names import safe_names, with_safe_names

Cells = dict[str, str | int | float]
Line = list[str | int | float | None]
USUAL = FormField.model_fields
STAYS = ("public", "fixed", "set", "answers", "person", "reach", "link_days")
"""What a form says of who may open it and what it sets; that is
never taken from a workbook.
"""
AS_TEXT, COMPUTED, HIDDEN = "text", "calculate", "hidden"
FILES_ONLY = frozenset({"hoja_public_list"})
"""What a workbook may say for whoever puts it into the programme's files, and a
tab that staff edit may not.
"""
KEEPS_NAME = "XLSForm keeps the name {name} for itself: it is called {safe} there"
SURVEY_HEADERS = (
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
)
CHOICE_HEADERS = ("list_name", "name", "label")
"""What a tab has a column for, also where no question needs it yet."""


@dataclass(frozen=True)
class _Book:
    survey: list[Cells]
    choices: list[Cells]
    settings: list[Cells]


def export_form(form: Form, languages: Sequence[str], file: Path) -> list[Remark]:
    """Writes the workbook of a form and gives what it does not hold.

    Raises WorkbookError where it cannot be written.
    """
    import openpyxl  # noqa: PLC0415 - twelve megabytes, and the worker writes and reads no workbook

    remarks = Remarks()
    book = _Exporter(form, languages, remarks).book()
    safe = safe_names([field.name for field in all_fields(form.fields)])
    for name, other in safe.items():
        text = KEEPS_NAME.format(name=name, safe=other)
        remarks.add(Weight.changed, "survey", name, text)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in (
        ("survey", book.survey),
        ("choices", book.choices),
        ("settings", book.settings),
    ):
        if rows:
            named = [with_safe_names(row, safe) for row in rows]
            _write(workbook.create_sheet(name), named)
    try:
        workbook.save(file)
    except OSError as error:
        raise WorkbookError(f"{file}: {error.strerror}") from error
    return remarks.remarks


def lines_of_tabs(
    form: Form, languages: Sequence[str]
) -> tuple[list[Line], list[Line], list[Remark]]:
    """The survey and the choices of a form as lines of cells, the headers first;
    and what they do not hold.
    """
    remarks = Remarks()
    book = _Exporter(form, languages, remarks).book()
    rows = [_of_tab(row) for row in book.survey]
    survey = _lines(rows, _headers_of(SURVEY_HEADERS, languages))
    return (
        survey,
        _lines(book.choices, _headers_of(CHOICE_HEADERS, languages)),
        remarks.remarks,
    )


def _of_tab(row: Cells) -> Cells:
    """A row as a tab has it."""
    cells = {}
    for header, cell in row.items():
        if header not in FILES_ONLY:
            cells[header] = cell
    # What XLSForm has no word for stays as the file says it: in tabs that are there
    # already it has no column.
    for header in OWN_WORDS:
        if header not in row:
            cells.pop(own_header(header), None)
    # The filter of records has no cell but ours.
    if FILTER not in row and row["type"] != AS_TEXT:
        cells.pop(own_header(FILTER), None)
    return cells


def _headers_of(names: Sequence[str], languages: Sequence[str]) -> list[str]:
    """Headers, those of texts once for each language."""
    headers: list[str] = []
    for name in names:
        if name in TEXTS:
            for code in languages:
                headers.append(f"{name}::{header_of(code)}")
        else:
            headers.append(name)
    return headers


def _lines(rows: Sequence[Cells], first_headers: Sequence[str] = ()) -> list[Line]:
    headers = list(
        dict.fromkeys([*first_headers, *(header for row in rows for header in row)])
    )
    cells: list[Line] = []
    for row in rows:
        cells.append([row.get(header) for header in headers])
    return [list(headers), *cells]


def _write(sheet: object, rows: Sequence[Cells]) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - as above

    for number, line in enumerate(_lines(rows), 1):
        for column, value in enumerate(line, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, column, value)  # type: ignore[attr-defined]
            # As text: “=…” must not become a formula.
            if isinstance(value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"  # type: ignore[attr-defined]


class _Exporter:
    def __init__(self, form: Form, languages: Sequence[str], remarks: Remarks) -> None:
        self.form = form
        self.languages = languages
        self.remarks = remarks
        self.types = _types(form.fields)
        self.repeats = {
            repeat.name: _types(repeat.fields) for repeat in repeats_of(form)
        }
        self.lists: list[tuple[str, tuple[Choice, ...]]] = []
        self.others = set(self._texts_behind_other())
        """The questions that XLSForm's or_other brings by itself."""

    def book(self) -> _Book:
        survey = list(self._survey())
        self._tell_what_stays()
        return _Book(survey, list(self._choices()), [self._settings()])

    def _tell_what_stays(self) -> None:
        usual = Form.model_fields
        changed = []
        for name in STAYS:
            if getattr(self.form, name) != usual[name].default:
                changed.append(name)
        if changed:
            self._tell("", f"{', '.join(changed)}: these stay in the form’s file")

    def _tell(self, name: str, text: str) -> None:
        self.remarks.add(Weight.left_out, "survey", name, text)

    # survey

    def _survey(self) -> Iterator[Cells]:
        yield from self._rows(self.form.fields)

    def _rows(self, fields: Sequence[FormField]) -> Iterator[Cells]:
        open_groups: list[str] = []
        for field in fields:
            if field.field_type.begins_section:
                # A section ends at the next one; a page at the next
                # page, and holds sections.
                while open_groups and (
                    field.field_type.begins_page or open_groups[-1] != PAGE
                ):
                    open_groups.pop()
                    yield {"type": "end_group"}
                open_groups.append(field.type)
            if field.name in self.others:
                continue
            cells = self._row(field)
            if not field.field_type.is_repeat:
                yield cells
            else:
                self._count(cells, field)
                yield cells
                yield from self._repetition(field)
                yield {"type": "end_repeat"}
        for _ in open_groups:
            yield {"type": "end_group"}

    def _repetition(self, repeat: FormField) -> Iterator[Cells]:
        """The rows inside a repeat.

        There a name is the repetition's own, and no function of
        XLSForm looks at all of them.
        """
        types = self.types
        repeats = self.repeats
        self.types, self.repeats = {**types, **repeats[repeat.name]}, {}
        for name in sorted(types.keys() & repeats[repeat.name].keys()):
            self._tell(
                name,
                f"{name} is asked in {repeat.name} and outside of it: XLSForm wants different names",
            )
        yield from self._rows(repeat.fields)
        self.types = types
        self.repeats = repeats

    def _row(self, field: FormField) -> Cells:
        cells: Cells = {"type": self._type(field), "name": field.name}
        cells |= self._texts("label", field.label)
        cells |= self._texts("hint", field.hint)
        cells |= self._texts("required_message", field.required_message)
        cells |= self._texts("constraint_message", field.constraint_message)
        self._logic(cells, field)
        if field.is_computed:
            cells["read_only"] = "yes"
        if field.default is not None:
            cells["default"] = _default(field)
        if field.appearance:
            cells["appearance"] = field.appearance
        if field.field_type.begins_page:
            cells["appearance"] = PAGE_OF_ODK
        if field.parameters:
            cells["parameters"] = " ".join(
                f"{name}={value}" for name, value in field.parameters.items()
            )
        return cells | _ours(field)

    def _logic(self, cells: Cells, field: FormField) -> None:
        """Writes the expressions of a question."""
        expressions = {
            "required": field.required,
            "constraint": field.constraint,
            "relevant": field.relevant,
            "calculation": field.calculate,
        }
        for header, text in expressions.items():
            if isinstance(text, str):
                self._expression(cells, header, text, field)
        if field.required is True:
            cells["required"] = "yes"
        if field.calculate and "calculation" not in cells and cells["type"] == COMPUTED:
            # pyxform takes no `calculate` without a calculation.
            cells["type"] = HIDDEN
        if field.choice_filter and field.list_table is None:
            self._filter(cells, field, field.choice_filter)

    def _count(self, cells: Cells, repeat: FormField) -> None:
        if repeat.least_repetitions == repeat.most_repetitions:
            cells["repeat_count"] = repeat.most_repetitions
            return
        text = f"between {repeat.least_repetitions} and {repeat.most_repetitions} repetitions: XLSForm has no such limits"
        self._tell(repeat.name, text)

    def _type(self, field: FormField) -> str:
        if field.calculate and not any(field.label.values()):
            return COMPUTED
        if field.choices:
            suffix = ""
            if text_name(field.name) in self.others:
                suffix = " or_other"
            return f"{field.field_type.xlsform} {self._list(field)}{suffix}"
        # Which records there are stands in the spreadsheet, not in the form.
        if field.list_table:
            self._tell(
                field.name,
                f"the records of {field.list_table} are not part of the form: it is a text there",
            )
            return AS_TEXT
        return field.field_type.xlsform

    def _list(self, field: FormField) -> str:
        """The name of the list with the choices of a question, which questions
        with the same ones share.
        """
        listed = field.choices
        if text_name(field.name) in self.others:
            listed = tuple(choice for choice in listed if choice.name != OTHER)
        for name, choices in self.lists:
            if choices == listed:
                return name
        self.lists.append((field.name, listed))
        return field.name

    def _texts_behind_other(self) -> Iterator[str]:
        """Those that say just what or_other makes; XLSForm takes none beside a
        filter.
        """
        label = in_languages(WHICH_OTHER, self.languages)
        texts = {field.name: field for field in all_fields(self.form.fields)}
        for field in all_fields(self.form.fields):
            text = texts.get(text_name(field.name))
            if not field.or_other or field.choice_filter or text is None:
                continue
            implied = FormField(
                name=text.name,
                type="text",
                label=label,
                **asked_where_chosen(field.name),
            )
            is_implied = text == implied and field.choices[-1].name == OTHER
            # pyxform knows no answer by name that or_other brings by itself.
            if is_implied and not self._is_named(text.name):
                yield text.name

    def _is_named(self, name: str) -> bool:
        """Whether an expression or a text of the form names a question."""
        word = re.compile(rf"\b{name}\b")
        for field in all_fields(self.form.fields):
            logic = (field.required, field.constraint, field.relevant, field.calculate)
            texts = (field.choice_filter, *field.label.values(), *field.hint.values())
            for text in (*logic, *texts, *field.constraint_message.values()):
                if isinstance(text, str) and word.search(text):
                    return True
        return False

    def _filter(self, cells: Cells, field: FormField, text: str) -> None:
        if not field.or_other:
            self._expression(cells, FILTER, text, field)
            return
        try:
            filter_of_others = printed_filter(text, self.types)
        except ExpressionError as error:
            self._tell(field.name, f"{FILTER} `{text}`: {error}")
            return
        cells[FILTER] = f"({filter_of_others}) or name = '{OTHER}'"

    def _texts(self, header: str, texts: Mapping[str, str]) -> Cells:
        cells: Cells = {}
        for code in self.languages:
            if texts.get(code):
                cells[f"{header}::{header_of(code)}"] = self._words(texts[code])
        return cells

    def _words(self, text: str) -> str:
        """A text without the places of answers that the form does not have: pyxform
        takes no workbook with them.
        """
        for name in REFERENCE.findall(text):
            if name not in self.types:
                self._tell(name, f"there is no question {name} for the text “{text}”")
                text = re.sub(rf"\$\{{\s*{re.escape(name)}\s*\}}", "…", text)
        return text

    def _expression(
        self, cells: Cells, header: str, text: str, field: FormField
    ) -> None:
        """Writes an expression in XLSForm's words, and beside it in ours where it
        would come back otherwise.
        """
        names = Names(self.types, self.repeats)
        try:
            cell = in_xlsform(header, text, names)
        except ExpressionError as error:
            self._tell(field.name, f"{header} `{text}`: {error}")
            cells[own_header(header)] = text
            return
        cells[header] = cell
        if not is_read_back(header, text, cell, names):
            cells[own_header(header)] = text

    # choices and settings

    def _choices(self) -> Iterator[Cells]:
        for name, choices in self.lists:
            for choice in choices:
                cells: Cells = {"list_name": name, "name": choice.name}
                cells |= self._texts("label", choice.label)
                if choice.aliases:
                    cells["hoja_aliases"] = "\n".join(choice.aliases)
                for attribute, value in choice.attributes.items():
                    cells[attribute] = (
                        str(value).lower() if isinstance(value, bool) else value
                    )
                yield cells

    def _settings(self) -> Cells:
        form = self.form
        first = self.languages[0]
        cells: Cells = {
            "form_title": form.title.get(first) or form.name, "form_id": form.name, "default_language": header_of(first),
        }  # fmt: skip
        for header, texts in (
            ("title", form.title),
            ("intro", form.intro),
            ("thanks", form.thanks),
        ):
            cells |= self._texts(f"hoja_{header}", texts)
        for key in ("opens", "closes", "most"):
            value = getattr(form, key)
            if value is not None:
                cells[f"hoja_{key}"] = (
                    value if isinstance(value, int) else value.isoformat()
                )
        return cells


def _types(fields: Sequence[FormField]) -> dict[str, str]:
    types: dict[str, str] = {}
    for field in fields:
        if field.field_type.is_asked:
            types[field.name] = field.type
    return types


def _default(field: FormField) -> str:
    if field.type == "acknowledge":
        if field.default:
            return "OK"
        return ""
    text = str(field.default)
    # What looks like an expression would be computed.
    if DYNAMIC.search(text) or "-" in text:
        if field.field_type.expression_type not in ("text", "names"):
            return text
        return _quoted(text)
    return text


def _quoted(text: str) -> str:
    if "'" in text:
        return f'"{text}"'
    return f"'{text}'"


def _ours(field: FormField) -> Cells:
    cells: Cells = {}
    for key in (
        "table",
        "country_from",
        "most_words",
        "max_length",
        "max_files",
        "autocomplete",
        "least",
        "most",
        "parent",
    ):
        value = getattr(field, key)
        if value is not None and value != USUAL[key].default:
            cells[f"hoja_{key}"] = value
    if field.choices_from:
        source = field.choices_from
        cells["hoja_choices_from"] = (
            f"{source.table} {source.label}" if source.label else source.table
        )
    # Records are not in the workbook: their filter stays in our words.
    if field.choice_filter and field.list_table:
        cells["hoja_choice_filter"] = field.choice_filter
    for key in ("prefill", "unique", "public_list"):
        if getattr(field, key):
            cells[f"hoja_{key}"] = "yes"
    if not _is_read_back(field):
        cells["hoja_type"] = field.type
    return cells


def _is_read_back(field: FormField) -> bool:
    """Whether the word in `type` alone gives this type again."""
    if field.field_type.is_repeat:
        return True
    if field.field_type.begins_section:
        return not field.field_type.begins_page
    is_named = any(field.label.values())
    if (field.calculate and not is_named) or field.list_table:
        return False
    return row_type(field.field_type.xlsform).type == field.type or bool(field.choices)
