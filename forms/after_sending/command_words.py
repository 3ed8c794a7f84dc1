"""What has become of a cell that a person set on a page, in words."""

from core.texts import texts
from journal.records.cells.cell_commands import CellCommand
from journal.states import COMMAND_WORDS, REFUSAL_WORDS


def command_words(command: CellCommand, language: str) -> str:
    """Whether it waits, is written, or why it could not be."""
    say = texts(language).gettext
    reason = ""
    if command.refusal:
        reason = say(REFUSAL_WORDS[command.refusal])
    return say(COMMAND_WORDS[command.state]).format(reason=reason)
