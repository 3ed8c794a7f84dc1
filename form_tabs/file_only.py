"""What only the programme's files say of a form: who it is for, who is told, where
rows of repeats go, and what XLSForm has no word for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.texts import mark as _
from form_tabs.rows import CHOICES, SURVEY, TabRows
from programme.model import Programme, Table
from programme.models.forms import Form, FormField
from published_tabs.mistakes import TabMistake, of_sheet
from xlsform.export_form import lines_of_tabs
from xlsform.reading.headers import header, own_header
from xlsform.reading.workbook import Row
from xlsform.remarks import Remarks, Weight
from xlsform.workbook_questions import drafts_of_lines, fields_of

HEADERS = frozenset({
    "answers", "case", "changes", "closes", "closing", "consent", "consents", "contacts", "embed", "fixed",
    "form_id", "form_title", "intro", "language", "languages",
    "link_days", "mail", "most", "opens", "permissions", "person", "public", "public_list", "publication", "reach", "recipients",
    "redirect", "roles", "rules", "set", "settings", "submission_url", "tell", "thanks", "title", "to", "url",
})  # fmt: skip
"""Headers by which somebody would say in a tab what only the files say; read as they
are, and with `hoja_` before them.
"""
OURS = "hoja_"
OF_QUESTIONS = frozenset({own_header("most")})
"""What is said of a repeat, and of the whole form by the same word."""
ADDRESSED = ("calculate", "default")
"""What must not be said in a tab of a question that says to whom mails go:
everybody's would go to one address.
"""
IN_FILES_ONLY = _(
    "“{header}” is said in the programme’s files only, and never in a tab"
)
NOT_OF_FORM = _(
    "the table has a column {name} that this form does not fill in: choose another name (only the programme’s files ask for it)"
)
MAILS_GO = _(
    "mails go to what is answered here: “{key}” is said in the programme’s files only"
)
FROM_FILES = _("{name}: {keys} stay as in the programme’s files")
ROWS_OF_FILES = _(
    "the rows of {name} go to “{table}”: where they go is said in the programme’s files only"
)
NO_ROWS = _(
    "the rows of {name} have no place: whoever looks after the program names their table in the form’s file, under “row_tables”"
)
NO_SUCH_ROWS = _(
    "the rows of {name} cannot go to “{table}”: write one of these under “hoja_table”: {tables}"
)
Place = tuple[str, str]
"""Where a question stands: (the repeat around it or "", its name)."""
TARGET = ("table", "parent")
"""What says where the rows of a repeat go."""


def header_mistakes(rows: TabRows) -> Iterator[TabMistake]:
    """Headers that would say what only the files say."""
    for tab, lines in ((SURVEY, rows.survey), (CHOICES, rows.choices)):
        for index, cell in enumerate(lines[0] if lines else ()):
            whole_name = header(str(cell or ""), tab).name
            name = whole_name.removeprefix(OURS)
            if name in HEADERS and whole_name not in OF_QUESTIONS:
                yield TabMistake(
                    tab, of_sheet(1, index), IN_FILES_ONLY, (("header", str(cell)),)
                )


@dataclass(frozen=True)
class FileOnly:
    """Of one form.

    `addresses`: table → its columns that say to whom mails go; `stays`: question → keys
    that a tab cannot say, as the file says them; `unfit`: why the form cannot be edited
    in tabs at all.
    """

    form: Form
    tables: Mapping[str, Table]
    addresses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stays: Mapping[Place, Mapping[str, Any]] = field(default_factory=dict)
    unfit: tuple[str, ...] = ()

    @classmethod
    def of(cls, base: Programme, form_name: str) -> "FileOnly":
        """What the files say of a form: what is different when it has
        gone into tabs and come back.
        """
        form = base.forms[form_name]
        survey, choices, lost = lines_of_tabs(form, base.languages)
        remarks = Remarks()
        drafts = drafts_of_lines(survey, choices, base.languages, remarks)
        fields_of_tabs = _by_place(
            _written_out(data, base.languages)
            for data, _draft in fields_of(drafts, base.languages)
        )
        stays: dict[Place, Mapping[str, Any]] = {}
        unfit = [str(remark) for remark in remarks.of(Weight.mistake)]
        fields_of_file = _by_place(
            question.model_dump(mode="json", exclude_defaults=True)
            for question in form.fields
        )
        for place, question_data in fields_of_file.items():
            name = place[1]
            returned = fields_of_tabs.get(place)
            # What comes back as something else would be there to be published before
            # anybody has changed anything.
            if returned is None:
                lost_texts = []
                for remark in lost:
                    if remark.cell == name:
                        lost_texts.append(remark.text)
                unfit.append(
                    f"{name}: {'; '.join(lost_texts) or 'a tab cannot say what it is'}"
                )
                continue
            differing = []
            for key, value in returned.items():
                if question_data.get(key) != value:
                    differing.append(key)
            if differing:
                unfit.append(
                    f"{name}: a tab says its {', '.join(differing)} in other words, and what is live would differ"
                )
                continue
            missing = {}
            for key, value in question_data.items():
                if key not in returned:
                    missing[key] = value
            if missing:
                stays[place] = missing
        tables = {name: base.tables[name] for name in form.filled_tables}
        addresses = {name: _addresses(table) for name, table in tables.items()}
        return cls(form, tables, addresses, stays, tuple(unfit))

    def of_file(self, name: str, repeat: str = "") -> FormField | None:
        """The question of that name in the form's file, None where it has none there.

        `repeat`: the one that asks it, "" where it is asked once.
        """
        if not repeat:
            return self.form.field(name)
        around = self.form.field(repeat)
        if around is None:
            return None
        return next((part for part in around.fields if part.name == name), None)

    def completed(self, question: dict[str, Any], repeat: str = "") -> dict[str, Any]:
        """A question of a tab with what only the file says of the one of its name.

        `repeat`: the one that asks it.
        """
        of_file = self.of_file(question["name"], repeat)
        if of_file is None:
            return question
        if of_file.field_type.is_repeat and question["type"] == of_file.type:
            return {**question, **_target(of_file)}
        before = of_file.model_dump(mode="json", exclude_defaults=True)
        after = _written_out(question, tuple(question["label"]))
        # What the file shows to everybody is that column of that table, and no other.
        if any(before.get(key) != after.get(key) for key in SHOWN_TO_OTHERS):
            return question
        return {**self.stays.get((repeat, question["name"]), {}), **question}

    def mistakes(
        self, question: Mapping[str, Any], row: Row, repeat: str = "", table: str = ""
    ) -> Iterator[TabMistake]:
        """What a question of a tab says and must not.

        `repeat`: the one that asks it; `table`: where that one's rows go.
        """
        name = str(question["name"])
        of_file = self.of_file(name, repeat)
        table = table or self.form.table
        # A table that the form may not fill is told at its repeat.
        columns = self.tables.get(table, self.tables[self.form.table])
        if of_file is None and columns.column(name) is not None:
            yield TabMistake(SURVEY, row.cell("name"), NOT_OF_FORM, (("name", name),))
        is_addressed = name in self.addresses.get(table, frozenset())
        for key in ADDRESSED if is_addressed else ():
            value = question.get(key)
            if value is not None and value != getattr(of_file, key, None):
                yield TabMistake(
                    SURVEY,
                    row.cell(TAB_HEADERS.get(key, key)),
                    MAILS_GO,
                    (("key", key),),
                )

    def target_mistakes(
        self, repeat: Mapping[str, Any], row: Row
    ) -> Iterator[TabMistake]:
        """Why the rows of a repeat of a tab cannot go where it says.

        Whoever edits a tab could else have strangers add rows to any table.
        """
        name = str(repeat["name"])
        of_file = self.of_file(name)
        if of_file is not None and of_file.field_type.is_repeat:
            for key in TARGET:
                written = row.get(own_header(key))
                if written and written != getattr(of_file, key):
                    cell = row.cell(own_header(key))
                    values = (("name", name), ("table", str(of_file.table)))
                    yield TabMistake(SURVEY, cell, ROWS_OF_FILES, values)
            return
        tabs = self.form.edited_in_sheet
        if tabs is None or not tabs.row_tables:
            yield TabMistake(SURVEY, row.cell("type"), NO_ROWS, (("name", name),))
        elif repeat["table"] not in tabs.row_tables:
            cell = row.cell("type")
            if row.get(own_header("table")):
                cell = row.cell(own_header("table"))
            gaps = (
                ("name", name),
                ("table", str(repeat["table"])),
                ("tables", ", ".join(tabs.row_tables)),
            )
            yield TabMistake(SURVEY, cell, NO_SUCH_ROWS, gaps)

    def note(
        self, question: Mapping[str, Any], completed: Mapping[str, Any], row: Row
    ) -> Iterator[TabMistake]:
        """Which keys a question of a tab leaves to the file."""
        added = sorted(completed.keys() - question.keys() - set(TARGET))
        if added:
            values = (("name", str(question["name"])), ("keys", ", ".join(added)))
            yield TabMistake(SURVEY, of_sheet(row.number), FROM_FILES, values)


TAB_HEADERS = {"calculate": "calculation"}
SHOWN_TO_OTHERS = ("type", "table", "choices_from", "choice_filter")
"""What makes up whose words a question shows, and of which rows."""


def _target(repeat: FormField) -> dict[str, Any]:
    """What the file says of where the rows of a repeat go."""
    target: dict[str, Any] = {"table": repeat.table}
    if repeat.parent:
        target["parent"] = repeat.parent
    return target


def _by_place(questions: Iterable[Mapping[str, Any]]) -> dict[Place, dict[str, Any]]:
    """Questions as data, those in a repeat beside it."""
    by_place: dict[Place, dict[str, Any]] = {}
    for question in questions:
        data = dict(question)
        inner = data.pop("fields", ())
        by_place["", data["name"]] = data
        for part in inner:
            by_place[data["name"], part["name"]] = part
    return by_place


def _addresses(table: Table) -> frozenset[str]:
    """The columns that say to whom mails of a record go, or lead there."""
    paths: list[str] = []
    for contact in table.contacts.values():
        paths.extend(contact.paths.values())
    return frozenset(path.partition(".")[0] for path in paths)


def _written_out(data: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """A question as the model has it, to be compared with the file's."""
    question = FormField.model_validate(data, context={"languages": languages})
    dumped: dict[str, Any] = question.model_dump(mode="json", exclude_defaults=True)
    return dumped
