"""Leases: one holder at a time, measured on clocks that nobody can set.

A lease is a counter that its holder moves on. Who waits for it remembers when, on a
clock of its own, it first saw the counter stand where it stands, and takes the lease
once that is longer ago than the lease lasts. The holder remembers when it last moved
the counter, and asks the journal again, before it does anything more, once that is too
long ago. No moment of one machine is compared with another's.
"""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from core.clock import steady_seconds
from core.errors import LeaseLost
from core.logs import effect
from journal.database import Journal
from journal.schema import leases

FREE = ""
"""The holder of a lease that was given back.

Its row stays: a counter that began anew might stand where somebody saw it stand.
"""
STEP = "lease"
"""The step of every effect that is logged here."""
BEAT_SECONDS = 5.0
"""A holder at work moves the counter on this often at least: who waits for a dead one
learns soon that this one is not.
"""


@dataclass(frozen=True)
class Observed:
    """Who was seen to hold a lease, where its counter stood, and
    when that was first seen.
    """

    holder: str
    counter: int
    since: float


class Lease:
    """A lease of `seconds`, taken or waited for by `holder`. For one thread."""

    def __init__(
        self,
        journal: Journal,
        name: str,
        holder: str,
        seconds: float,
        clock: Callable[[], float] = steady_seconds,
    ) -> None:
        self.journal = journal
        self.name = name
        self.holder = holder
        self.seconds = seconds
        self._clock = clock
        self._moved_at: float | None = None
        self._observed: Observed | None = None

    @property
    def is_held(self) -> bool:
        """Whether this holder has it and may rely on that at this moment."""
        return (
            self._moved_at is not None and self._clock() - self._moved_at < self.seconds
        )

    def take(self) -> bool:
        """Takes or prolongs the lease.

        False: somebody else has it, or may still have it.
        """
        # Counted from before the write: whoever waits begins to count after it, and
        # so never takes too early.
        asked_at = self._clock()
        is_taken = self._acquire()
        self._remember(asked_at if is_taken else None)
        return is_taken

    def take_waiting(self, pause: Callable[[], None]) -> bool:
        """Takes the lease; where its holder may have died, waits until that is certain.
        False: it moved the counter on.

        `pause` is called between two tries.
        """
        if self.take():
            return True
        observed = self._observed
        while self._observed == observed:
            pause()
            if self.take():
                return True
        return False

    def guard(self) -> None:
        """Call before each effect: afterwards the lease lasts for
        half of its seconds at least.

        Raises LeaseLost where it is not held: it was not taken, was given back, or
        another one took it in the meantime.
        """
        if self._moved_at is None:
            raise LeaseLost(f"the lease of the {self.name} is not held")
        if self._clock() - self._moved_at <= min(BEAT_SECONDS, self.seconds / 2):
            return
        asked_at = self._clock()
        with self.journal.write() as connection:
            is_ours = self._move(connection, self.holder)
        self._remember(asked_at if is_ours else None)
        if not is_ours:
            raise LeaseLost(f"another worker has the {self.name}")

    def release(self) -> None:
        """Lets another one go on at once; nothing where this holder has it not."""
        self._moved_at = None
        with self.journal.write() as connection:
            is_given_up = self._move(connection, self.holder, to=FREE)
        if is_given_up:
            effect(STEP, "given up", lease=self.name)

    def _remember(self, moved_at: float | None) -> None:
        """Keeps when the counter was last moved, None where another one has the
        lease; logs where that is news.
        """
        if moved_at is not None and self._moved_at is None:
            effect(STEP, "taken", lease=self.name)
        elif moved_at is None and self._moved_at is not None:
            effect(STEP, "lost", lease=self.name)
        self._moved_at = moved_at

    def _acquire(self) -> bool:
        """Takes a lease that is ours, or free, or whose counter has stood still
        for longer than it lasts.
        """
        with self.journal.read() as connection:
            query = sa.select(leases.c.holder, leases.c.counter).where(
                leases.c.name == self.name
            )
            row = connection.execute(query).first()
        if row is None:
            return self._insert()
        observed = self._observed
        if observed is None or (observed.holder, observed.counter) != (
            row.holder,
            row.counter,
        ):
            observed = self._observed = Observed(row.holder, row.counter, self._clock())
        stands_still = self._clock() - observed.since >= self.seconds
        if row.holder not in (self.holder, FREE) and not stands_still:
            return False
        with self.journal.write() as connection:
            return self._move(connection, row.holder, row.counter, to=self.holder)

    def _move(
        self,
        connection: Connection,
        holder: str,
        counter: int | None = None,
        *,
        to: str | None = None,
    ) -> bool:
        """Moves the counter on if `holder` has the lease and the counter stands there
        still; gives the lease `to` another.
        """
        query = sa.update(leases).where(
            leases.c.name == self.name, leases.c.holder == holder
        )
        if counter is not None:
            query = query.where(leases.c.counter == counter)
        values = {
            "counter": leases.c.counter + 1,
            "holder": holder if to is None else to,
        }
        return bool(connection.execute(query.values(values)).rowcount)

    def _insert(self) -> bool:
        try:
            with self.journal.write() as connection:
                connection.execute(
                    sa.insert(leases).values(
                        name=self.name, holder=self.holder, counter=1
                    )
                )
        except IntegrityError:
            # another one inserted the row between our look and our insert
            return False
        return True
