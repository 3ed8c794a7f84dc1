"""Attacks a server of our own and prints what held: `python -m attack [stalled] [large] [restart] [disk]`."""

import sys
import tempfile
import time
from pathlib import Path

from attack import disk, large, restart, stalled
from attack.result import Part, Result

PARTS: dict[str, Part] = {
    "stalled": stalled.attack,
    "large": large.attack,
    "restart": restart.attack,
    "disk": disk.attack,
}
"""A part is a file with a function `attack`, and a line here."""
WORDS = {True: "held", False: "DID NOT HOLD", None: "–"}
WIDTH = 56


def main() -> int:
    """All parts, or those named. 1 where something did not hold."""
    results: list[Result] = []
    for name in sys.argv[1:] or PARTS:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for result in PARTS[name](Path(folder)):
                print(f"{WORDS[result.held]:13}{result.tried:{WIDTH}}{result.figure}", flush=True)
                results.append(result)
        print(f"{'':13}({name}: {time.monotonic() - begun:.0f} s)\n", flush=True)
    failed = [result for result in results if result.held is False]
    print(f"{len(results)} tried, {len(failed)} did not hold")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
