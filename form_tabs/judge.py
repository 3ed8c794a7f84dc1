"""Whether what stands in the tabs of a form can be published: by the reader of XLSForm,
and by the programme's checks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.texts import mark as _
from form_tabs.file_only import header_mistakes
from form_tabs.live import LiveProgramme
from form_tabs.rows import CHOICES, SURVEY, TabRows
from form_tabs.tab_questions import TabQuestions
from programme.model import Programme
from programme.models.forms import Form
from programme.reading.mistakes import Mistakes
from programme.reading.questions import FIRST_LINE, Questions
from published_tabs.mistakes import TabMistake, of_sheet
from xlsform.drafts import Draft
from xlsform.remarks import Remark, Remarks, Weight
from xlsform.workbook_questions import drafts_of_lines

# Each becomes a row of the problems: more would bury what else stands there.
MOST_MISTAKES = 100
REPEATED = _("another question is called {name} already: each has a name of its own")
IN_FILES = _(
    "with these questions the programme’s files do not hold together: {mistake}"
)


@dataclass(frozen=True)
class Judged:
    """What became of two tabs. `questions`, `form` and `programme` are there where
    nothing is wrong: what would be live.

    `notes`: what is carried otherwise than it is written, and what nobody has
    translated; nothing that stops anybody.
    """

    mistakes: tuple[TabMistake, ...] = ()
    notes: tuple[TabMistake, ...] = ()
    questions: Questions | None = None
    form: Form | None = None
    programme: Programme | None = None


def judge(live: LiveProgramme, form_name: str, rows: TabRows) -> Judged:
    """Reads the tabs of a form of the programme. Pure but for the time that it
    takes: some tenths of a second.

    1. The cells become questions; what the reader cannot carry is a mistake here, for
       nobody would notice that it is missing.
    2. What only the files may say is told, and added where it says more of a
       question than XLSForm can.
    3. The whole programme is checked with them, as if they stood in its files.
    """
    languages = live.base.languages
    remarks = Remarks()
    drafts = drafts_of_lines(rows.survey, rows.choices, languages, remarks)
    mistakes = [
        *rows.excess,
        *_repeated(drafts),
        *header_mistakes(rows),
        *(_of_remark(remark) for remark in remarks.remarks if _stops(remark)),
    ]
    notes = []
    for remark in remarks.remarks:
        if not _stops(remark):
            notes.append(_of_remark(remark))
    if mistakes:
        return _stopped(mistakes, notes)
    tab_questions = TabQuestions(
        live.file_only(form_name), live.base, live.current.programme
    )
    tab_questions.read(drafts)
    notes += tab_questions.notes
    if tab_questions.mistakes:
        return _stopped(tab_questions.mistakes, notes)
    questions = tab_questions.questions()
    programme, refusals = live.with_questions(form_name, questions)
    if programme is None or refusals.found:
        return _stopped(_of_programme(refusals, live, form_name), notes)
    return Judged((), tuple(notes), questions, programme.forms[form_name], programme)


def _repeated(drafts: Sequence[Draft]) -> Iterator[TabMistake]:
    """Questions with a name that one above has: most likely a row that was copied.

    A file would take the second one otherwise.
    """
    rows: dict[str, int] = {}
    for draft in drafts:
        name = draft.row.get("name")
        # One row may make two questions: that for what is not in the
        # list comes from `or_other`.
        if name and rows.setdefault(name, draft.row.number) != draft.row.number:
            yield TabMistake(
                SURVEY, draft.row.cell("name"), REPEATED, (("name", name),)
            )
        yield from _repeated(draft.parts)


def _stops(remark: Remark) -> bool:
    """Whether a remark is a mistake in a tab.

    Whoever edits one sees no list of what was not carried; but a text that nobody has
    translated yet, which is told for the whole sheet, holds nothing up.
    """
    return remark.weight is Weight.mistake or (
        remark.weight is Weight.left_out and bool(remark.cell)
    )


def _of_remark(remark: Remark) -> TabMistake:
    tab = ""
    if remark.sheet in (SURVEY, CHOICES):
        tab = remark.sheet
    cell = remark.cell
    if cell.startswith("row "):
        cell = of_sheet(int(cell.removeprefix("row ").replace(",", "")))
    return TabMistake(tab, cell, remark.text)


def _of_programme(
    refusals: Mistakes, live: LiveProgramme, form_name: str
) -> list[TabMistake]:
    """The mistakes that the programme would have, by the row that they are about,
    if it is one of the tab's.
    """
    assert live.sources is not None
    root = live.sources.folder
    file = live.sources.forms[form_name].file
    shown = str(file.relative_to(root) if file.is_relative_to(root) else file)
    mistakes: list[TabMistake] = []
    for mistake in sorted(refusals.found):
        row = mistake.line - FIRST_LINE
        if mistake.file == shown and row > 0:
            mistakes.append(TabMistake(SURVEY, of_sheet(row), mistake.text))
        else:
            mistakes.append(TabMistake("", "", IN_FILES, (("mistake", str(mistake)),)))
    return mistakes


def _stopped(mistakes: Sequence[TabMistake], notes: Sequence[TabMistake]) -> Judged:
    unique = tuple(dict.fromkeys(mistakes))
    return Judged(unique[:MOST_MISTAKES], tuple(dict.fromkeys(notes)))
