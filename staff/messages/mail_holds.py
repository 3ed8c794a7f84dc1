"""What the tab Settings holds back at the moment, for those who cannot be told by mail:
staff pages, /readyz, `flask status`.
"""

from dataclasses import dataclass

from core.texts import reason as reason_in
from journal.database import Journal
from journal.records.record_reader import RecordReader
from journal.tabs import problems
from programme.model import Programme
from programme.models.rules import Event, Ladder
from rules.switches import FAULTS, switches


@dataclass(frozen=True)
class MailHold:
    """Why mail waits, as a source text of the catalogues, and the labels of the rules
    whose mail it is; none: all mail.

    `is_fault`: nobody chose it; a cell cannot be read, or something is gone.
    """

    reason: str
    rules: tuple[str, ...]
    is_fault: bool

    def text(self, language: str) -> str:
        """The reason, and whose mail waits, in a language."""
        reason = reason_in(language, self.reason)
        if self.rules:
            return f"{reason}: {', '.join(self.rules)}"
        return reason

    def sentence(self, language: str) -> str:
        """The same as a sentence of its own."""
        text = self.text(language)
        return f"{text[0].upper()}{text[1:]}."


def mail_holds(
    programme: Programme, journal: Journal, language: str
) -> tuple[MailHold, ...]:
    """What the tab Settings, as last seen, holds back.

    `language`: that of the rules' labels.
    """
    labels: dict[str, str] = {}
    rules: list[Event | Ladder] = [*programme.rules.ladders, *programme.rules.events]
    for rule in rules:
        labels[rule.name] = programme.text(rule.label, language)
    with journal.read() as connection:
        standing = [item.problem for item in problems.standing(connection)]
        held = switches(RecordReader(programme, connection), standing).holds(labels)
    return tuple(
        MailHold(reason, tuple(labels[name] for name in names), reason in FAULTS)
        for reason, names in held.items()
    )
