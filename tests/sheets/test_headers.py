"""Columns renamed, doubled, blanked, moved, deleted and unmarked in some hundred ways:
no write lands in a wrong column.
"""

import os
import random
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

import pytest

from core.problem import ProblemCode
from sheets.client import Spreadsheet
from sheets.marks import COLUMN
from sheets.reading.reader import Reader
from sheets.setup.column_order import in_order
from sheets.setup.reconcile import apply, plan
from sheets.writing.append import append_requests
from sheets.writing.update import write_own
from tests.rules.small import column
from tests.sheets.small import programme, things

WAYS = int(os.environ.get("WAYS", "200"))
FEW = 40
FIRST, SECOND = "MN-AAAAA", "MN-33333"
ON_ONE_TAB = 5
"""Ways that go on where the last one ended."""
TEXTS = ["name", "why", "notes", "where"]
MADE = programme([column(name) for name in TEXTS])
NAMES = [each.name for each in in_order(things([column(name) for name in TEXTS]))]
LABELS = {
    each.name: each.label["es"]
    for each in things([column(name) for name in TEXTS]).columns
}
NOTES = "Notas"


@dataclass
class Place:
    """A column as it stands: what it was made for, its header, and
    whether its mark is there.
    """

    made_for: str
    header: str
    marked: bool


class Ground:
    """One spreadsheet; each way begins with the tab that was prepared, copied."""

    def __init__(self, url: str) -> None:
        self.client = Spreadsheet("", server=url, call_limit=60)
        self.client.create("Headers", MADE.locale, MADE.time_zone)
        apply(self.client, plan(self.client, MADE, "ours"))
        self.sheet: int | None = None
        self.fresh()

    def fresh(self) -> None:
        """The tab anew: its columns, marks and rows as they were made."""
        if self.sheet is not None:
            self.client.batch([{"deleteSheet": {"sheetId": self.sheet}}])
            apply(self.client, plan(self.client, MADE, "ours"))
        layout = self.look().tabs["towns"].layout
        self.sheet = layout.sheet_id
        self.places = [Place(name, LABELS[name], marked=True) for name in NAMES]
        rows = [
            {"reference": at, **{name: f"{name} of {at}" for name in TEXTS}}
            for at in (FIRST, SECOND)
        ]
        self.client.batch(append_requests(MADE, layout, rows))
        self.insert(len(self.places), NOTES, ["", "von Hand", "à mão"])

    def look(self):
        return Reader(MADE, self.client).read()

    def grid(self):
        [found] = self.client.read([{"gridRange": {"sheetId": self.sheet}}])
        lines = found["valueRange"].get("values", [])
        width = len(self.places)
        return [[*line, *[""] * (width - len(line))][:width] for line in lines]

    def span(self, start: int, count: int = 1):
        return {
            "sheetId": self.sheet,
            "dimension": "COLUMNS",
            "startIndex": start,
            "endIndex": start + count,
        }

    def header(self, at: int, words: str) -> None:
        self.type(at, [words])
        self.places[at].header = words

    def type(self, at: int, cells: list[str], row: int = 0) -> None:
        lines = [
            {"values": [{"userEnteredValue": {"stringValue": cell}} if cell else {}]}
            for cell in cells
        ]
        start = {"sheetId": self.sheet, "rowIndex": row, "columnIndex": at}
        self.client.batch(
            [
                {
                    "updateCells": {
                        "rows": lines,
                        "fields": "userEnteredValue",
                        "start": start,
                    }
                }
            ]
        )

    def insert(self, at: int, header: str, cells: list[str]) -> None:
        request = {
            "insertDimension": {"range": self.span(at), "inheritFromBefore": at > 0}
        }
        self.client.batch([request])
        self.type(at, [header, *cells[1:]])
        self.places.insert(at, Place("", header, marked=False))

    # The ways

    def rename(self, draw: random.Random) -> None:
        self.header(
            draw.randrange(len(self.places)),
            draw.choice(["Otra cosa", "Nombre nuevo", LABELS["why"]]),
        )

    def blank(self, draw: random.Random) -> None:
        self.header(draw.randrange(len(self.places)), "")

    def double(self, draw: random.Random) -> None:
        """A column of their own under a header that is there already, with other
        cells.
        """
        twin = draw.choice(self.places)
        self.insert(
            draw.randrange(len(self.places) + 1), twin.header, ["", "eins", "zwei"]
        )

    def move(self, draw: random.Random) -> None:
        at, to = draw.randrange(len(self.places)), draw.randrange(len(self.places) + 1)
        if to in (at, at + 1):
            return
        self.client.batch(
            [{"moveDimension": {"source": self.span(at), "destinationIndex": to}}]
        )
        place = self.places.pop(at)
        self.places.insert(to - (to > at), place)

    def delete(self, draw: random.Random) -> None:
        at = draw.randrange(len(self.places))
        self.client.batch([{"deleteDimension": {"range": self.span(at)}}])
        self.places.pop(at)

    def add(self, draw: random.Random) -> None:
        self.insert(
            draw.randrange(len(self.places) + 1),
            draw.choice(["", "Extra"]),
            ["", "x", ""],
        )

    def unmark(self, draw: random.Random) -> None:
        at = draw.randrange(len(self.places))
        location = {"dimensionRange": self.span(at)}
        lookup = {
            "developerMetadataLookup": {
                "metadataKey": COLUMN,
                "metadataLocation": location,
            }
        }
        if self.places[at].marked:
            self.client.batch([{"deleteDeveloperMetadata": {"dataFilter": lookup}}])
            self.places[at].marked = False

    # What must hold

    def where(self) -> dict[str, int]:
        """Our columns as a person would find them: by the mark, unless the header
        stands elsewhere; else the only unmarked one under one of its headers.
        """
        headers = [place.header.casefold() for place in self.places]
        marked = {
            place.made_for: at for at, place in enumerate(self.places) if place.marked
        }
        agree = {
            name: at for name, at in marked.items() if headers[at] in label_of(name)
        }
        doubtful = {name: at for name, at in marked.items() if name not in agree}
        found = dict(agree)
        for name, at in doubtful.items():
            elsewhere = [
                i
                for i, words in enumerate(headers)
                if words in label_of(name) and i not in agree.values()
            ]
            anothers = any(
                headers[at] in label_of(other) for other in doubtful if other != name
            )
            if not elsewhere and not anothers:
                found[name] = at
        moved_to = {
            self.moved(name, headers, marked, agree)
            for name in doubtful
            if name not in found
        }
        for name in NAMES:
            free = [
                i
                for i, words in enumerate(headers)
                if words in label_of(name) and i not in marked.values()
            ]
            free = [i for i in free if i not in moved_to]
            if name not in marked and len(free) == 1:
                found[name] = free[0]
        return found

    @staticmethod
    def moved(name, headers, marked, agree) -> int | None:
        """The one unmarked column to which the cells of a marked one have gone."""
        free = [
            i
            for i, words in enumerate(headers)
            if words in label_of(name) and i not in agree.values()
        ]
        doubtful = [other for other in marked if other not in agree and other != name]
        claimed = any(headers[marked[name]] in label_of(other) for other in doubtful)
        return (
            free[0]
            if len(free) == 1 and free[0] not in marked.values() and not claimed
            else None
        )

    def known_headers(self) -> int:
        """How many of our columns stand under a header of theirs."""
        headers = [place.header.casefold() for place in self.places]
        marked = {
            place.made_for: at for at, place in enumerate(self.places) if place.marked
        }
        free = {words for at, words in enumerate(headers) if at not in marked.values()}
        return sum(
            headers[marked[n]] in label_of(n)
            if n in marked
            else bool(free & label_of(n))
            for n in NAMES
        )


@cache
def label_of(name: str) -> frozenset[str]:
    labels = next(
        each for each in MADE.tables["towns"].columns if each.name == name
    ).label
    return frozenset(words.casefold() for words in labels.values())


KINDS = ("rename", "blank", "double", "move", "delete", "add", "unmark")


@pytest.fixture(scope="module")
def ground(sheets_server):
    made = Ground(sheets_server.url)
    yield made
    made.client.close()


@pytest.mark.parametrize(
    "ways", [range(FEW), pytest.param(range(FEW, WAYS), marks=pytest.mark.long)]
)
def test_no_write_lands_in_a_wrong_column(ground, ways):
    counts: Counter[str] = Counter()
    for way in ways:
        draw = random.Random(way)
        if way % ON_ONE_TAB == 0 or "reference" not in ground.where():
            ground.fresh()
        kinds = [KINDS[way % len(KINDS)], *draw.choices(KINDS, k=draw.randrange(4))]
        for kind in kinds:
            getattr(ground, kind)(draw)
        _check(ground, way, f"way {way}: {kinds}", counts)
    print(f"\n{len(ways)} ways: {dict(counts)}")
    assert counts["appended"] > len(ways) / 2
    assert counts["held"] > 0
    assert counts["moved"] > 0 or len(ways) < 100  # rare: few ways may have none


def _check(ground: Ground, number: int, way: str, counts: Counter[str]) -> None:
    where, before, look = ground.where(), ground.grid(), ground.look()
    problems = {
        (problem.code, problem.column)
        for problem in look.problems
        if problem.table == "towns"
    }
    missing = {name for name in NAMES if name not in where}
    told = {
        column
        for code, column in problems
        if code
        in (ProblemCode.column_lost, ProblemCode.column_twice, ProblemCode.column_moved)
    }
    if (ProblemCode.header_lost, "") in problems:
        assert ground.known_headers() < 2, way
        counts["headless"] += 1
        return
    counts["moved"] += sum(
        code == ProblemCode.column_moved for code, _column in problems
    )
    assert told == missing, f"{way}: {missing} cannot be found, and {told} is told"
    tab = look.tabs.get("towns")
    if "reference" in missing:
        assert tab is None, way
        counts["held"] += 1
        return
    assert dict(tab.layout.columns) == where, way
    for row, reference in enumerate((FIRST, SECOND), start=1):
        if reference in tab.rows:
            for name in set(TEXTS) & set(where):
                assert (tab.rows[reference].values[name] or "") == before[row][
                    where[name]
                ], f"{way}: {name}"
    expected = deepcopy(before)
    new = f"MN-{number:05}"
    _append(ground, tab, expected, where, new)
    assert ground.grid() == expected, f"{way}: after the append"
    _flag(ground, tab, expected, where, new)
    assert ground.grid() == expected, f"{way}: after the flags"
    counts["appended"] += 1


def _append(ground: Ground, tab, expected, where, new: str) -> None:
    values = {"reference": new, **{name: f"{name} anew" for name in TEXTS}}
    ground.client.batch(append_requests(MADE, tab.layout, [values]))
    line = [""] * len(ground.places)
    for name, value in values.items():
        if name in where:
            line[where[name]] = value
    expected.append(line)


def _flag(ground: Ground, tab, expected, where, new: str) -> None:
    """Beside each row, where the column of its own is marked;
    elsewhere nothing is written.
    """
    if "flag" not in tab.layout.metadata or "reference" not in tab.layout.metadata:
        return
    wanted = {
        reference: {"flag": f"{new} {reference}"} for reference in (FIRST, SECOND, new)
    }
    write_own(ground.client, MADE, {"towns": (tab.layout, wanted)})
    for line in expected[1:]:
        reference = line[where["reference"]]
        if reference in wanted:
            line[where["flag"]] = f"{new} {reference}"
