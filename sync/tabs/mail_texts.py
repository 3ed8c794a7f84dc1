"""The tab in which the texts of mails are edited: what a look shows of it is judged and
kept; what is asked for is made, and the app's column written.
"""

from collections.abc import Iterable

from core.logs import effect
from core.problem import Problem
from journal.mails import text_drafts
from journal.mails.text_drafts import TextDraft
from journal.mails.text_publications import Key
from journal.operation import installation
from journal.tabs import problems
from mail_texts.judge import JudgedRows, judge_rows
from mail_texts.live import MailTexts, text_digest
from mail_texts.rows import HEADERS, headers, read_rows
from mail_texts.seen import (
    SeenTexts,
    purposes,
    standing_problems,
    state_words,
    tab_problems,
    tab_title,
)
from sheets.addresses import SheetAddresses
from sheets.reading.snapshot import MailTextsTab, Snapshot
from sheets.setup.mail_texts_tab import add_rows, make_tab, write_states
from sync.context import SyncContext

SOURCE = "mail_texts"


def keep_mail_texts(context: SyncContext, snapshot: Snapshot) -> None:
    """Judges what stands in the tab where it is different, and keeps it with its
    problems.
    """
    texts = context.mail_texts
    if texts is None:
        return
    tab = snapshot.mail_texts
    if tab is None:
        _forget(context)
    else:
        _look(context, texts, tab)
    seen = context.seen_texts
    judged = None
    lines: list[Problem] = []
    if seen:
        judged = seen.judged
        lines.extend(seen.problems)
    lines.extend(standing_problems(texts, judged))
    if lines != context.text_problems:
        with context.journal.write() as connection:
            problems.replace(connection, SOURCE, lines, context.now())
        context.text_problems = lines


def write_mail_texts(context: SyncContext, snapshot: Snapshot) -> bool:
    """Makes the tab or the rows that somebody waits for, or writes the app's column
    where it differs; True where the spreadsheet was written.

    The next look reads back what was written.
    """
    texts = context.mail_texts
    if texts is None:
        return False
    with context.journal.read() as connection:
        is_wanted = installation.read(connection).text_rows_wanted_at is not None
    if is_wanted:
        did = _make_wanted(context, texts, snapshot)
        with context.journal.write() as connection:
            installation.want_text_rows(connection, None)
        if did:
            return True
    return _write_states(context, snapshot)


def _forget(context: SyncContext) -> None:
    """The tab is gone: nothing of what stood there is waiting any more."""
    if context.seen_texts is None and context.text_problems is not None:
        return
    context.seen_texts = None
    with context.journal.write() as connection:
        text_drafts.forget(connection, text_drafts.every(connection))


def _look(context: SyncContext, texts: MailTexts, tab: MailTextsTab) -> None:
    number = texts.current.number
    seen = context.seen_texts
    rows = read_rows(tab.lines, texts.programme.language)
    if seen and (seen.rows, seen.number) == (rows, number):
        return
    judged = judge_rows(texts, rows)
    drafts = _keep_drafts(context, texts, judged)
    states: dict[int, str] = {}
    for row in judged.rows:
        draft = None
        if row.key:
            draft = drafts.get(row.key)
        states[row.row.number - 1] = state_words(texts, row, draft)
    addresses = SheetAddresses(context.spreadsheet.key, context.settings.sheets_api_url)

    def address(cell: str) -> str:
        return addresses.of_cell(tab.sheet_id, cell)

    found = tab_problems(texts, judged, address)
    context.seen_texts = SeenTexts(rows, number, judged, states, found)


def _keep_drafts(
    context: SyncContext, texts: MailTexts, judged: JudgedRows
) -> dict[Key, TextDraft]:
    """Keeps the rows that are different from what was seen of them."""
    with context.journal.read() as connection:
        before = text_drafts.every(connection)
    drafts: dict[Key, TextDraft] = {}
    changed: list[TextDraft] = []
    for key, row in judged.by_key.items():
        live_digest = ""
        if key in before:
            live_digest = before[key].live_digest
        if row.text == texts.current.text(key):
            live_digest = text_digest(row.text)
        draft = TextDraft(
            *key,
            row.text.as_json(),
            [mistake.as_json() for mistake in row.mistakes],
            live_digest,
            context.now(),
        )
        if not _is_same(before.get(key), draft):
            changed.append(draft)
        drafts[key] = draft
    gone = before.keys() - drafts.keys()
    if changed or gone:
        with context.journal.write() as connection:
            for draft in changed:
                text_drafts.keep(connection, draft)
            text_drafts.forget(connection, gone)
    return drafts


def _is_same(before: TextDraft | None, draft: TextDraft) -> bool:
    return before is not None and (
        before.words == draft.words
        and list(before.mistakes) == list(draft.mistakes)
        and before.live_digest == draft.live_digest
    )


def _make_wanted(context: SyncContext, texts: MailTexts, snapshot: Snapshot) -> bool:
    language = texts.programme.language
    tab = snapshot.mail_texts
    if tab is None:
        columns = dict(zip(HEADERS, headers(language), strict=True))
        rows = _rows(texts, texts.current.templates.texts)
        title = tab_title(texts)
        make_tab(context.spreadsheet, context.programme, title, columns, rows)
        effect("flag", "texts made", rows=len(rows))
        return True
    seen = context.seen_texts
    if seen is None or not seen.rows.is_read:
        # Rows that nobody reads are missing for no other reason.
        return False
    missing = []
    for key in texts.current.templates.texts:
        if key not in seen.judged.by_key:
            missing.append(key)
    if missing:
        rows = _rows(texts, missing)
        add_rows(context.spreadsheet, tab.sheet_id, seen.rows.columns, rows)
        effect("flag", "texts added", rows=len(missing))
    return bool(missing)


def _rows(texts: MailTexts, keys: Iterable[Key]) -> list[dict[str, str]]:
    """The rows of these mails, with what they say now."""
    purpose_of_mail = purposes(texts.programme, texts.programme.language)
    rows: list[dict[str, str]] = []
    for message, language in sorted(keys):
        text = texts.current.text((message, language))
        row = {"message": message, "language": language, **text.as_json()}
        row["purpose"] = purpose_of_mail.get(message, "")
        rows.append(row)
    return rows


def _write_states(context: SyncContext, snapshot: Snapshot) -> bool:
    tab = snapshot.mail_texts
    seen = context.seen_texts
    if tab is None or seen is None or tab.state_mark is None:
        return False
    column = seen.rows.columns.get("state")
    if column is None:
        return False
    states: dict[int, str] = {}
    for index, line in enumerate(tab.lines):
        present = ""
        if column < len(line):
            present = str(line[column] or "")
        wanted = seen.states.get(index, "")
        if index and present != wanted:
            states[index] = wanted
    if not states:
        return False
    write_states(context.spreadsheet, tab.state_mark, states)
    effect("flag", "text states written", rows=len(states))
    return True
