"""Attacks a server of our own and prints what held: `python -m
attack [--full] [PART …]`.
"""

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from attack.parts import (
    clock,
    disk,
    form_doors,
    hostile_files,
    large,
    payloads,
    published_tabs,
    restart,
    scripted_forms,
    staff,
    stalled,
)
from attack.result import Part, Result

WORDS = {True: "held", False: "DID NOT HOLD", None: "–"}
WIDTH = 56


@dataclass(frozen=True)
class Scale:
    """How much is sent: some minutes in all, or as much as was promised."""

    forms: int
    files: int


QUICK, FULL = Scale(forms=1_000, files=100), Scale(forms=10_000, files=500)


def parts(scale: Scale) -> dict[str, Part]:
    """A part is a file with a function `attack`, and a line here."""
    return {
        "stalled": stalled.attack,
        "large": large.attack,
        "restart": restart.attack,
        "disk": disk.attack,
        "scripts": partial(scripted_forms.attack, forms=scale.forms),
        "files": partial(hostile_files.attack, count=scale.files),
        "doors": form_doors.attack,
        "tabs": published_tabs.attack,
        "payloads": payloads.attack,
        "staff": staff.attack,
        "clock": clock.attack,
    }


def main() -> int:
    """All parts, or those named. 1 where something did not hold."""
    given = _arguments()
    chosen = parts(FULL if given.full else QUICK)
    results: list[Result] = []
    for name in given.parts or chosen:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for result in chosen[name](Path(folder)):
                print(
                    f"{WORDS[result.held]:13}{result.tried:{WIDTH}}{result.figure}",
                    flush=True,
                )
                results.append(result)
        print(f"{'':13}({name}: {time.monotonic() - begun:.0f} s)\n", flush=True)
    failed = []
    for result in results:
        if result.held is False:
            failed.append(result)
    print(f"{len(results)} tried, {len(failed)} did not hold")
    if failed:
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="attack", description=__doc__)
    full = f"{FULL.forms:,} scripted forms and {FULL.files} hostile files, not {QUICK.forms:,} and {QUICK.files}"
    parser.add_argument(
        "--full",
        action="store_true",
        default=os.environ.get("ATTACK_FULL") == "1",
        help=f"{full}; also ATTACK_FULL=1",
    )
    # No `choices`: argparse would look for an empty list among them.
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=", ".join(parts(QUICK))
    )
    given = parser.parse_args()
    unknown = set(given.parts) - set(parts(QUICK))
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    return given


if __name__ == "__main__":
    raise SystemExit(main())
