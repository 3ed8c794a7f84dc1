"""What people wrote keeps its language; beside it stands what the team put into
the column of a translation.
"""

from dataclasses import dataclass

from core.texts import language_name, texts
from core.texts import mark as _
from programme.model import Table
from programme.parts import Column
from programme.records.people.consent_note import language_of_note
from programme.records.record import View


@dataclass(frozen=True)
class Passage:
    """What stands in a cell, also for readers of another language.

    `mark`: what it is, in their words, or "".
    """

    text: str
    mark: str = ""


def passages(view: View, language: str, path: str) -> tuple[Passage, ...]:
    """The original that stands in a column (or at the end of a way), and
    its translation into the reader's language, if there is one: the
    original is never left out.

    Nothing for a blank cell.
    """
    holder, name = view.path(path)
    text = str(holder.value(name) or "")
    if not text:
        return ()
    source = language_of_row(holder)
    translation = _translation(holder, name, language)
    if source == language or (not source and not translation):
        return (Passage(text),)
    say = texts(language).gettext
    original = say(_("original"))
    if source:
        name_of_source = language_name(
            source, language, view.records.programme.languages
        )
        original = say(_("original, in {language}")).format(language=name_of_source)
    if not translation:
        return (Passage(text, original),)
    note = machine_note(language)
    if translation.startswith(note):
        by_machine = say(_("machine translation"))
        return Passage(text, original), Passage(
            translation.removeprefix(note).strip(), by_machine
        )
    return Passage(text, original), Passage(translation, say(_("translation")))


def machine_note(language: str) -> str:
    """How a translation into a language begins in its cell while nobody of the team has
    looked at it: whoever takes these words out stands for the rest.
    """
    return f"[{texts(language).gettext(_('machine translation'))}]"


def misses_translation(view: View, language: str, path: str) -> bool:
    """Whether a reader's translation is still to come: the programme has a column for
    it, and what was written needs one.
    """
    holder, name = view.path(path)
    source = language_of_row(holder)
    if not holder.value(name) or not source or source == language:
        return False
    return translation_column(
        holder.table, name, language
    ) is not None and not _translation(holder, name, language)


def translation_column(table: Table, name: str, language: str) -> Column | None:
    """The column for the translation of another one into a language, or None."""
    for column in table.columns:
        translated = column.translation_of
        if translated and (translated.column, translated.language) == (name, language):
            return column
    return None


def _translation(view: View, name: str, language: str) -> str:
    column = translation_column(view.table, name, language)
    if column:
        return str(view.value(column.name) or "")
    return ""


def language_of_row(view: View) -> str:
    """The language of the form by which a row came; "" where nobody knows in
    which one it was written.
    """
    if view.table.column("consent"):
        return language_of_note(str(view.value("consent") or ""))
    return ""
