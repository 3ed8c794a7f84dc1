"""What only the programme's files say of a form: who it is for, who is told, and
what XLSForm has no word for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.texts import mark as _
from form_tabs.mistakes import TabMistake, of_sheet
from form_tabs.rows import CHOICES, SURVEY, TabRows
from programme.model import Programme, Table
from programme.models.forms import Form, FormField
from xlsform.export_form import lines_of_tabs
from xlsform.reading.headers import header
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


def header_mistakes(rows: TabRows) -> Iterator[TabMistake]:
    """Headers that would say what only the files say."""
    for tab, lines in ((SURVEY, rows.survey), (CHOICES, rows.choices)):
        for index, cell in enumerate(lines[0] if lines else ()):
            name = header(str(cell or ""), tab).name.removeprefix(OURS)
            if name in HEADERS:
                yield TabMistake(
                    tab, of_sheet(1, index), IN_FILES_ONLY, (("header", str(cell)),)
                )


@dataclass(frozen=True)
class FileOnly:
    """Of one form.

    `stays`: question → keys that a tab cannot say, as the file says them; `unfit`: why
    the form cannot be edited in tabs at all.
    """

    form: Form
    table: Table
    addresses: frozenset[str] = frozenset()
    stays: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unfit: tuple[str, ...] = ()

    @classmethod
    def of(cls, base: Programme, form_name: str) -> "FileOnly":
        """What the files say of a form: what is different when it has
        gone into tabs and come back.
        """
        form = base.forms[form_name]
        table = base.tables[form.table]
        survey, choices, lost = lines_of_tabs(form, base.languages)
        remarks = Remarks()
        drafts = drafts_of_lines(survey, choices, base.languages, remarks)
        fields_of_tabs = {
            data["name"]: _written_out(data, base.languages)
            for data, _draft in fields_of(drafts, base.languages)
        }
        stays: dict[str, Mapping[str, Any]] = {}
        unfit = [str(remark) for remark in remarks.of(Weight.mistake)]
        for question in form.fields:
            question_data = question.model_dump(mode="json", exclude_defaults=True)
            returned = fields_of_tabs.get(question.name)
            # What comes back as something else would be there to be published before
            # anybody has changed anything.
            if returned is None:
                lost_texts = []
                for remark in lost:
                    if remark.cell == question.name:
                        lost_texts.append(remark.text)
                unfit.append(
                    f"{question.name}: {'; '.join(lost_texts) or 'a tab cannot say what it is'}"
                )
                continue
            differing = []
            for key, value in returned.items():
                if question_data.get(key) != value:
                    differing.append(key)
            if differing:
                unfit.append(
                    f"{question.name}: a tab says its {', '.join(differing)} in other words, and what is live would differ"
                )
                continue
            missing = {}
            for key, value in question_data.items():
                if key not in returned:
                    missing[key] = value
            if missing:
                stays[question.name] = missing
        return cls(form, table, _addresses(table), stays, tuple(unfit))

    def completed(self, question: dict[str, Any]) -> dict[str, Any]:
        """A question of a tab with what only the file says of the one of its name."""
        of_file = self.form.field(question["name"])
        if of_file is None:
            return question
        before = of_file.model_dump(mode="json", exclude_defaults=True)
        after = _written_out(question, tuple(question["label"]))
        # What the file shows to everybody is that column of that table, and no other.
        if any(before.get(key) != after.get(key) for key in SHOWN_TO_OTHERS):
            return question
        return {**self.stays.get(question["name"], {}), **question}

    def mistakes(self, question: Mapping[str, Any], row: Row) -> Iterator[TabMistake]:
        """What a question of a tab says and must not."""
        name = str(question["name"])
        of_file = self.form.field(name)
        if of_file is None and self.table.column(name) is not None:
            yield TabMistake(SURVEY, row.cell("name"), NOT_OF_FORM, (("name", name),))
        for key in ADDRESSED if name in self.addresses else ():
            value = question.get(key)
            if value is not None and value != getattr(of_file, key, None):
                yield TabMistake(
                    SURVEY,
                    row.cell(TAB_HEADERS.get(key, key)),
                    MAILS_GO,
                    (("key", key),),
                )

    def note(
        self, question: Mapping[str, Any], completed: Mapping[str, Any], row: Row
    ) -> Iterator[TabMistake]:
        """Which keys a question of a tab leaves to the file."""
        added = sorted(completed.keys() - question.keys())
        if added:
            values = (("name", str(question["name"])), ("keys", ", ".join(added)))
            yield TabMistake(SURVEY, of_sheet(row.number), FROM_FILES, values)


TAB_HEADERS = {"calculate": "calculation"}
SHOWN_TO_OTHERS = ("type", "table", "choices_from", "choice_filter")
"""What makes up whose words a question shows, and of which rows."""


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
