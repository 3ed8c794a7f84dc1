"""Every mail that leaves in a game is true by the very reading of the
sheet that it is stamped with.

The judge knows the programme that is played (examples/green-flag) and nothing of how
the program decides: of the journal it takes which rule a mail is of and about which
row, everything else from the cells of that reading. Where references were typed over,
or hit by a write of the app's, it asks only that some row makes the mail true.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from core.clock import Clock
from journal.mails.messages import Notice
from journal.mails.open_messages import JOURNAL_JUDGED
from journal.schema import messages, notices
from journal.states import MessageKind
from programme.app_tables import LISTED_SEPARATOR
from sheets.reading.snapshot import Row, Snapshot
from tests.stress.ground import TIME
from tests.stress.post_office import Letter

OLDEST = 61.0
"""Seconds after which a reading says nothing of the present any more; one for the clock
that moves with each look at it.
"""
ZONE = ZoneInfo("America/Sao_Paulo")
BEFORE, AFTER = timedelta(days=7), timedelta(days=10)
"""The steps of the ladder: a week before the date, ten days after it."""
FOOTERS = {"pt": "Este e-mail vem de", "en": "This mail comes from"}


@dataclass
class Judge:
    """Keeps the readings of a game, and says of a letter why it is
    not true; "" where it is.

    `shuffled`: references that somebody or something has put beside
    other cells, or taken away.
    """

    looks: dict[str, tuple[Snapshot, float]] = field(default_factory=dict)
    shuffled: set[str] = field(default_factory=set)
    delivered: set[str] = field(default_factory=set)

    def note(self, snapshot: Snapshot, taken: float) -> None:
        """Keeps a reading that began at `taken`, by the clock that cannot jump."""
        self.looks[snapshot.id] = snapshot, taken

    def fault(self, connection: sa.Connection, letter: Letter) -> str:
        """Why a letter ought not to have left."""
        message = connection.execute(
            sa.select(messages).where(messages.c.id == letter.id)
        ).one()
        if letter.id in self.delivered:
            return "it left twice"
        self.delivered.add(letter.id)
        if message.judged_look == JOURNAL_JUDGED or message.kind in (
            MessageKind.daily,
            MessageKind.correction,
        ):
            return ""  # a receipt says what was sent, a list to the team what stands at that hour
        look, taken = self.looks[message.judged_look]
        if (
            TIME.monotonic() - taken
            > OLDEST + (Clock().now() - letter.moment).total_seconds()
        ):
            return "the reading that it is stamped with was too old"
        if message.asked_by:
            return ""  # a person wants just these words sent again
        carried = connection.execute(
            sa.select(notices).where(notices.c.message == letter.id)
        ).all()
        told = [
            Notice(*(getattr(row, name) for name in Notice.__dataclass_fields__))
            for row in carried
        ]
        faults = [
            self._settings_fault(
                look, notice.rule, is_approved=bool(message.approved_basis)
            )
            for notice in told
        ]
        faults += [self._fault(look, notice, letter) for notice in told]
        return next((fault for fault in faults if fault), "")

    def _settings_fault(self, look: Snapshot, rule: str, *, is_approved: bool) -> str:
        if "settings" not in look.tabs:
            return "the tab Settings is gone"
        lines = {
            reference: row.values.get("value")
            for reference, row in look.tabs["settings"].rows.items()
        }
        if lines.get("mail") != "send" and "mail" not in self.shuffled:
            return f"all mail is stopped: {lines.get('mail')!r}"
        if rule in self.shuffled:
            return ""
        if not is_approved and lines.get(rule) != "automatic":
            return (
                f"nobody said yes, and the Settings say {lines.get(rule)!r} of {rule}"
            )
        return (
            ""
            if lines.get(rule) in ("automatic", "ask")
            else f"the Settings say {lines.get(rule)!r} of {rule}"
        )

    def _fault(self, look: Snapshot, notice: Notice, letter: Letter) -> str:
        tab = look.tabs.get(notice.table)
        if tab is None:
            return f"the tab of {notice.table} is gone"
        rows = [row for row in tab.all_rows() if row.reference == notice.reference]
        if not rows or notice.reference in self.shuffled:
            rows = tab.all_rows()
        faults = []
        rows = [row for row in rows if _is_named(row, notice, letter)] or rows
        for row in rows:
            for school in (
                [row] if notice.table == "schools" else self._schools_of(look, row)
            ):
                fault = _row_fault(look, notice, letter, row, school)
                if not fault:
                    return ""
                faults.append(
                    f"{notice.rule} {notice.step} of {notice.reference}: {fault}; its row reads {row.raw}"
                )
        return "\n".join(faults) or f"no row tells of {notice.reference}"

    def _schools_of(self, look: Snapshot, action: Row) -> Iterable[Row]:
        """The schools that an action's cell may mean: by reference, or by name."""
        cell = str(action.values.get("school") or "").rpartition(LISTED_SEPARATOR)[2]
        rows = look.tabs["schools"].all_rows() if "schools" in look.tabs else []
        named = [
            row
            for row in rows
            if cell and cell in (row.reference, row.values.get("name"))
        ]
        return rows if cell in self.shuffled else named


def _is_named(row: Row, notice: Notice, letter: Letter) -> bool:
    title = " ".join(
        str(
            row.values.get("name" if notice.table == "schools" else "what") or ""
        ).split()
    )
    return bool(title) and title in letter.text


def _row_fault(
    look: Snapshot, notice: Notice, letter: Letter, row: Row, school: Row
) -> str:
    """Why a mail is not true of a row and its school. A cell that is not there, as its
    column is gone, says nothing.

    In a mail with several reminders each stands by its subject, and that of a
    call names the school only.
    """
    is_listed = notice.step == "ten_days_after"
    says, of_school = _sayer(look, notice.table, row), _sayer(look, "schools", school)
    today = letter.moment.astimezone(ZONE).date()
    checks: Mapping[str, list[tuple[bool, str]]] = {
        "awarded": [
            (says("status", "awarded"), f"the status is {row.values.get('status')!r}"),
            (
                not _is_blank(look, notice.table, row, "pupils"),
                "how many pupils there are is missing",
            ),
        ],
        "week_before": [
            *_open(says, of_school),
            (_is_due(row, today, -BEFORE, AFTER), "it is not about to be due"),
        ],
        "ten_days_after": [
            *_open(says, of_school),
            (_is_due(row, today, AFTER, None), "it is not overdue"),
        ],
    }
    title = row.values.get("name" if notice.table == "schools" else "what")
    general = [
        (not school.values.get("stop_mail"), "its mails are stopped"),
        (of_school("status", "registered", "awarded", None), "the school has left"),
        (
            is_listed or not title or _is_named(row, notice, letter),
            f"it does not name {title!r}",
        ),
        *_recipient(look, notice, letter, school),
    ]
    step = notice.step if notice.rule == "actions" else notice.rule
    return next(
        (fault for holds, fault in [*checks.get(step, []), *general] if not holds), ""
    )


def _sayer(look: Snapshot, table: str, row: Row) -> Any:
    columns = look.tabs[table].layout.columns

    def says(column: str, *values: Any) -> bool:
        return column not in columns or row.values.get(column) in values

    return says


def _is_blank(look: Snapshot, table: str, row: Row, column: str) -> bool:
    return column in look.tabs[table].layout.columns and row.values.get(column) is None


def _open(says: Any, of_school: Any) -> list[tuple[bool, str]]:
    return [
        (says("done", False, None), "it is done"),
        (of_school("status", "registered"), "the school is not registered"),
    ]


def _is_due(row: Row, today: date, earliest: timedelta, end: timedelta | None) -> bool:
    if "due" not in row.values:
        return True
    due = date.fromisoformat(str(row.values["due"])) if row.values["due"] else None
    return (
        due is not None
        and today >= due + earliest
        and (end is None or today < due + end)
    )


def _recipient(
    look: Snapshot, notice: Notice, letter: Letter, school: Row
) -> list[tuple[bool, str]]:
    """The mail goes where the sheet says, in the language that it says."""
    if notice.step == "ten_days_after":
        tab = look.tabs.get("people")
        if tab is not None and "email" not in tab.layout.columns:
            return []
        team = [
            (row, _sayer(look, "people", row))
            for row in (tab.all_rows() if tab is not None else ())
        ]
        active = [
            row
            for row, says in team
            if says("role", "organiser") and says("active", True)
        ]
        readers = {
            row.values.get("email"): row.values.get("language")
            for row in active
            if not row.values.get("stopped")
        }
    else:
        says = _sayer(look, "schools", school)
        if (
            says("teacher_email", letter.address)
            and "teacher_email" not in school.values
        ):
            return []
        readers = {
            school.values.get("teacher_email"): school.values.get("teacher_language")
        }
    language = readers.get(letter.address)
    return [
        (
            letter.address in readers,
            f"it went to {letter.address}, and not to {sorted(map(str, readers))}",
        ),
        (
            language is None or FOOTERS[language] in letter.text,
            f"it is not in {language}",
        ),
    ]
