"""What could be published of a mail in a language: of the tab, of an earlier version,
or of the programme's files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import abort, g

from journal.mails import text_drafts, text_publications
from journal.mails.text_publications import Key
from mail_texts.judge import judge_text
from mail_texts.live import MailTexts, text_digest
from mail_texts.rows import HEADERS
from mail_texts.wording import KNOWN
from programme.mail_text import PARTS, MailText
from programme.templates import Template, TextFault
from published_tabs.mistakes import TabMistake
from published_tabs.wording import worded
from staff.messages.differences import Line, difference
from staff.say import say

FILE = 0
"""Stands in the place of a publication for the text of the file."""


@dataclass(frozen=True)
class Candidate:
    """What could be live.

    `mark`: says which; the button sends it, so that nothing else is published than what
    was shown. `number`: of the publication that was the newest then; `words`: as the
    journal keeps it, None for the text of the file; `template`: None where something is
    wrong with it.
    """

    text: MailText
    mark: str
    number: int
    words: Mapping[str, str] | None
    template: Template | None
    mistakes: tuple[str, ...] = ()
    seen_at: datetime | None = None


@dataclass(frozen=True)
class ChangedPart:
    """A part of a text that says something else than what is live."""

    label: str
    lines: tuple[Line, ...]


def candidate_of(live: MailTexts, key: Key, number: int | None) -> Candidate | None:
    """What could be published; None where the tab has no row of the mail, or a blank
    one.

    `number`: of a publication, FILE for the file's text, None for what stands in the
    tab.
    """
    if number == FILE:
        return _candidate(live, key, live.files.texts[key], "file", is_file=True)
    if number is not None:
        with live.journal.read() as connection:
            publication = text_publications.by_id(connection, number)
        if publication is None or publication.key != key:
            abort(404)
        if publication.words is None:
            return _candidate(live, key, live.files.texts[key], "file", is_file=True)
        return _candidate(live, key, MailText(**publication.words), f"{number}")
    with live.journal.read() as connection:
        draft = text_drafts.of_mail(connection, key)
    if draft is None or MailText(**draft.words).is_blank:
        return None
    mistakes = []
    for kept in draft.mistakes:
        mistake = TabMistake.of_json(kept)
        words = mistake.words(g.language, KNOWN)
        mistakes.append(f"{mistake.cell}: {words}")
    text = MailText(**draft.words)
    candidate = _candidate(live, key, text, "tab", tuple(mistakes))
    return replace(candidate, seen_at=draft.seen_at)


def changed_parts(live: MailTexts, key: Key, text: MailText) -> list[ChangedPart]:
    """What would be different from what is live."""
    before = live.current.text(key).as_json()
    after = text.as_json()
    changes: list[ChangedPart] = []
    for part in PARTS:
        lines = difference(before[part], after[part])
        if lines:
            changes.append(ChangedPart(say(HEADERS[part]), lines))
    return changes


def _candidate(
    live: MailTexts,
    key: Key,
    text: MailText,
    which: str,
    mistakes: tuple[str, ...] = (),
    *,
    is_file: bool = False,
) -> Candidate:
    if is_file:
        words = None
    else:
        words = text.as_json()
    number = live.current.number
    mark = f"{number}-{which}-{text_digest(text)}"
    template: Template | None = None
    if not mistakes:
        template, faults = judge_text(live, key, text)
        mistakes = tuple(_words(fault) for fault in faults)
    return Candidate(text, mark, number, words, template, mistakes)


def _words(fault: TextFault) -> str:
    """What is wrong with an earlier version, by its part."""
    mistake = worded(fault.text, g.language, KNOWN)
    return f"{say(HEADERS[fault.part])}: {mistake}"
