"""Runs measurements and prints a table of each: `python -m bench [NAME …]`."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import commands
from bench.forms import accept, work
from bench.rounds import decide, desk, paste, watch, years
from bench.spreadsheet import calls, formulas, sheets
from core.notation.spelling import nearest

MEASUREMENTS: dict[str, Callable[[Path], None]] = {
    "accept": accept.measure,
    "work": work.measure,
    "queue": accept.measure_queue,
    "calls": calls.measure,
    "watch": watch.measure,
    "decide": decide.measure,
    "paste": paste.measure,
    "sheets": sheets.measure,
    "formulas": formulas.measure,
    "desk": desk.measure,
    "commands": commands.measure,
    "years": years.measure,
}


def main() -> None:
    """All of them, or those named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"one of {', '.join(MEASUREMENTS)}; all of them where none is named",
    )
    names = parser.parse_args().names
    for name in names:
        if name not in MEASUREMENTS:
            parser.error(f"there is no measurement {name}{nearest(name, MEASUREMENTS)}")
    for name in names or MEASUREMENTS:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            MEASUREMENTS[name](Path(folder))


if __name__ == "__main__":
    main()
