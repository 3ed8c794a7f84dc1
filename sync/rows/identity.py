"""Which row of a tab is which record: the one answer to every
question of this kind. Pure.

People copy, clear, type over, cut, paste and sort; a write of ours can land beside
another row. So a reference alone does not make a row a record's; what stands in the row
has a say. `match` tells how both are weighed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from core.ids import REFERENCE
from programme.records.record import Value
from sheets.reading.snapshot import Row
from sync.rows.claims import Claims, Content, content_of
from sync.rows.likeness import HALF, MOST, differences, facts, second_of, share
from sync.rows.matches import (
    Claimant,
    InFlight,
    Kind,
    Known,
    LastSeen,
    Match,
    Matches,
    TabRows,
)
from sync.rows.same_second import by_second, most_alike, of_second, rows_by_second
from sync.rows.spelled_references import canonical_references, whole_exchanges
from sync.rows.text_index import TextIndex

COMPARED = 10_000
"""Pairs compared cell by cell within one second.

A paste of thousands of rows has one second; likeness tells nothing there.
"""
NOTHING: Mapping[str, Value] = MappingProxyType({})


def match(tab: TabRows, known: Known, in_flight: Sequence[InFlight] = ()) -> Matches:
    """Finds out what each row of a tab is, and where each record and each delivery has
    gone. Linear in the number of rows.

    1. A row in which nothing of the team's stands is empty, unless its
       reference is a delivery's.
    2. A row with the reference of a delivery that says what was sent has arrived; a
       reference in small letters counts as it was given out.
    3. A row that alone has a record's reference, and says what the
       record said, is that record.
    4. A delivery that Google was asked for has arrived in a row that says exactly what
       was sent, at that second or at none, and is not for sure another record's: its
       reference was cleared, typed over or repeated before our first look. After that,
       a row with the reference of a delivery has arrived whatever it says: of several,
       the one most like what was sent.
    5. A record without its row is restored to one that says exactly what it said, at
       that second: a row without a reference, with one that nobody has, or that stands
       twice. With one that nobody has, also where the record's own reference stands
       beside other cells: then a write of ours hit the row.
    6. References that were swapped, or went round among more rows, follow
       the cells where each of the rows says exactly what another of these
       records said, at that second.
    7. A record without its row is restored to a row without a reference, with one that
       nobody has, or that stands twice, that says all that it said at another second,
       where only one row and one record are so.
    8. What came in the second of a record without its row, or of a delivery, and says
       more than half, or most, of it, is that one, edited: unless another of that
       second is as like, so that the row may be a copy of it.
    9. A delivery has landed in the wrong columns where its reference, or most of its
       texts, stand in a row that is nobody's.
    10. The other rows are what their references say: one of several is a duplicate, and
        so is one whose reference has its row in another tab; a record of another tab
        has moved; a reference of ours that nobody has is new, and so is a row without
        one; any other was never given out.
    11. A present record without a row is gone, unless its rows are
        duplicates: then that is unsure.
    """
    matching = _Matching(tab, known, in_flight)
    matching.match_unchanged_deliveries()
    matching.match_unchanged_records()
    if matching.has_doubts():  # mostly every row stands under its own reference
        matching.match_deliveries_by_content()
    matching.match_deliveries_by_reference()
    if matching.has_doubts():
        matching.match_records_by_content()
        matching.match_swapped_references()
        matching.match_records_by_cells_alone()
        matching.match_edited_rows()
        matching.find_misplaced_deliveries()
    matching.match_the_rest()
    return matching.result()


class _Matching:
    """The rows of a tab that are matched so far, and what is left of its
    rows, records and deliveries.
    """

    def __init__(
        self, tab: TabRows, known: Known, in_flight: Sequence[InFlight]
    ) -> None:
        self.tab = tab
        self.known = known
        self.flights = {flight.reference: flight for flight in in_flight}
        self.matches: dict[int, Match] = {}
        self.matched: set[str] = set()
        self.misplaced: set[str] = set()
        self.references = canonical_references(
            tab.rows, {*known.records, *self.flights}, known.elsewhere
        )
        self.standing: dict[str, list[Row]] = defaultdict(list)
        for row in tab.rows:
            if self._is_empty(row):
                self.matches[row.index] = Match(row, Kind.empty)
            else:
                self.standing[self.references[row.index]].append(row)

    def result(self) -> Matches:
        """What was found out (step 11)."""
        duplicated = set()
        for match in self.matches.values():
            if match.kind is Kind.duplicate:
                duplicated.add(match.reference)
        present = set()
        for reference, record in self.known.records.items():
            if record.present:
                present.add(reference)
        unsure = (present & duplicated) - self.matched
        in_order = [self.matches[row.index] for row in self.tab.rows]
        return Matches(
            in_order, present - self.matched - unsure, unsure, self.misplaced
        )

    def _is_empty(self, row: Row) -> bool:
        """Step 1. In a tab by which the team steers, the app's cells are the row."""
        if (
            self.tab.steering
            or row.reference in self.flights
            or row.reference in self.tab.annotated
        ):
            return False
        return row.is_empty

    def match_unchanged_deliveries(self) -> None:
        """Step 2."""
        for reference, flight in self.flights.items():
            for row in self._left(self.standing.get(reference, ())):
                if reference not in self.matched and not differences(
                    flight.values, row.values
                ):
                    self._match(row, Kind.arrived, reference)

    def match_deliveries_by_reference(self) -> None:
        """The second half of step 4.

        Of several rows as like the first is taken; the others are duplicates.
        """
        for reference, flight in self.flights.items():
            if reference not in self.matched:
                rows = self._left(self.standing.get(reference, ()))
            else:
                rows = []
            if rows:
                row = max(rows, key=lambda row: share(flight.values, row.values))
                self._match(
                    row, Kind.arrived, reference, differences(flight.values, row.values)
                )

    def match_unchanged_records(self) -> None:
        """Step 3."""
        for reference, record in self.known.records.items():
            rows = self.standing.get(reference, ())
            if (
                len(rows) != 1
                or rows[0].index in self.matches
                or reference in self.matched
            ):
                continue
            if self._is_taken(record):
                continue
            if not differences(record.values, rows[0].values):
                self._match_by_reference(rows[0], record)

    def has_doubts(self) -> bool:
        """Whether a row is left that may be a record, or a delivery,
        other than its reference says.
        """
        rows = self._left(self.tab.rows)
        if self._flights_left() or any(
            not self._has_reference_alone(row) for row in rows
        ):
            return True
        lost = any(
            self._stands_nowhere(record)
            for record in self._records_left()
            if record.present
        )
        return len(rows) > 1 or (bool(rows) and lost)

    def match_deliveries_by_content(self) -> None:
        """Step 4. A reference that we gave to a row as if it had been typed by hand
        says nothing: ours may have hit it.

        A record that says the same comes first: it was here before, and taking its row
        for the delivery's would lose one.
        """
        flights = self._flights_left()
        if not flights:
            return
        timed = Claims(flights)
        untimed = Claims(flights, timed=False)
        claimants = []
        for record in self._records_left():
            if record.present:
                claimants.append(record)
        records = Claims(claimants)
        for row in self.tab.rows:
            if self._is_surely_matched(row):
                continue
            content = self._content(row)
            if content.second is None:
                claims = untimed
            else:
                claims = timed
            flight = claims.first(content, self.matched)
            if flight is not None and records.first(content, self.matched) is None:
                self._match(row, Kind.arrived, flight.reference)

    def match_records_by_content(self) -> None:
        """Step 5.

        Of rows that say the same, each may be any of the records that said so.
        """
        claimants = [
            record for record in self._records_left() if self._stands_nowhere(record)
        ]
        nowhere = Claims(claimants)
        claimants = [
            record
            for record in self._records_left()
            if not self._stands_nowhere(record)
        ]
        elsewhere = Claims(claimants)
        for row in self._left(self.tab.rows):
            if self._has_reference_alone(row) or self._says_what_its_record_said(row):
                continue
            record = nowhere.first(self._content(row), self.matched)
            if record is None and self._has_unknown_reference(row):
                record = elsewhere.first(self._content(row), self.matched)
            if record is not None:
                self._match(row, Kind.restored, record.reference)

    def match_swapped_references(self) -> None:
        """Step 6.

        Where one row was pasted over another, nobody claims the first:
        that is an edit, not a swap.
        """
        claimants = [record for record in self._records_left() if record.present]
        claims = Claims(claimants)
        targets: dict[str, str] = {}
        for row in self._left(self.tab.rows):
            record = None
            if self._has_reference_alone(row):
                record = claims.only(self._content(row), self.matched)
            if record is not None:
                targets[self.references[row.index]] = record.reference
        for reference, target in whole_exchanges(targets, self.standing).items():
            self._match(self.standing[reference][0], Kind.restored, target)

    def match_records_by_cells_alone(self) -> None:
        """Step 7."""
        lost = [
            record for record in self._records_left() if self._stands_nowhere(record)
        ]
        claims = Claims(lost, timed=False)
        rows = [
            row
            for row in self._left(self.tab.rows)
            if not self._has_reference_alone(row)
        ]
        claimed: list[tuple[Row, str]] = []
        for row in rows:
            record = claims.only(self._content(row), self.matched)
            if record is not None:
                claimed.append((row, record.reference))
        counts = Counter(reference for _row, reference in claimed)
        for row, reference in claimed:
            is_only = counts[reference] == 1
            if is_only and not self._says_what_its_record_said(row):
                self._match(row, Kind.restored, reference)

    def match_edited_rows(self) -> None:
        """Step 8."""
        lost = []
        for record in self._records_left():
            if self._stands_nowhere(record):
                lost.append(record)
        rows = rows_by_second(
            row for row in self._left(self.tab.rows) if self._may_be_another(row)
        )
        left: list[Claimant] = [*lost, *self._flights_left()]
        if not rows or not left:
            return
        claimants = by_second(left)
        records_by_second = by_second(self.known.records.values())
        for second, rows_of_second in rows.items():
            near = []
            for claimant in of_second(claimants, second):
                if claimant.reference not in self.matched:
                    near.append(claimant)
            references = {claimant.reference for claimant in near}
            rivals = []
            for record in of_second(records_by_second, second):
                if record.reference not in references:
                    rivals.append(record)
            comparisons = len(rows_of_second) * (len(near) + len(rivals))
            if not near or comparisons > COMPARED:
                continue
            for row, claimant in most_alike(rows_of_second, near, rivals):
                kind = Kind.restored
                if isinstance(claimant, InFlight):
                    kind = Kind.arrived
                self._match(row, kind, claimant.reference)

    def find_misplaced_deliveries(self) -> None:
        """Step 9.

        A copy of a record that came in the delivery's second has most of its
        texts, too, each in its column.
        """
        flights = self._flights_left()
        if not flights:
            return
        rows = []
        for row in self.tab.rows:
            if self._is_free_for_delivery(row):
                rows.append(row)
        index = TextIndex(rows)
        records = by_second(self.known.records.values())
        for flight in flights:
            if index.rows_with(flight.reference):
                self.misplaced.add(flight.reference)
            second = second_of(flight.values.get("received"))
            if second is not None:
                rivals = of_second(records, second)
            else:
                rivals = []
            for row in index.rows_with_most(flight.cells):
                least = max(HALF, share(flight.values, row.values))
                if not any(
                    share(record.values, row.values) >= least for record in rivals
                ):
                    self.misplaced.add(flight.reference)

    def match_the_rest(self) -> None:
        """Step 10."""
        rows = self._left(self.tab.rows)
        counts = Counter(self.references[row.index] for row in rows)
        for row in rows:
            reference = self.references[row.index]
            record = self.known.records.get(reference)
            is_alone = counts[reference] == 1 and reference not in self.matched
            if record is not None and is_alone and not self._is_taken(record):
                self._match_by_reference(row, record)
            else:
                self._match(row, self._kind_of(reference, is_alone=is_alone), reference)
        self._mark_copies()

    def _kind_of(self, reference: str, *, is_alone: bool) -> Kind:
        """What a row is by a reference that is no record's of this tab, or does not
        make the row that record.
        """
        if not reference:
            return Kind.new
        if (
            reference in self.matched
            or reference in self.known.records
            or reference in self.known.taken
        ):
            return Kind.duplicate
        if reference in self.known.elsewhere:
            if is_alone:
                return Kind.moved
            return Kind.duplicate
        if REFERENCE.match(reference) or self.tab.steering:
            return Kind.new  # the first of several becomes the record; from then on the others are its duplicates
        return Kind.invalid

    def _mark_copies(self) -> None:
        """Tells new rows that say all that another row says, one that was there
        before or one further up.
        """
        new = [
            match
            for match in self.matches.values()
            if match.kind is Kind.new and match.reference
        ]
        if not new:
            return
        indices = {match.row.index for match in new}
        contents = set()
        for row in self.tab.rows:
            if row.index not in indices:
                contents.add(facts(row.values, row.values))
        for match in sorted(new, key=lambda match: match.row.index):
            content = facts(match.row.values, match.row.values)
            if content in contents:
                self.matches[match.row.index] = replace(match, kind=Kind.copy)
            contents.add(content)

    # What is left

    def _match(
        self,
        row: Row,
        kind: Kind,
        reference: str = "",
        differing: Mapping[str, Value] = NOTHING,
    ) -> None:
        before = self.matches.get(row.index)
        if before is not None:
            self.matched.discard(before.reference)
        self.matches[row.index] = Match(row, kind, reference, differing)
        if reference and kind not in (Kind.duplicate, Kind.invalid):
            self.matched.add(reference)

    def _match_by_reference(self, row: Row, record: LastSeen) -> None:
        if row.reference == record.reference:
            kind = Kind.same
        else:
            kind = Kind.restored
        self._match(row, kind, record.reference, differences(record.values, row.values))

    def _left(self, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if row.index not in self.matches]

    def _records_left(self) -> list[LastSeen]:
        """Records that no row is yet; those that were in the sheet at
        the last look come first.
        """
        records = []
        for record in self.known.records.values():
            if record.reference not in self.matched:
                records.append(record)
        return sorted(records, key=lambda record: not record.present)

    def _flights_left(self) -> list[InFlight]:
        flights: list[InFlight] = []
        for flight in self.flights.values():
            if flight.asked and flight.reference not in self.matched:
                flights.append(flight)
        return flights

    def _content(self, row: Row) -> "Content":
        return content_of(row, with_own=self.tab.steering)

    # What a row, or a record, is before it is matched

    def _own_record(self, row: Row) -> LastSeen | None:
        return self.known.records.get(self.references[row.index])

    def _has_reference_alone(self, row: Row) -> bool:
        """Whether a row alone has a record's reference."""
        return self._own_record(row) is not None and not self._is_duplicate(row)

    def _is_duplicate(self, row: Row) -> bool:
        return len(self.standing[self.references[row.index]]) > 1 and bool(
            row.reference
        )

    def _is_taken(self, record: LastSeen) -> bool:
        """Whether a record that was not in this tab has its row in another one."""
        return record.reference in self.known.taken and not record.present

    def _stands_nowhere(self, record: LastSeen) -> bool:
        return not self.standing.get(record.reference)

    def _has_unknown_reference(self, row: Row) -> bool:
        """Whether the reference has the form of ours and is nobody's, as those
        that our own writes give.
        """
        reference = self.references[row.index]
        is_known = (
            reference in self.known.records
            or reference in self.known.elsewhere
            or reference in self.flights
        )
        return bool(REFERENCE.match(reference)) and not is_known

    def _says_what_its_record_said(self, row: Row) -> bool:
        record = self._own_record(row)
        return record is not None and not differences(record.values, row.values)

    def _is_surely_matched(self, row: Row) -> bool:
        """Whether nothing that a delivery says can make a row that delivery's."""
        match = self.matches.get(row.index)
        if match is None or match.kind is Kind.arrived:
            return match is not None
        record = self.known.records.get(match.reference)
        return record is None or record.sent

    def _may_be_another(self, row: Row) -> bool:
        """Whether a row can be another record than its reference says, by
        the second in which it came.
        """
        second = second_of(row.own.get("received"))
        record = self._own_record(row)
        if second is None or self.references[row.index] in self.known.elsewhere:
            return False
        if record is None or self._is_duplicate(row):
            return True
        own_second = second_of(record.values.get("received"))
        return own_second is not None and abs(own_second - second) > 1

    def _is_free_for_delivery(self, row: Row) -> bool:
        """Whether what stands in a row is not what the record of its reference says."""
        match = self.matches.get(row.index)
        record = self._own_record(row)
        if record is None:
            return match is None or match.kind is Kind.empty
        if self.tab.steering:  # a row that was sent there is known by its reference: the app changes its cells at will
            return not record.sent
        return match is None and share(record.values, row.values) <= MOST
