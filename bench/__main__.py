"""Runs every measurement and prints a table.

`python -m bench [accept] [work] [queue] [calls] [watch] [decide] [paste] [desk] …`
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import commands
from bench.forms import accept, work
from bench.rounds import decide, desk, paste, watch, years
from bench.spreadsheet import calls, formulas, sheets

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
    for name in sys.argv[1:] or MEASUREMENTS:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            MEASUREMENTS[name](Path(folder))


if __name__ == "__main__":
    main()
