"""The programme's rules with their conditions made ready."""

from dataclasses import dataclass, field
from datetime import timedelta

from programme.checks.check import condition_on
from programme.expressions import Condition
from programme.model import Programme
from programme.models.rules import Check, Event, Ladder
from programme.records.record import View
from rules.calendar.days_off import LONGEST_CLOSED
from rules.case import case_of


@dataclass(frozen=True)
class Book:
    """Rules of one programme; made once, used for every record."""

    programme: Programme
    conditions: dict[tuple[str, str], Condition] = field(default_factory=dict)

    def holds(self, rule: Event | Ladder | Check, view: View) -> bool:
        """Whether a rule's `only` holds of a record; always where it has none."""
        return rule.only is None or self.true(rule.only, view)

    def true(self, condition: str, view: View) -> bool:
        """Whether a condition of the programme holds of a record."""
        # Several rules ask the same condition of a record: it is evaluated once.
        return view.once(
            ("holds", condition), self._condition(view.table.name, condition).holds
        )

    def case_of(self, view: View) -> View | None:
        """The case that a record belongs to, or None."""
        return case_of(view)

    def silent(self, case: View | None) -> bool:
        """Whether a case is over (its edition is closed): it stays
        readable and says nothing.
        """
        condition = self.programme.case.silent
        return bool(case and condition and self.true(condition, case))

    def silent_for(self, case: View | None) -> int | None:
        """For how many days a case has been silent: 0 where it is not, None where it
        has been for longer than LONGEST_CLOSED.

        What counted on its last day may still wait for a day on which mails go out;
        none waits longer than that.
        """
        if case is None or case.record is None or not self.silent(case):
            return 0

        def count_days() -> int | None:
            for days_ago in range(1, LONGEST_CLOSED + 1):
                if not self.silent(_as_of(case, days_ago)):
                    return days_ago
            return None

        # Of a closed edition this is asked for every row, and the answer is its case's.
        return case.records.once(
            ("silent for", case.record.reference, case.today), count_days
        )

    def _condition(self, table: str, text: str) -> Condition:
        key = (table, text)
        if key not in self.conditions:
            self.conditions[key] = condition_on(
                self.programme, self.programme.tables[table], text
            )
        return self.conditions[key]


def _as_of(view: View, days_ago: int) -> View:
    """The same record as some days ago, as far as conditions ask for the day."""
    return View(
        view.records, view.table, view.record, view.today - timedelta(days=days_ago)
    )


def stopped(case: View | None) -> bool:
    """Whether staff have stopped the mails of this case."""
    return bool(case and case.value("stop_mail"))
