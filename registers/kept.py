"""The rows of registers, built once for each look at the spreadsheet: however many
ask, and in whatever order.
"""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import Blueprint, current_app

from forms.services import Services
from journal.connection import Connection
from journal.mails.occasions import not_released
from journal.records.record_reader import RecordReader
from programme.model import Programme
from programme.models.pages.publications import Register
from programme.records.record import View
from registers.rows import PublicRow, column_of, in_order, register_rows

EXTENSION = "hoja.registers"


@dataclass(frozen=True)
class State:
    """What the rows of a register depend on.

    `looked`: when the spreadsheet was last looked at, or None.
    """

    programme: Programme
    looked: datetime | None
    today: date

    def is_as(self, other: "State") -> bool:
        """Whether the rows of both are the same. Before the first look nobody knows."""
        is_same_look = self.looked is not None and self.looked == other.looked
        if not is_same_look:
            return False
        if self.programme is not other.programme:
            return False
        return self.today == other.today


@dataclass(frozen=True)
class BuiltRegister:
    """The rows of a register in a language, in its own order, and
    the labels of its columns.
    """

    register: Register
    state: State
    rows: list[PublicRow]
    labels: list[str]
    _orders: dict[str, list[PublicRow]] = field(default_factory=dict)
    _files: dict[str, bytes] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ordered(self, order: str) -> list[PublicRow]:
        """The rows by one of the columns (registers/rows.py, `in_order`)."""
        with self._lock:
            if order not in self._orders:
                self._orders[order] = in_order(self.rows, self.register, order)
            return self._orders[order]

    def file(self, kind: str, make: Callable[[], bytes]) -> bytes:
        """The rows as a file of a kind, which `make` makes the first time."""
        with self._lock:
            if kind not in self._files:
                self._files[kind] = make()
            return self._files[kind]


class BuiltRegisters:
    """Those of this process: one for each register and
    language, of the last look alone.
    """

    def __init__(self) -> None:
        self._built: dict[tuple[str, str], BuiltRegister] = {}
        # Building takes a whole core: whoever comes meanwhile waits
        # for it, and gets the same.
        self._lock = threading.Lock()

    def of(self, services: Services, name: str, language: str) -> BuiltRegister:
        """A register of the programme in one of its languages, as of the last look."""
        with self._lock:
            built = self._built.get((name, language))
            if built is None or not built.state.is_as(read_state(services)):
                built = self._built[name, language] = _build(
                    services, services.programme.registers[name], language
                )
            return built


def keep_registers(blueprint: Blueprint) -> None:
    """Gives each application that has this blueprint a place for its registers."""
    blueprint.record_once(
        lambda setup: setup.app.extensions.setdefault(EXTENSION, BuiltRegisters())
    )


def built_registers() -> BuiltRegisters:
    """Those of the running application."""
    extension: BuiltRegisters = current_app.extensions[EXTENSION]
    return extension


def read_state(services: Services) -> State:
    """What registers depend on at this moment: one small query."""
    with services.journal.read() as connection:
        looked = services.last_look(connection)
    return State(services.programme, looked, services.today())


def _waiting(
    programme: Programme, register: Register, connection: Connection
) -> Collection[str]:
    """References of the rows that wait for the yes of an event's mails."""
    if register.waits_for is None:
        return ()
    column = programme.rules.event_column(register.waits_for)
    return not_released(connection, register.table, register.waits_for, column)


def _build(services: Services, register: Register, language: str) -> BuiltRegister:
    programme = services.programme
    today = services.today()
    with services.journal.read() as connection:
        # Before the rows: a look that comes between is one more reason to build
        # anew, and never one too few.
        looked = services.last_look(connection)
        records = RecordReader(programme, connection)
        blank = View(records, programme.tables[register.table], None, today)
        waiting = _waiting(programme, register, connection)
        listed = []
        for record in records.table(register.table).values():
            if record.reference not in waiting:
                listed.append(record)
        rows = register_rows(register, records, listed, blank, language)
        labels = [
            programme.text(column_of(blank, path).label, language)
            for path in register.columns
        ]
    return BuiltRegister(register, State(programme, looked, today), rows, labels)
