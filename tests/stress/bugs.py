"""Seven mistakes, made on purpose, one at a time: the game must find each.

`python -m tests.stress.bugs`
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import sheets.reading.reader
import sheets.writing.update
import sync.cell_commands
import sync.deliver
import sync.managed_columns
import sync.observe
import sync.rows.references
import worker.work
from core.errors import Unknown
from journal.records.record_changes import apply_changes
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.stress.ground import grounds
from tests.stress.test_stress import short


@contextmanager
def put(owner: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextmanager
def row_by_number() -> Iterator[None]:
    """A row is where the last look saw it, whatever is read right before the write."""
    write_managed = worker.work.write_managed

    before = sync.rows.references.write_references

    def references(
        spreadsheet: Any, layout: Any, places: Any, expected: Any, strays: Any = ()
    ) -> bool:
        lines: list[list[Any]] = [
            [""] * (max(layout.columns.values()) + 1) for _ in range(max(expected) + 1)
        ]
        for index, cells in expected.items():
            for at, cell in zip(layout.columns.values(), cells, strict=True):
                lines[index][at] = cell
        seen_then = [{"valueRange": {"values": lines[min(expected) :]}}]
        blind = SimpleNamespace(
            read=lambda filters: spreadsheet.read(filters) and seen_then,
            write=spreadsheet.write,
        )
        return before(blind, layout, places, expected, strays)  # type: ignore[arg-type]

    def by_number(look: Any) -> Any:
        def write_own(
            spreadsheet: Any, programme: Any, wanted: Mapping[str, Any]
        ) -> int:
            data = []
            spreadsheet.read(
                [
                    sheets.writing.update.by_metadata(layout, "reference")
                    for layout, _rows in wanted.values()
                ]
            )
            for table, (layout, rows) in wanted.items():
                rows_then = {
                    row.index: reference
                    for reference, row in look.tabs[table].rows.items()
                }
                references = [
                    rows_then.get(index, "")
                    for index in range(max(rows_then, default=0) + 1)
                ]
                for column, cells in sheets.writing.update._by_column(
                    programme, layout, references, rows
                ).items():
                    line = [cells.get(index) for index in range(max(cells) + 1)]
                    address = sheets.writing.update.by_metadata(layout, column)
                    data.append(
                        {
                            "dataFilter": address,
                            "majorDimension": "COLUMNS",
                            "values": [line],
                        }
                    )
            spreadsheet.write(data)
            return len(data)

        return write_own

    def flagged(context: Any, look: Any, wanted: Any) -> bool:
        with put(
            sync.managed_columns,
            "write_own",
            Heard(sync.managed_columns.write_own, by_number(look)),
        ):
            return bool(write_managed(context, look, wanted))

    with (
        put(worker.work, "write_managed", flagged),
        put(sync.rows.references, "write_references", references),
    ):
        yield


class Heard:
    """Another way to write, of which the game hears as of the right one."""

    def __init__(self, listening: Any, other: Any) -> None:
        self.listening, self.other = listening, other

    def __call__(self, spreadsheet: Any, programme: Any, wanted: Any) -> int:
        world = self.listening.__closure__ and next(
            cell.cell_contents
            for cell in self.listening.__closure__
            if type(cell.cell_contents).__name__ == "World"
        )
        world.wanted = wanted
        return int(self.other(spreadsheet, programme, wanted))


@contextmanager
def column_by_letter() -> Iterator[None]:
    """A column is where the last look saw it."""

    def by_letter(layout: Any, column: str) -> dict[str, Any]:
        at = layout.columns[column]
        return {
            "gridRange": {
                "sheetId": layout.sheet_id,
                "startColumnIndex": at,
                "endColumnIndex": at + 1,
            }
        }

    def write_own(spreadsheet: Any, programme: Any, wanted: Mapping[str, Any]) -> int:
        data: list[dict[str, Any]] = []
        for layout, rows in wanted.values():
            if not rows:
                continue
            [found] = spreadsheet.read(
                [by_letter(layout, "reference")], dimension="COLUMNS"
            )
            column = (found["valueRange"].get("values") or [[]])[0]
            references = [str(cell).strip() for cell in column]
            for name, cells in sheets.writing.update._by_column(
                programme, layout, references, rows
            ).items():
                line = [cells.get(index) for index in range(max(cells) + 1)]
                data.append(
                    {
                        "dataFilter": by_letter(layout, name),
                        "majorDimension": "COLUMNS",
                        "values": [line],
                    }
                )
        if data:
            spreadsheet.write(data)
        return len(data)

    with put(sync.managed_columns, "write_own", write_own):
        yield


@contextmanager
def no_read_back() -> Iterator[None]:
    """An answer to an append, or none, is believed."""
    before = sync.deliver._append_by_halves

    def append(context: Any, snapshot: Any, rows: Any) -> None:
        before(context, snapshot, rows)
        with context.journal.write() as connection:
            for row in deliveries.in_state(connection, DeliveryState.appending, 500):
                arrived = sync.deliver._arrived(
                    snapshot.tabs[row.table].layout.table, row
                )
                apply_changes(connection, row.table, [arrived], context.now())
                deliveries.move(connection, [row.id], DeliveryState.delivered)

    with put(sync.deliver, "_append_by_halves", append):
        yield


@contextmanager
def metadata_not_checked() -> Iterator[None]:
    """Where columns are is asked once, and not again before an append."""

    def layouts(self: Any, look: Any) -> dict[str, Any]:
        return {name: tab.layout for name, tab in look.tabs.items()}

    with put(sheets.reading.reader.Reader, "layouts", layouts):
        yield


@contextmanager
def not_looked_for() -> Iterator[None]:
    """An append whose end is unknown is repeated at once, whatever stands in the
    sheet.
    """
    before = sync.deliver._append

    def append(context: Any, snapshot: Any, rows: Any) -> None:
        try:
            before(context, snapshot, rows)
        except Unknown:
            before(context, snapshot, rows)

    with put(sync.deliver, "_append", append):
        yield


@contextmanager
def seeded_from_read_back() -> Iterator[None]:
    """A record begins as it was first read, not as it was sent."""
    before = sync.observe._units

    def units(view: Any, arrived: Any, columns: Any, now: Any, tried: Any) -> Any:
        rows = view.tab.rows
        as_read = [
            replace(change, values={**change.values, **rows[change.reference].values})
            if change.reference in rows
            else change
            for change in arrived
        ]
        return before(view, as_read, columns, now, tried)

    with put(sync.observe, "_units", units):
        yield


@contextmanager
def command_written_unread() -> Iterator[None]:
    """A cell that a person set is written whatever it says by now."""
    before = sync.cell_commands.end_before_writing

    def end(command: Any, cell: Any) -> Any:
        return before(command, cell) if cell is None else None

    with put(sync.cell_commands, "end_before_writing", end):
        yield


BUGS: dict[str, Callable[[], Any]] = {
    bug.__name__: bug
    for bug in (
        row_by_number,
        column_by_letter,
        no_read_back,
        metadata_not_checked,
        not_looked_for,
        seeded_from_read_back,
        command_written_unread,
    )
}


def found(name: str) -> tuple[int, float, str]:
    """Games and seconds until the short run breaks on a bug, and on what;
    no words where it did not.
    """
    played = 0
    with grounds() as made, BUGS[name]():
        begun = time.monotonic()
        try:
            for more in short(made, Counter(), shrink=False):
                played += more
        except Exception as error:  # noqa: BLE001 - a bug may break anything
            return (
                played + 1,
                time.monotonic() - begun,
                f"{type(error).__name__}: {str(error).splitlines()[0]}",
            )
        return played, time.monotonic() - begun, ""


def main() -> int:
    missed = 0
    for name in sys.argv[1:] or BUGS:
        played, seconds, words = found(name)
        missed += not words
        print(
            f"{name:24}{played:4} games{seconds:6.0f} s  {words or 'NOT FOUND'}",
            flush=True,
        )
    return missed


if __name__ == "__main__":
    sys.exit(main())
