"""What starting costs: commands beside the bare imports, by processor time."""

import os
import subprocess
import sys
from pathlib import Path

from core.settings import ROOT

BARE = "import flask, gspread, sqlalchemy, pydantic"
ROUNDS = 3
COMMANDS = (
    ("--help",),
    ("check", "examples/green-flag"),
    ("check",),
    ("schemas",),
    ("new", "--help"),
)


def seconds(command: list[str], state: Path) -> float:
    """Processor time of the quickest of some runs: a busy machine only adds to it."""
    environ = {**os.environ, "STATE_DIR": str(state), "PYTHONDONTWRITEBYTECODE": ""}
    best = float("inf")
    for _ in range(ROUNDS):
        before = os.times()
        subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=True)
        after = os.times()
        spent = (after.children_user - before.children_user) + (
            after.children_system - before.children_system
        )
        best = min(best, spent)
    return best


def measure(folder: Path) -> None:
    """Prints each command, and how many times the bare imports it costs."""
    bare = seconds([sys.executable, "-c", BARE], folder)
    print(f"{BARE}: {bare:.2f} s")
    for words in COMMANDS:
        target = [str(folder / "schemas")] if words == ("schemas",) else []
        spent = seconds([sys.executable, "-m", "flask", *words, *target], folder)
        print(f"flask {' '.join(words)}: {spent:.2f} s, {spent / bare:.1f} times")
