"""What a look at the spreadsheet shows of the texts of mails: what the app writes
beside them, and what a person must look at.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from core.texts import texts
from journal.mails.text_drafts import TextDraft
from journal.mails.text_publications import Key
from mail_texts.judge import JudgedRow, JudgedRows
from mail_texts.live import MailTexts, text_digest
from mail_texts.rows import TextRows
from mail_texts.wording import KNOWN
from programme.mail_text import MailText
from programme.model import Programme
from published_tabs.mistakes import TabMistake

Address = Callable[[str], str]
"""Cell → where it is in the browser."""
TOLD = 20
"""Lines about the tab; who mends these sees the next ones."""
TITLE = _("Texts")
"""What the tab is called."""
IN_CELL = _("Tab “{tab}”, {cell}: {mistake}")
IN_TAB = _("Tab “{tab}”: {mistake}")
MORE = _("Tab “{tab}”: {number} more mistakes.")
UNFIT = _(
    "Mail “{mail}” ({language}): the published text does not go with the files any more, so that of the file is live: {mistake}"
)
FILE_CHANGED = _(
    "Mail “{mail}” ({language}): its file has changed since. The published text stays live: see “Texts of mails”."
)
ROW_GONE = _(
    "Mail “{mail}” ({language}): its row in “{tab}” is blank or gone. The published text stays live: see “Texts of mails”."
)


class TextState(StrEnum):
    """How a row of the tab stands to what is live.

    `older`: it was live, and something else is now; `blank`: it says nothing.
    """

    live = "live"
    changed = "changed"
    older = "older"
    blank = "blank"
    mistaken = "mistaken"


STATES: Mapping[TextState, str] = {
    TextState.live: _("live"),
    TextState.changed: _("changed, not published"),
    TextState.older: _("was live: something else is now"),
    TextState.blank: _("blank: what is live stays"),
    TextState.mistaken: _("mistake: {mistake}"),
}


@dataclass(frozen=True)
class SeenTexts:
    """What was found in the tab: in these rows, beside this publication.

    `states`: row index → what the app's column is to say.
    """

    rows: TextRows
    number: int
    judged: JudgedRows
    states: Mapping[int, str]
    problems: Sequence[Problem]


def purposes(programme: Programme, language: str) -> dict[str, str]:
    """Mail → what it is for, in a language: the first rule that sends it, or the form
    whose end it tells.
    """
    words: dict[str, str] = {}
    for event in programme.rules.events:
        for tell in event.tell:
            words.setdefault(tell.message, programme.text(event.label, language))
    for ladder in programme.rules.ladders:
        for step in ladder.steps:
            for tell in step.tell:
                words.setdefault(tell.message, programme.text(ladder.label, language))
    for form in programme.forms.values():
        if form.closing:
            title = programme.text(form.title, language)
            words.setdefault(form.closing.message, title)
    return words


def tab_title(live: MailTexts) -> str:
    """What the tab is called, in the programme's first language."""
    return texts(live.programme.language).gettext(TITLE)


def state_of(live: MailTexts, draft: TextDraft) -> TextState:
    """How what stands in a row stands to what is live."""
    text = MailText(**draft.words)
    if draft.mistakes:
        return TextState.mistaken
    if text.is_blank:
        return TextState.blank
    if text == live.current.text(draft.key):
        return TextState.live
    if draft.live_digest == text_digest(text):
        return TextState.older
    return TextState.changed


def state_words(live: MailTexts, row: JudgedRow, draft: TextDraft | None) -> str:
    """What the app writes beside a row, in the language of the spreadsheet."""
    language = live.programme.language
    say = texts(language).gettext
    if row.mistakes:
        mistake = row.mistakes[0].words(language, KNOWN)
        return say(STATES[TextState.mistaken]).format(mistake=mistake)
    if draft is None:
        return ""
    return say(STATES[state_of(live, draft)])


def tab_problems(
    live: MailTexts, judged: JudgedRows, address: Address
) -> list[Problem]:
    """A line for each mistake, in the language of the spreadsheet; not more than staff
    would read.
    """
    mistakes = list(judged.mistakes)
    for row in judged.rows:
        mistakes.extend(row.mistakes)
    problems = [_problem(live, mistake, address) for mistake in mistakes[:TOLD]]
    if len(mistakes) > TOLD:
        number = str(len(mistakes) - TOLD)
        values = (("tab", tab_title(live)), ("number", number))
        problems.append(Problem(ProblemCode.mail_text, MORE, values))
    return problems


def standing_problems(live: MailTexts, judged: JudgedRows | None) -> Iterator[Problem]:
    """What is to be decided about texts that are published.

    `judged`: the tab, None where it is not there.
    """
    for key in sorted(live.current.published):
        mail = (("mail", key[0]), ("language", key[1]))
        if key in live.current.faults:
            mistake = live.current.faults[key][0].text
            values = (*mail, ("mistake", mistake))
            yield Problem(ProblemCode.mail_text, UNFIT, values)
        elif live.has_file_changed(key):
            yield Problem(ProblemCode.mail_text, FILE_CHANGED, mail)
        elif judged and _is_gone(judged, key):
            values = (*mail, ("tab", tab_title(live)))
            yield Problem(ProblemCode.mail_text, ROW_GONE, values)


def _is_gone(judged: JudgedRows, key: Key) -> bool:
    """Whether a mail has no row in the tab, or a blank one."""
    row = judged.by_key.get(key)
    return row is None or row.row.is_blank


def _problem(live: MailTexts, mistake: TabMistake, address: Address) -> Problem:
    tab = ("tab", tab_title(live))
    told = ("mistake", mistake.words(live.programme.language, KNOWN))
    if not mistake.cell:
        return Problem(ProblemCode.mail_text, IN_TAB, (tab, told))
    values = (tab, told, ("cell", mistake.cell))
    link = address(mistake.cell)
    return Problem(ProblemCode.mail_text, IN_CELL, values, address=link)
