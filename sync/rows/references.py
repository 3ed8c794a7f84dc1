"""The references that the app writes beside rows: given to rows typed by hand, and
restored where they were lost.

A reference is written by the number of its row, and rows can move at that moment. So a
row only ever gets a new one: should it hit another row, nothing is taken for anything
else, and the next look sees by the cells whose row it is. One that a row had before
takes the place of what stands there by that text, wherever the row is by now.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.batches import batches
from core.logs import effect
from journal import visible_references
from programme.app_tables import STEERING
from sheets.reading.snapshot import Row, Snapshot, Tab
from sheets.writing.update import rename_references, write_references
from sync.context import SyncContext
from sync.rows.matches import Kind, Matches

STEP = "references"
AT_ONCE = 500
"""Rows that get a reference in one write, and references that are restored in one
call.
"""


@dataclass(frozen=True)
class Restoring:
    """`texts`: what stands in a cell of references → what is to stand there;
    `nameless`: rows that no text tells apart.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    nameless: Sequence[Row] = ()


def restoring(tab: Tab, matches: Matches) -> Restoring:
    """What is to be restored in a tab. Pure."""
    counts = Counter(row.standing_reference for row in tab.all_rows())
    texts: dict[str, str] = {}
    nameless: list[Row] = []
    moving = []
    for match in matches.of_kind(Kind.restored, Kind.arrived):
        if match.row.reference != match.reference:
            moving.append(match)
    for match in moving:
        text = match.row.standing_reference
        if text and counts[text] == 1:
            texts[text] = match.reference
        else:
            nameless.append(match.row)
    # A spelling alone (small letters, spaces around) is mended unless that would make
    # one reference stand in two rows.
    claimed = {row.reference for row in tab.copies} | {
        match.reference for match in moving
    }
    for row in tab.rows.values():
        if row.typed_reference and row.reference not in claimed:
            texts.setdefault(row.typed_reference, row.reference)
    return Restoring(texts, nameless)


def renames(texts: Mapping[str, str], fresh: Iterable[str]) -> list[tuple[str, str]]:
    """What to put in place of what, one after the other. Pure.

    Where references go round among rows, each gets a new one first: after the half of
    them, too, all are different.
    """
    unused = iter(fresh)
    if not texts.keys() & set(texts.values()):
        return list(texts.items())
    through = {text: next(unused) for text in texts}
    return [
        *through.items(),
        *((through[text], reference) for text, reference in texts.items()),
    ]


def restore_references(
    context: SyncContext, snapshot: Snapshot, matches: Mapping[str, Matches]
) -> bool:
    """Gives rows the references that they had before; True when any was written."""
    written = False
    for name, of_table in matches.items():
        tab = snapshot.tabs[name]
        texts = restoring(tab, of_table).texts
        if not texts or tab.layout.headless:
            continue
        fresh = _fresh(context, tab, len(texts))
        for part in batches(renames(texts, fresh), AT_ONCE):
            rename_references(context.spreadsheet, tab.layout, dict(part))
        for reference in texts.values():
            effect(STEP, "restored", reference=reference, table=name)
        written = True
    return written


def give_references(
    context: SyncContext,
    before: Snapshot | None,
    snapshot: Snapshot,
    matches: Mapping[str, Matches],
) -> bool:
    """Gives references to rows that have none and stood unchanged for two looks, and
    clears what is left of empty ones.

    True when anything was written.
    """
    written = False
    for name, of_table in matches.items():
        tab = snapshot.tabs[name]
        earlier = None
        if before:
            earlier = before.tabs.get(name)
        if earlier is None:
            continue
        still = {row.raw for row in earlier.all_rows()}
        all_nameless, all_emptied = _unfinished(tab, of_table)
        nameless = [row for row in all_nameless if row.raw in still]
        emptied = [row for row in all_emptied if row.raw in still]
        ready = sorted([*nameless, *emptied], key=lambda row: row.index)
        for part in batches(ready, AT_ONCE):
            written |= _give(context, tab, part, {row.index for row in emptied})
    return written


def awaits_second_look(snapshot: Snapshot, matches: Mapping[str, Matches]) -> bool:
    """Whether a row gets or loses its reference once the next look shows it unchanged.

    Pure.
    """
    return any(
        any(_unfinished(snapshot.tabs[name], of_table))
        for name, of_table in matches.items()
    )


def _unfinished(tab: Tab, matches: Matches) -> tuple[list[Row], list[Row]]:
    """The rows of a tab that need a reference, and those that are empty
    beside what is left of one.
    """
    if tab.layout.headless or "reference" not in tab.layout.metadata:
        return [], []
    return _without_reference(tab, matches), [
        match.row for match in matches.of_kind(Kind.empty)
    ]


def _without_reference(tab: Tab, matches: Matches) -> list[Row]:
    """Rows that need one of their own, or one by which they can be told apart.

    In the app's own tabs, only the latter.
    """
    rows = list(restoring(tab, matches).nameless)
    if tab.layout.table.name not in STEERING:
        for match in matches.of_kind(Kind.new):
            if not match.reference:
                rows.append(match.row)
    return rows


def _give(
    context: SyncContext, tab: Tab, rows: Sequence[Row], emptied: Collection[int]
) -> bool:
    table = tab.layout.table.name
    needing: list[Row] = []
    strays: list[Row] = []
    for row in rows:
        if row.index in emptied:
            strays.append(row)
        else:
            needing.append(row)
    references = _fresh(context, tab, len(needing))
    cells = {
        row.index: reference for row, reference in zip(needing, references, strict=True)
    }
    cleared = [row for row in strays if row.reference]
    cells.update((row.index, "") for row in cleared)
    expected = {row.index: row.raw for row in rows}
    stray_indexes = [row.index for row in strays]
    if not write_references(
        context.spreadsheet, tab.layout, cells, expected, stray_indexes
    ):
        return False  # the rows have moved since they were read
    for reference in references:
        effect(STEP, "given", reference=reference, table=table)
    for row in cleared:
        effect(STEP, "cleared", reference=row.reference, table=table)
    return True


def _fresh(context: SyncContext, tab: Tab, count: int) -> list[str]:
    standing = {row.reference for row in tab.all_rows()}
    with context.journal.read() as connection:
        return visible_references.draw_for_rows(
            connection, tab.layout.table.prefix, count, standing
        )
