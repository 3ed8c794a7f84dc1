"""What is to be told before it has words: notices, and the messages that carry them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from journal.mails.messages import Notice
from journal.states import MessageState
from programme.models.rules import Event, Ladder, Tell
from programme.records.record import View
from rules.recipients.person import Person


@dataclass(frozen=True)
class NoticeDraft:
    """One thing to tell one person: by which rule, about which record, of which case.

    `words`: what the template may say beside the record (`days`, `date`, `before`,
    `after`); `is_public`: a stranger may have sent the record and typed the address, so
    nothing of it is said but its name.
    """

    rule: Event | Ladder
    tell: Tell
    person: Person
    view: View
    case: View | None
    key: Notice
    words: Mapping[str, Any] = field(default_factory=dict)
    is_public: bool = False

    @property
    def case_reference(self) -> str:
        """The reference of the case that it belongs to; "" for none."""
        if self.case is None or self.case.record is None:
            return ""
        return self.case.record.reference


@dataclass(frozen=True)
class MessageDraft:
    """One message to one person.

    `counted`: notices that it only counts, because a list so long would not be read.
    """

    notices: tuple[NoticeDraft, ...]
    due_at: datetime
    state: MessageState = MessageState.queued
    reason: str = ""
    counted: tuple[Notice, ...] = ()

    @property
    def person(self) -> Person:
        """Who gets it."""
        return self.notices[0].person
