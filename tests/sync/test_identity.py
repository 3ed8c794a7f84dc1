"""Which row is which record: one table of cases."""

import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from core.ids import ALPHABET, LENGTH
from core.problem import Problem, ProblemCode
from sheets.reading.snapshot import Row
from sync.rows.identity import match
from sync.rows.matches import InFlight, Known, LastSeen, TabRows

A, B, C, D, N = "MUN-AAAAA", "MUN-CCCCC", "MUN-DDDDD", "MUN-EEEEE", "MUN-77777"
"""References of records; the last is one that nobody has."""
COLUMNS = ("name", "country", "why", "status")
START = datetime(2027, 3, 1, 12, tzinfo=UTC)
LATER = 3600
"""Seconds after the first record came."""


def moment(second):
    return None if second is None else (START + timedelta(seconds=second)).isoformat()


def content(text):
    """“Otavalo · Ecuador · porque sí · applied”, blank where there is nothing."""
    parts = [part.strip() or None for part in text.split("·")]
    return dict(zip(COLUMNS, [*parts, None, None, None, None], strict=False))


def sheet(*lines):
    """Rows from (reference, text, second), and columns whose cell makes no sense."""
    rows = []
    for index, (reference, text, second, *wrong) in enumerate(lines, start=1):
        values = {
            name: value for name, value in content(text).items() if name not in wrong
        }
        cells = tuple(
            value or ""
            for value in (reference, *content(text).values(), moment(second))
        )
        problems = {name: Problem(ProblemCode.cell, "") for name in wrong}
        own = {"received": moment(second), "flag": None}
        is_empty = not any(values.values()) and not problems
        rows.append(Row(reference, values, own, problems, index, cells, is_empty))
    return rows


def record(reference, text, second=0, *, present=True, sent=True):
    return LastSeen(
        reference, {**content(text), "received": moment(second)}, {}, present, sent
    )


def flight(reference, text, second=LATER, *, asked=True):
    values = {**content(text), "received": moment(second)}
    cells = {value for value in values.values() if value}
    return InFlight(reference, values, cells, asked)


@dataclass
class Case:
    name: str
    rows: list
    expected: list
    known: list = field(default_factory=list)
    in_flight: list = field(default_factory=list)
    gone: set = field(default_factory=set)
    unsure: set = field(default_factory=set)
    misplaced: set = field(default_factory=set)
    elsewhere: tuple = ()
    taken: tuple = ()
    annotated: tuple = ()
    steering: bool = False


OTAVALO = "Otavalo · Ecuador · sí · applied"
COTACACHI = "Cotacachi · Ecuador · sí · applied"
PASTO = "Pasto · Colombia · tal vez · paused"
EDITED = "Otavalo · Ecuador · sí · approved"
TWO = [record(A, OTAVALO), record(B, PASTO, 60)]

CASES = [
    # Under their own references
    Case("nothing happened", sheet((A, OTAVALO, 0), (B, PASTO, 60)), [("same", A), ("same", B)], TWO),
    Case("rows were sorted", sheet((B, PASTO, 60), (A, OTAVALO, 0)), [("same", B), ("same", A)], TWO),
    Case("a cell was edited", sheet((A, EDITED, 0), (B, PASTO, 60)), [("same", A), ("same", B)], TWO),
    Case("every cell was edited", sheet((A, "x · y · z · v", 0), (B, PASTO, 60)), [("same", A), ("same", B)], TWO),
    Case("a cell makes no sense", sheet((A, OTAVALO, 0, "status"), (B, PASTO, 60)), [("same", A), ("same", B)], TWO),
    Case("a row was deleted", sheet((A, OTAVALO, 0)), [("same", A)], TWO, gone={B}),
    Case("a row that was gone is back", sheet((A, OTAVALO, 0)), [("same", A)], [record(A, OTAVALO, present=False)]),
    Case("one column was sorted alone: an edit",
         sheet((A, "Pasto · Ecuador · sí · applied", 0), (B, "Otavalo · Colombia · tal vez · paused", 60)),
         [("same", A), ("same", B)], TWO),
    Case("one row was pasted over another, but for the reference: an edit",
         sheet((A, PASTO, 60), (B, PASTO, 60)), [("same", A), ("same", B)], TWO),
    # New rows
    Case("typed by hand, not yet with a reference", sheet(("", COTACACHI, None)), [("new", "")]),
    Case("typed by hand, with its reference by now", sheet((N, COTACACHI, None)), [("new", N)]),
    Case("a row that says what another says", sheet((A, OTAVALO, 0), (N, OTAVALO, 0)), [("same", A), ("copy", N)],
         TWO[:1]),
    Case("two new rows that say the same", sheet((N, OTAVALO, None), (C, OTAVALO, None)), [("new", N), ("copy", C)]),
    Case("a copy above its original", sheet((N, OTAVALO, 0), (A, OTAVALO, 0)), [("copy", N), ("same", A)], TWO[:1]),
    Case("a new reference that was copied at once", sheet((N, OTAVALO, None), (N, PASTO, None)),
         [("new", N), ("duplicate", N)]),
    Case("a copy without its reference", sheet((A, OTAVALO, 0), ("", OTAVALO, 0)), [("same", A), ("new", "")], TWO[:1]),
    Case("a copy without its reference, and edited", sheet((A, OTAVALO, 0), ("", EDITED, 0)),
         [("same", A), ("new", "")], TWO[:1]),
    Case("a copy without its reference, while the original is edited", sheet((A, EDITED, 0), ("", OTAVALO, 0)),
         [("same", A), ("new", "")], TWO[:1]),
    # References that stand twice
    Case("a row was copied with its reference", sheet((A, OTAVALO, 0), (A, OTAVALO, 0)),
         [("duplicate", A), ("duplicate", A)], TWO[:1], unsure={A}),
    Case("copied with its reference and edited", sheet((A, OTAVALO, 0), (A, "Otra · · ·", 0)),
         [("duplicate", A), ("duplicate", A)], TWO[:1], unsure={A}),
    Case("typed over with that of another delivery", sheet((C, COTACACHI, LATER), (C, OTAVALO, LATER)),
         [("arrived", N), ("arrived", C)], in_flight=[flight(C, OTAVALO), flight(N, COTACACHI)]),
    Case("typed over with that of another delivery, which was edited",
         sheet((C, COTACACHI, LATER), (C, EDITED, LATER)), [("arrived", N), ("arrived", C)],
         in_flight=[flight(C, OTAVALO), flight(N, COTACACHI)]),
    Case("typed over with that of another delivery, whose row was deleted", sheet((C, COTACACHI, LATER)),
         [("arrived", N)], in_flight=[flight(C, OTAVALO), flight(N, COTACACHI)]),
    Case("typed over with another's reference", sheet((A, OTAVALO, 0), (A, PASTO, 60)),
         [("same", A), ("restored", B)], TWO),
    Case("typed over with another's reference, and edited",
         sheet((A, OTAVALO, 0), (A, "Pasto · Colombia · ya · paused", 60)), [("same", A), ("restored", B)], TWO),
    Case("typed over with another's reference, and edited beyond recognition",
         sheet((A, OTAVALO, 0), (A, "Pasto · Colombia · ya · ", 60)), [("duplicate", A), ("duplicate", A)], TWO,
         unsure={A}, gone={B}),
    Case("typed over with another's reference, and the date of arrival cleared",
         sheet((A, OTAVALO, 0), (A, PASTO, None)), [("same", A), ("restored", B)], TWO),
    Case("a copy with its reference, edited to be as like one that is gone",
         sheet((A, OTAVALO, 0), (A, "Otavalo · Colombia · sí · applied", 0)), [("duplicate", A), ("duplicate", A)],
         [record(A, OTAVALO), record(B, "Pasto · Colombia · sí · applied")], unsure={A}, gone={B}),
    # References that were cleared or typed over
    Case("cleared", sheet(("", OTAVALO, 0), (B, PASTO, 60)), [("restored", A), ("same", B)], TWO),
    Case("cleared and edited", sheet(("", EDITED, 0), (B, PASTO, 60)), [("restored", A), ("same", B)], TWO),
    Case("cleared with the date of arrival", sheet(("", OTAVALO, None), (B, PASTO, 60)),
         [("restored", A), ("same", B)], TWO),
    Case("cleared, and a cell makes no sense", sheet(("", OTAVALO, 0, "status"), (B, PASTO, 60)),
         [("restored", A), ("same", B)], TWO),
    Case("typed over by a word", sheet(("x", OTAVALO, 0), (B, PASTO, 60)), [("restored", A), ("same", B)], TWO),
    Case("typed over by a word, and edited beyond recognition", sheet(("x", "a · b · c · d", None), (B, PASTO, 60)),
         [("invalid", "x"), ("same", B)], TWO, gone={A}),
    Case("typed over by one that nobody has", sheet((N, OTAVALO, 0), (B, PASTO, 60)),
         [("restored", A), ("same", B)], TWO),
    Case("hit by a reference of ours, and edited", sheet((N, EDITED, 0), (B, PASTO, 60)),
         [("restored", A), ("same", B)], TWO),
    Case("in small letters", sheet((A.lower(), OTAVALO, 0), (B, PASTO, 60)), [("restored", A), ("same", B)], TWO),
    Case("in small letters, with a space, and edited", sheet((f" {A.lower()}", "Q · · ·", 0), (B, PASTO, 60)),
         [("restored", A), ("same", B)], TWO),
    Case("another's in small letters, whose row is there", sheet((A, OTAVALO, 0), (A.lower(), PASTO, 60)),
         [("same", A), ("restored", B)], TWO),
    Case("two rows that say the same lost theirs", sheet(("", OTAVALO, 0), ("", OTAVALO, 0)),
         [("restored", A), ("restored", B)], [record(A, OTAVALO), record(B, OTAVALO)]),
    Case("two records are as like", sheet(("", "Otavalo · Ecuador · sí ·", 0)), [("new", "")],
         [record(A, "Otavalo · Ecuador · no ·"), record(B, "Otavalo · Ecuador · no ·")], gone={A, B}),
    Case("two rows are as like", sheet((N, "Otavalo · Ecuador · x ·", 0), (C, "Otavalo · Ecuador · y ·", 0)),
         [("new", N), ("new", C)], TWO[:1], gone={A}),
    Case("a copy came in the second of a row that is gone", sheet((A, OTAVALO, 0), (N, OTAVALO, 0)),
         [("same", A), ("copy", N)], [record(A, OTAVALO), record(B, COTACACHI)], gone={B}),
    Case("deleted a month ago, and put back without its reference", sheet(("", OTAVALO, None)), [("restored", A)],
         [record(A, OTAVALO, present=False)]),
    Case("one that says the same as two that are gone", sheet(("", OTAVALO, None)), [("new", "")],
         [record(A, OTAVALO, present=False), record(B, OTAVALO, 60, present=False)]),
    Case("it stood twice, and a write of ours hit the row that had it",
         sheet((N, OTAVALO, 0), (A, "Otra · Ecuador · sí · applied", 0)),
         [("restored", A), ("duplicate", A)], TWO[:1]),
    # References that changed their rows
    Case("two were swapped", sheet((B, OTAVALO, 0), (A, PASTO, 60)), [("restored", A), ("restored", B)], TWO),
    Case("three went round", sheet((B, OTAVALO, 0), (C, PASTO, 60), (A, COTACACHI, 90)),
         [("restored", A), ("restored", B), ("restored", C)], [*TWO, record(C, COTACACHI, 90)]),
    Case("two were swapped, and one of the rows edited", sheet((B, EDITED, 0), (A, PASTO, 60)),
         [("same", B), ("same", A)], TWO),
    Case("another's was typed over one's own, and that row deleted", sheet((B, OTAVALO, 0)), [("restored", A)], TWO,
         gone={B}),
    # Cut into another tab, or back
    Case("cut out of another tab", sheet((A, OTAVALO, 0)), [("moved", A)], elsewhere=(A,)),
    Case("copied out of another tab", sheet((A, OTAVALO, 0)), [("duplicate", A)], elsewhere=(A,), taken=(A,)),
    Case("copied back into the tab that it was cut out of", sheet((A, OTAVALO, 0)), [("duplicate", A)],
         [record(A, OTAVALO, present=False)], elsewhere=(A,), taken=(A,)),
    Case("typed over with the reference of another tab's row", sheet((C, OTAVALO, 0)), [("restored", A)], TWO[:1],
         elsewhere=(C,), taken=(C,)),
    Case("cut from another tab twice", sheet((A, OTAVALO, 0), (A, OTAVALO, 0)), [("duplicate", A), ("duplicate", A)],
         elsewhere=(A,)),
    # Rows in which nothing of the team's stands
    Case("all of the team's cells were emptied", sheet((A, "", 0)), [("empty", "")], TWO[:1], gone={A}),
    Case("only a date of arrival of ours", sheet(("", "", 0)), [("empty", "")]),
    Case("emptied, but for a column of the team's own", sheet((A, "", 0)), [("same", A)], TWO[:1], annotated=(A,)),
    Case("the cells were cut to another line, the reference stayed", sheet((A, "", 0), ("", OTAVALO, None)),
         [("empty", ""), ("restored", A)], TWO[:1]),
    Case("a word that makes no sense is the team's", sheet((A, "", 0, "status")), [("same", A)], TWO[:1]),
    # Tabs by which the team steers
    Case("a setting whose name was typed over", sheet(("x", "All mail · stop · ·", None)), [("restored", "mail")],
         [record("mail", "All mail · stop · ·", None)], steering=True),
    Case("a setting whose name was written in capitals", sheet(("MAIL", "All mail · send · ·", None)),
         [("restored", "mail")], [record("mail", "All mail · stop · ·", None)], steering=True),
    Case("a row of the outbox without an action", sheet(("MSJ-AAAAA", "", None)), [("same", "MSJ-AAAAA")],
         [record("MSJ-AAAAA", "", None)], steering=True),
    # Deliveries
    Case("a delivery has arrived", sheet((N, COTACACHI, LATER)), [("arrived", N)], in_flight=[flight(N, COTACACHI)]),
    Case("it has arrived, and a cell was edited", sheet((N, PASTO, LATER)), [("arrived", N)],
         in_flight=[flight(N, COTACACHI)]),
    Case("it has not come", sheet((A, OTAVALO, 0)), [("same", A)], TWO[:1], in_flight=[flight(N, COTACACHI)]),
    Case("its reference was cleared", sheet(("", COTACACHI, LATER)), [("arrived", N)],
         in_flight=[flight(N, COTACACHI)]),
    Case("its reference and date of arrival were cleared", sheet(("", COTACACHI, None)), [("arrived", N)],
         in_flight=[flight(N, COTACACHI)]),
    Case("cleared, and a cell edited", sheet(("", "Cotacachi · Perú · sí · applied", LATER)), [("arrived", N)],
         in_flight=[flight(N, COTACACHI)]),
    Case("typed over by a word", sheet(("x", COTACACHI, LATER)), [("arrived", N)], in_flight=[flight(N, COTACACHI)]),
    Case("its reference stands twice, and both rows were edited: the one most like it",
         sheet((N, PASTO, LATER), (N, "Cotacachi · Perú · sí · applied", LATER)), [("duplicate", N), ("arrived", N)],
         in_flight=[flight(N, COTACACHI)]),
    Case("in small letters", sheet((N.lower(), PASTO, LATER)), [("arrived", N)], in_flight=[flight(N, COTACACHI)]),
    Case("typed over with another's reference", sheet((A, OTAVALO, 0), (A, COTACACHI, LATER)),
         [("same", A), ("arrived", N)], TWO[:1], in_flight=[flight(N, COTACACHI)]),
    Case("typed over with another's, and a cell edited",
         sheet((A, OTAVALO, 0), (A, "Cotacachi · Perú · sí · applied", LATER)),
         [("same", A), ("arrived", N)], TWO[:1], in_flight=[flight(N, COTACACHI)]),
    Case("typed over with another's whose row was deleted", sheet((A, COTACACHI, LATER)), [("arrived", N)], TWO[:1],
         in_flight=[flight(N, COTACACHI)], gone={A}),
    Case("typed over with another's whose row was deleted, and edited",
         sheet((A, "Cotacachi · Perú · sí · applied", LATER)), [("arrived", N)], TWO[:1],
         in_flight=[flight(N, COTACACHI)], gone={A}),
    Case("hit by a reference of ours, which was taken for a new row's", sheet((C, COTACACHI, LATER)), [("arrived", N)],
         [record(C, COTACACHI, LATER, sent=False)], [flight(N, COTACACHI)], gone={C}),
    Case("one of two that say the same came", sheet(("", COTACACHI, LATER)), [("arrived", N)],
         in_flight=[flight(N, COTACACHI), flight(D, COTACACHI)]),
    Case("one of two of a second came, and its reference was cleared", sheet(("", OTAVALO, LATER)), [("arrived", C)],
         in_flight=[flight(N, COTACACHI), flight(C, OTAVALO)]),
    Case("one that was here before and was cleared is not it", sheet(("", OTAVALO, LATER)), [("restored", A)],
         [record(A, OTAVALO, LATER)], [flight(N, COTACACHI)]),
    Case("nor one that was here before and says the very same", sheet(("", COTACACHI, LATER)), [("restored", A)],
         [record(A, COTACACHI, LATER)], [flight(N, COTACACHI)]),
    Case("nor a copy of one", sheet((A, OTAVALO, LATER), (A, OTAVALO, LATER)), [("duplicate", A), ("duplicate", A)],
         [record(A, OTAVALO, LATER)], [flight(N, COTACACHI)], unsure={A}),
    Case("nor a copy without its reference", sheet((A, OTAVALO, LATER), ("", OTAVALO, LATER)),
         [("same", A), ("new", "")], [record(A, OTAVALO, LATER)], [flight(N, COTACACHI)]),
    Case("nor a copy that was edited", sheet((A, OTAVALO, LATER), ("", "Otavalo · Ecuador · sí · ya", LATER)),
         [("same", A), ("new", "")], [record(A, OTAVALO, LATER)], [flight(N, "Otra · Ecuador · sí · ya")]),
    Case("nor a copy that has its own reference by now", sheet((A, OTAVALO, LATER), (C, OTAVALO, LATER)),
         [("same", A), ("same", C)], [record(A, OTAVALO, LATER), record(C, OTAVALO, LATER, sent=False)],
         [flight(N, COTACACHI)]),
    Case("a row on its way that was put back meanwhile has arrived", sheet((N, COTACACHI, 0)), [("arrived", N)],
         in_flight=[flight(N, COTACACHI, 0, asked=False)]),
    Case("one that waits is not looked for by what it says", sheet(("", COTACACHI, LATER)), [("new", "")],
         in_flight=[flight(N, COTACACHI, asked=False)]),
    Case("it landed in wrong columns, its reference too", sheet(("Cotacachi", f"{N} · Ecuador · · ", None)),
         [("invalid", "Cotacachi")], in_flight=[flight(N, COTACACHI)], misplaced={N}),
    Case("it landed in wrong columns, its reference in one that is not read",
         sheet(("Cotacachi", "Ecuador · sí · applied ·", LATER)), [("invalid", "Cotacachi")],
         in_flight=[flight(N, COTACACHI)], misplaced={N}),
    Case("it landed in wrong columns beside another's reference, whose row is gone",
         sheet((A, "Cotacachi · Ecuador · sí · applied", LATER)), [("same", A)], [record(A, PASTO)],
         in_flight=[flight(N, "Ecuador · sí · applied · Cotacachi")], misplaced={N}),
    Case("another row names it: that is no wrong column", sheet((A, f"Otavalo · {N} · sí · applied", 0)), [("same", A)],
         TWO[:1], in_flight=[flight(N, COTACACHI)]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_row_is_matched(case):
    known = Known(
        {item.reference: item for item in case.known}, case.elsewhere, case.taken
    )
    matches = match(
        TabRows(case.rows, case.steering, case.annotated), known, case.in_flight
    )
    assert [
        (str(found.kind), found.reference) for found in matches.rows
    ] == case.expected
    assert (set(matches.gone), set(matches.unsure), set(matches.misplaced)) == (
        case.gone,
        case.unsure,
        case.misplaced,
    )


SIZE = 300
SHAPES = {
    "under their own references": (lambda n: n, lambda n: n, False),
    "all references cleared": (lambda n: None, lambda n: n, False),
    "all references moved on by one row": (lambda n: n + 1, lambda n: n, False),
    "all new, and edited": (lambda n: n + 50_000, lambda n: n, True),
    "all new, edited, and of one second": (lambda n: n + 50_000, lambda n: 0, True),
    "all under one reference": (lambda n: 0, lambda n: n, False),
}


def many(size, shape):
    """What a tab of this size has come to: its rows, and its records."""
    number, second, edited = SHAPES[shape]
    ends = "x" if edited else ""
    lines = [
        (
            reference_of(number(n)),
            f"Lugar {n}{ends} · Ecuador · sí {n % 7} · applied",
            second(n),
        )
        for n in range(size)
    ]
    records = [
        record(
            reference_of(n), f"Lugar {n} · Ecuador · sí {n % 7} · applied", second(n)
        )
        for n in range(size)
    ]
    return TabRows(sheet(*lines)), Known({item.reference: item for item in records})


def reference_of(number):
    if number is None:
        return ""
    digits = [
        ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)]
        for place in range(LENGTH)
    ]
    return "MUN-" + "".join(digits)


def calls_of(work):
    """How many functions were called, which no other process on
    this machine makes more of.
    """
    count = 0

    def on_event(frame, event, argument):
        nonlocal count
        count += event == "call"

    sys.setprofile(on_event)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_rows_and_no_faster(shape):
    few, twice_as_many = (
        calls_of(partial(match, *many(size, shape))) for size in (SIZE, 2 * SIZE)
    )
    assert few < twice_as_many < 2.2 * few
