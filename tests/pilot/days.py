"""The clock of the story: it moves as the demonstration's does, stopping
wherever something falls due.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.clock import Clock
from journal.operation import installation
from sync.context import clock_of
from tests.house import House
from tests.lived import is_waiting

TEN = time(10)
SETTLING = timedelta(minutes=10)
"""After an act: its rows and cells are seen, the clock moves on, and what
follows from them leaves.
"""
RESTS = 3
"""What waits longer waits for a person, or for its day."""
JOURNEYS = 100
"""A worker's `once` goes some days far; nothing in the story needs more of them."""


@dataclass
class Days:
    """The clock of a house.

    All days and hours are those of the programme's time zone.
    """

    house: House

    @property
    def zone(self) -> ZoneInfo:
        """The programme's."""
        return ZoneInfo(self.house.folder.programme.time_zone)

    @property
    def now(self) -> datetime:
        """The moment of the story."""
        with self.house.journal.read() as connection:
            ahead = installation.read(connection).clock_ahead
        return (Clock().now() + ahead).astimezone(self.zone)

    def begin(self, day: date) -> None:
        """Sets the clock to ten in the morning of the first day."""
        with self.house.journal.write() as connection:
            installation.set_clock(
                connection, datetime.combine(day, TEN, self.zone) - Clock().now()
            )
        self._forget()

    def until(self, day: date, hour: time = TEN) -> None:
        """Lets the days pass until an hour of a day; the worker does all
        that falls due on the way.
        """
        # What was typed today counts when it has been left alone for a while: it is
        # not to wait for tomorrow.
        self._let_rest()
        self._travel(datetime.combine(day, hour, self.zone))

    def settle(self) -> None:
        """Lets the worker see what was done, and what follows from it leave."""
        self._let_rest()
        assert self.house.settle()

    def _let_rest(self) -> None:
        """Lets the rows of today be left alone for so long that what follows from them
        leaves: on a slow machine once is not always enough.
        """
        for _ in range(RESTS):
            self._travel(self.now + SETTLING)
            if not is_waiting(self.house):
                return

    def _travel(self, goal: datetime) -> None:
        with self.house.journal.write() as connection:
            installation.send_clock(connection, self.now, goal)
        for _ in range(JOURNEYS):
            assert self.house.settle()
            with self.house.journal.read() as connection:
                is_there = installation.read(connection).clock_goal is None
            if is_there:
                self._forget()
                return
        raise AssertionError(f"the clock never came to {goal}")

    def _forget(self) -> None:
        """A clock that has been asked remembers the answer for half a second."""
        for office in self.house.offices:
            office.sync.clock = clock_of(
                self.house.journal, self.house.settings.demonstration
            )
        self.house.app.extensions["hoja.services"].clock.forget()
