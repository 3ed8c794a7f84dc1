"""Whether what stands in the tab with the texts of mails can be published: by the
checks that the programme's files go through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.notation.spelling import nearest
from core.texts import language_name, languages
from fieldtypes.normalise import plain
from journal.mails.text_publications import Key
from mail_texts.live import MailTexts
from mail_texts.rows import TextRow, TextRows
from programme.mail_text import MailText
from programme.templates import Template, TextFault
from published_tabs.mistakes import TabMistake


@dataclass(frozen=True)
class JudgedRow:
    """A row of the tab. `key`: which mail it is, None where it does not say that of
    one; `text`: what it says.
    """

    row: TextRow
    key: Key | None
    text: MailText
    mistakes: tuple[TabMistake, ...] = ()


@dataclass(frozen=True)
class JudgedRows:
    """What became of the tab. `mistakes`: of the tab as a whole."""

    rows: tuple[JudgedRow, ...] = ()
    mistakes: tuple[TabMistake, ...] = ()
    by_key: Mapping[Key, JudgedRow] = field(default_factory=dict)


def judge_rows(live: MailTexts, rows: TextRows) -> JudgedRows:
    """Reads what each row says. Pure but for the time that it takes: some hundredths of
    a second for each text that is not what is live.
    """
    judged: list[JudgedRow] = []
    by_key: dict[Key, JudgedRow] = {}
    for row in rows.rows:
        key, mistakes = _key(live, rows, row)
        if key in by_key:
            first = by_key[key].row.number
            text = f"row {first} has this mail in this language already"
            mistakes = [TabMistake("", rows.cell(row, "message"), text)]
            key = None
        if key is None:
            text_of_row = row.text(MailText("", ""))
            judged.append(JudgedRow(row, None, text_of_row, tuple(mistakes)))
            continue
        by_key[key] = _judged(live, rows, row, key)
        judged.append(by_key[key])
    return JudgedRows(tuple(judged), rows.mistakes, by_key)


def judge_text(
    live: MailTexts, key: Key, text: MailText
) -> tuple[Template | None, Sequence[TextFault]]:
    """The template that a text would make, and what is wrong with it; nothing is with
    one that is live.
    """
    if text == live.current.text(key):
        return live.current.templates.get(*key), ()
    faults: list[TextFault] = []
    if not text.subject.strip():
        faults.append(TextFault("subject", 1, "the subject is blank"))
    if not text.body.strip():
        faults.append(TextFault("body", 1, "the text is blank"))
    if faults:
        return None, faults
    return live.tried(key, text)


def _key(
    live: MailTexts, rows: TextRows, row: TextRow
) -> tuple[Key | None, list[TabMistake]]:
    """Which mail a row is about, and in which language."""
    programme_languages = live.programme.languages
    names = {message for message, _language in live.files.texts}
    mistakes: list[TabMistake] = []
    if row.message not in names:
        text = f'there is no mail "{row.message}"{nearest(row.message, names)}'
        mistakes.append(TabMistake("", rows.cell(row, "message"), text))
    language = _code(row.language, programme_languages)
    if not language:
        known = nearest(row.language, programme_languages)
        text = f'the programme has no language "{row.language}"{known}'
        mistakes.append(TabMistake("", rows.cell(row, "language"), text))
    if mistakes:
        return None, mistakes
    return (row.message, language), []


def _code(written: str, known: Sequence[str]) -> str:
    """The language that somebody wrote as its code or by its name; "" for none of the
    programme's.
    """
    for code in known:
        names = [language_name(code, reader, known) for reader in (code, *languages())]
        if plain(written) in map(plain, (code, *names)):
            return code
    return ""


def _judged(live: MailTexts, rows: TextRows, row: TextRow, key: Key) -> JudgedRow:
    text = row.text(live.current.text(key))
    if row.is_blank:
        # Whether the file's text is meant to hold again is asked on the page.
        return JudgedRow(row, key, MailText("", ""))
    # What is cut off would be missing in the mail.
    mistakes = list(row.excess)
    _template, faults = judge_text(live, key, text)
    for fault in faults:
        told = fault.text
        if fault.part == "body" and "\n" in row.parts["body"]:
            # A cell is one place; its lines are counted from its first one on.
            blank_lines = _blank_lines_before(row.parts["body"])
            told = f"line {fault.line + blank_lines}: {fault.text}"
        mistakes.append(TabMistake("", rows.cell(row, fault.part), told))
    return JudgedRow(row, key, text, tuple(dict.fromkeys(mistakes)))


def _blank_lines_before(cell: str) -> int:
    return len(cell) - len(cell.lstrip("\n"))
