"""Names each pinned library of which a newer version has been out for longer than
docs/security.md allows: `python -m bench.pins [DAYS]`.

It resolves the short list anew, as if nothing had appeared since DAYS days ago, and
compares: what is older than that has waited for too long. Needs the index.
"""

import argparse
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
DAYS = 30
"""docs/security.md, “Holes of libraries”: a newer version without a known hole."""
PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)
COMPILE = [
    "pip",
    "compile",
    "--universal",
    "--upgrade",
    "--no-emit-index-url",
    "--python-version",
    "3.11",
    "-q",
]


def pins(text: str) -> dict[str, Version]:
    """Library → its one version."""
    return {name.lower(): Version(version) for name, version in PIN.findall(text)}


def overdue(pinned: dict[str, Version], settled: dict[str, Version]) -> list[str]:
    """What is older than what was there already when the time began. Pure."""
    lines = []
    for name, version in sorted(pinned.items()):
        newer = settled.get(name)
        if newer is not None and newer > version:
            lines.append(f"{name} {version}: {newer} has been out for longer")
    return lines


def resolved(day: str) -> str:
    """The pins that `make pins` would have made on a day.

    Raises CalledProcessError where the index is not reached.
    """
    uv = Path(sys.executable).parent / "uv"
    with TemporaryDirectory() as folder:
        output = Path(folder) / "requirements.txt"
        command = [
            uv,
            *COMPILE,
            "--exclude-newer",
            day,
            "requirements.in",
            "-o",
            output,
        ]
        subprocess.run(command, cwd=ROOT, check=True)
        return output.read_text("utf-8")


def main() -> int:
    """1 where something is overdue."""
    parser = argparse.ArgumentParser(prog="make outdated", description=__doc__)
    parser.add_argument("days", nargs="?", type=int, default=DAYS, metavar="DAYS")
    days = parser.parse_args().days
    day = (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
    pinned = pins((ROOT / "requirements.txt").read_text("utf-8"))
    lines = overdue(pinned, pins(resolved(day)))
    print("\n".join(lines) or f"All {len(pinned)} pins are newer than {days} days ago.")
    return int(bool(lines))


if __name__ == "__main__":
    raise SystemExit(main())
