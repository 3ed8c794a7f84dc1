"""Logs: one line an effect, as JSON where no person watches a
terminal. No personal data.

A line has its time (UTC), level, step and what was done; a reference or a count says to
what. What people wrote (names, addresses, cells) has no place in it: an unexpected
error can quote cells, so only its type and the way to it are told.
"""

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from core.settings import ROOT

PROGRAM = "hoja"
"""The logger above all of ours; what libraries log appears from warnings on."""
FIELDS = "effect_fields"
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]*@[^\s<>()\[\]\"',;:]*[^\s<>()\[\]\"',;:.]")
"""What looks like an address of mail: the answer of a mail server
names the one that it refuses.
"""
HIDDEN = "[address]"
FRAMES = 12
"""Lines of the way to an error that are told: the innermost."""

Field = str | int | float


def effect(step: str, action: str, **fields: Field) -> None:
    """Logs one effect: what a step did (“delivered”), with `reference`, `table`,
    `rows` or the like beside it.
    """
    logging.getLogger(f"{PROGRAM}.{step}").info(action, extra={FIELDS: fields})


def name_of(error: BaseException) -> str:
    """An unexpected error as it may be shown and kept: its type, and the line
    of ours that it came from.

    Not its text.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own_frames = []
    for frame in frames:
        if Path(frame.filename).is_relative_to(ROOT) and ".venv" not in frame.filename:
            own_frames.append(frame)
    if not own_frames:
        return type(error).__name__
    return f"{type(error).__name__} ({_near(own_frames[-1].filename)}:{own_frames[-1].lineno})"


def configure(stream: TextIO | None = None) -> None:
    """Sends all logs of this process to a stream (standard error): JSON lines, or
    plain ones to a terminal.

    May be repeated.
    """
    output = stream or sys.stderr
    handler = logging.StreamHandler(output)
    handler.setFormatter(PlainFormatter() if output.isatty() else JsonFormatter())
    # `force`: a server and Flask may have set up logging of their own before.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(PROGRAM).setLevel(logging.INFO)
    if stream is None:
        # What Python itself would print of an error that nobody
        # catches has its text, too.
        sys.excepthook = _log_uncaught
        threading.excepthook = _log_uncaught_in_thread


def _log_uncaught(
    kind: type[BaseException], error: BaseException, way: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(PROGRAM).critical(
        "ended by an error", exc_info=(kind, error, way)
    )


def _log_uncaught_in_thread(uncaught: threading.ExceptHookArgs) -> None:
    if uncaught.exc_value is not None:
        _log_uncaught(uncaught.exc_type, uncaught.exc_value, uncaught.exc_traceback)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, step, message, the effect's fields, and for
    an error its type and the way there.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Formats a record as one line."""
        return json.dumps(_line(record), ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """The same for people at a terminal, as words."""

    def format(self, record: logging.LogRecord) -> str:
        """Formats a record as one line, or several where an error has a way."""
        line = _line(record)
        line.pop("way", None)
        way = _way_of(record)
        parts = [str(line.pop(name)) for name in ("time", "level", "step", "message")]
        for name, value in line.items():
            parts.append(f"{name}={value}")
        return "\n    ".join([" ".join(parts), *way])


def _line(record: logging.LogRecord) -> dict[str, object]:
    line: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(
            timespec="milliseconds"
        ),
        "level": record.levelname.lower(),
        "step": record.name.removeprefix(f"{PROGRAM}."),
        "message": ADDRESS.sub(HIDDEN, record.getMessage()),
    }
    line |= getattr(record, FIELDS, {})
    if record.exc_info and record.exc_info[0]:
        # Only the type: the text of an error may quote what people wrote.
        line["error"] = record.exc_info[0].__name__
        line["way"] = _way_of(record)
    return line


def _way_of(record: logging.LogRecord) -> list[str]:
    """File, line and function of the calls that led to a record's error, the innermost
    last; none without an error.
    """
    # The innermost calls only: those of the server around them say nothing.
    if record.exc_info:
        frames = traceback.extract_tb(record.exc_info[2])[-FRAMES:]
    else:
        frames = []
    return [f"{_near(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _near(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT):
        return str(path.relative_to(ROOT))
    return path.name
