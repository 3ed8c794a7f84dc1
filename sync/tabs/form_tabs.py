"""The tabs in which forms are edited: what a look shows of them is judged and kept;
missing columns and tabs are made.
"""

from collections.abc import Sequence
from datetime import datetime

from core.problem import Problem
from form_tabs.live import LiveProgramme
from form_tabs.rows import CHOICES, SURVEY, bounded, rows_of_json
from form_tabs.seen import JudgedTabs, first_lines, judge_tabs, standing_problems
from journal.forms import form_drafts, form_publications
from journal.forms.form_drafts import FormDraft
from journal.tabs import problems
from sheets.addresses import SheetAddresses
from sheets.reading.snapshot import Snapshot
from sheets.setup.form_tabs import NewFormTab
from sheets.setup.reconcile import apply, plan
from sync.context import SyncContext
from sync.tabs.ownership import installation_id
from sync.tabs.tab_schemas import every

SOURCE = "form_tabs"


def keep_form_tabs(context: SyncContext, snapshot: Snapshot) -> None:
    """Judges what stands in the tabs of each form where it is different, and
    keeps it with its problems.
    """
    live = context.live
    if live is None or not live.forms:
        return
    lines: list[Problem] = []
    for form in live.forms:
        judged = _judged(context, live, snapshot, form)
        lines += standing_problems(live, form, is_there=judged is not None)
        lines += judged.problems if judged else ()
    if lines != context.form_problems:
        with context.journal.write() as connection:
            problems.replace(connection, SOURCE, lines, context.now())
            form_drafts.forget_others(connection, live.forms)
        context.form_problems = lines


def _judged(
    context: SyncContext, live: LiveProgramme, snapshot: Snapshot, form: str
) -> JudgedTabs | None:
    """What was found in a form's tabs; None where they are not there."""
    survey = snapshot.form_tabs.get(f"{form}/{SURVEY}")
    choices = snapshot.form_tabs.get(f"{form}/{CHOICES}")
    if survey is None or choices is None:
        context.judged_tabs.pop(form, None)
        return None
    rows = bounded(survey.lines, choices.lines)
    present = context.judged_tabs.get(form)
    if (
        present
        and present.digest == rows.digest
        and present.number == live.current.number
    ):
        return present
    sheet_ids = {SURVEY: survey.sheet_id, CHOICES: choices.sheet_id}
    addresses = SheetAddresses(context.spreadsheet.key, context.settings.sheets_api_url)

    def address(tab: str, cell: str) -> str:
        return addresses.of_cell(sheet_ids[tab], cell)

    judged = context.judged_tabs[form] = judge_tabs(live, form, rows, address)
    draft = FormDraft(
        form,
        judged.digest,
        rows.as_json(),
        judged.version,
        judged.mistakes,
        context.now(),
    )
    with context.journal.write() as connection:
        form_drafts.keep(connection, draft)
    return judged


def new_form_tabs(context: SyncContext) -> list[NewFormTab]:
    """The tabs that forms are edited in, as they are made where they are missing: with
    what stood in them last, or with the questions that the form has.
    """
    live = context.live
    if live is None:
        return []
    tabs: list[NewFormTab] = []
    for form in live.forms:
        if live.file_only(form).unfit:
            continue
        with context.journal.read() as connection:
            draft = form_drafts.by_form(connection, form)
        rows = None
        if draft:
            rows = rows_of_json(draft.rows)
        lines: tuple[Sequence[Sequence[object]], Sequence[Sequence[object]]] = (
            first_lines(live, form)
        )
        if rows and rows.survey:
            lines = rows.survey, rows.choices or lines[1]
        for tab, of_tab in zip((SURVEY, CHOICES), lines, strict=True):
            tabs.append(
                NewFormTab(form, tab, live.base.forms[form].tab_title(tab), of_tab)
            )
    return tabs


def unfit_forms(context: SyncContext) -> list[Problem]:
    """Forms that cannot be edited in tabs, and get none."""
    live = context.live
    if live is None:
        return []
    problems: list[Problem] = []
    for form in live.forms:
        problems.extend(standing_problems(live, form, is_there=True))
    return problems


def shape_published(context: SyncContext) -> bool:
    """Makes the columns of what was published since; True where
    the spreadsheet was written.

    Raises Later, Unknown.
    """
    if context.live is None or not context.live.forms:
        return False
    with context.journal.read() as connection:
        publications = form_publications.unshaped(connection)
        if publications:
            schemas = every(connection)
        else:
            schemas = {}
    if not publications:
        return False
    tables: set[str] = set()
    for publication in publications:
        # A repeat that is gone leaves columns behind, which are the team's own now.
        for programme in (context.live.base, context.programme):
            form = programme.forms.get(publication.form)
            if form:
                tables.update(form.filled_tables)
        questions = publication.questions or {}
        tables.update(questions.get("row_columns", ()))
    setup_plan = plan(
        context.spreadsheet,
        context.programme,
        installation_id(context),
        schemas,
        tables,
    )
    apply(context.spreadsheet, setup_plan)
    _note_shaped(
        context, [publication.id for publication in publications], context.now()
    )
    return bool(setup_plan.requests or setup_plan.headers)


def _note_shaped(context: SyncContext, ids: Sequence[int], now: datetime) -> None:
    with context.journal.write() as connection:
        form_publications.note_shaped(connection, ids, now)
