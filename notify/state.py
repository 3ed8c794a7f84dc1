"""What one round of planning knows: read from the journal
once, and then only passed on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from journal.mails.holds.public_mails import PublicMail, Source
from journal.mails.messages import Message, MessageSummary, Notice
from journal.records.changes import Change
from journal.records.row_imports import RowName
from notify.set_aside.held_records import HeldRecords
from programme.model import Programme
from programme.records.record import Records, View
from rules.book import Book
from rules.calendar.hours import Calendar
from rules.overdue.judge import Judged, Key
from rules.overdue.reminders import Pending
from rules.switches import Switches

NOBODY_HELD = HeldRecords()


@dataclass(frozen=True)
class Timing:
    """Seconds.

    `still`: how long a row must have been left alone before its edits count;
    `decision`: how long a message that carries a decision waits for second thoughts.
    `at_once`: hours and days of sending are not kept (the demonstration).
    """

    still: float
    decision: float
    at_once: bool = False


@dataclass(frozen=True)
class ReminderDay:
    """The day on which a message with reminders leaves or left.

    `email`: in small letters; `is_held`: it waits for a yes.
    """

    message: str
    email: str
    is_held: bool
    day: date


@dataclass(frozen=True)
class OpenMessage:
    """A message that has not gone out, and the notices that it carries."""

    message: MessageSummary
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class WholeMessage(OpenMessage):
    """The same with all of its parts."""

    message: Message


@dataclass(frozen=True)
class RoundState:
    """Everything that planning depends on; the same state gives the same plan.

    `unreadable`: references of records with a cell that makes no sense; `undecided`:
    changes that no rule has looked at and whose alarm, if they had one, was let go,
    oldest first; `occasions`: the changes by id that open event messages tell of;
    `pending`: messages with reminders of a forecast, which stand in no outbox; `told`:
    the key of every notice that was ever given to a message; `told_values`: (table,
    reference, rule, path) → the values about which that person was told before, with
    the day; `unsubscribed`: addresses in small letters that want no reminders;
    `reminder_days`: of the messages with reminders of the past year that went out or
    still may; `sources`: of the rows that anybody may have sent and about which
    something is or is to be told, by reference; `untouched`: of the rows of which a
    condition has become true, those that nobody of the team has changed; `written`: the
    mails of the past day that followed from such rows; `confirmed`: mailboxes to which
    the team has written. `unwritten`: reminders whose template could not be filled, so
    that nothing is taken back for their sake. `imported`: (table, reference) of each
    row that was brought in from elsewhere → when planning first saw it.
    """

    book: Book
    records: Records
    now: datetime
    today: date
    timing: Timing
    calendar: Calendar
    switches: Switches
    judged: Sequence[Judged] = ()
    unreadable: frozenset[str] = frozenset()
    held: HeldRecords = NOBODY_HELD
    undecided: Sequence[Change] = ()
    occasions: Mapping[str, Change] = field(default_factory=dict)
    open_messages: Sequence[OpenMessage] = ()
    pending: tuple[Pending, ...] = ()
    told: frozenset[Key] = frozenset()
    told_values: Mapping[tuple[str, str, str, str], Mapping[str, date]] = field(
        default_factory=dict
    )
    unsubscribed: frozenset[str] = frozenset()
    reminder_days: Sequence[ReminderDay] = ()
    unwritten: frozenset[Key] = frozenset()
    sources: Mapping[str, Source] = field(default_factory=dict)
    untouched: frozenset[str] = frozenset()
    written: Sequence[PublicMail] = ()
    confirmed: frozenset[str] = frozenset()
    imported: Mapping[RowName, datetime] = field(default_factory=dict)

    @property
    def programme(self) -> Programme:
        """The programme whose rules these are."""
        return self.book.programme

    def view(self, table: str, reference: str) -> View | None:
        """A record as it stands now, or None where it is not there."""
        definition = self.programme.tables.get(table)
        record = self.records.get(table, reference)
        if definition is None or record is None:
            return None
        return View(self.records, definition, record, self.today)
