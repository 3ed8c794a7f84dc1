"""Opening files that strangers sent, each in a short-lived process of its own under
limits of memory and time.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from core.errors import HojaError
from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from uploads.examiner import (
    CPU_SECONDS,
    DAMAGED,
    LENGTH_BYTES,
    LOCKED,
    PACKED,
    PIXELS,
    SCRIPTS,
    TOO_MUCH,
    WHOLE_TIMES,
)
from uploads.media_types import MediaType

log = logging.getLogger("hoja.forms")
EXAMINER = Path(__file__).with_name("examiner.py")
AT_ONCE = 2
"""Files that one web process opens at the same moment; more would slow down all of
them, and take a gigabyte each at worst.
"""
SECONDS = 2 * CPU_SECONDS
"""By the wall clock: a process that sleeps uses no CPU time."""
PATIENCE = 1.5 * SECONDS
"""How long a file waits for its turn before its sender is asked to try again."""
IN_LINE = 6
"""Files that wait or are being opened: each holds a thread of the web server,
which has others to serve.
"""
ENVIRONMENT = {
    name: os.environ[name]
    for name in ("LD_LIBRARY_PATH", "SYSTEMROOT")
    if name in os.environ
}
"""What an interpreter may need to find its own libraries."""
TIME_SIGNALS = {9, 24}
"""SIGKILL, SIGXCPU; by number, because Windows has neither."""
LINE, TURN = threading.BoundedSemaphore(IN_LINE), threading.BoundedSemaphore(AT_ONCE)
BUSY = "busy"
"""The one reason that is no fault of the file: it was not opened at all."""
TRY_AGAIN = _(
    "Too many files are arriving at this moment to look at “{name}”. Please add it again in a minute."
)
REASONS = {
    BUSY: TRY_AGAIN,
    PIXELS: _(
        "“{name}” is a picture of {width} × {height} dots, too many to be opened here. Please send a smaller one."
    ),
    TOO_MUCH: _(
        "“{name}” needs too much time or memory to be opened here. Please send an ordinary photo of it."
    ),
    LOCKED: _(
        "“{name}” is locked with a password. Please save it without one, or send photos of its pages."
    ),
    SCRIPTS: _(
        "“{name}” contains a program that could do harm. Please print it into a new PDF, or send photos of its pages."
    ),
    PACKED: _(
        "“{name}” has other files packed into it ({files}). Please send those by themselves, and it without them."
    ),
}
DAMAGED_PICTURE = _(
    "“{name}” is damaged and cannot be opened. Please choose it once more, or take the photo again."
)
DAMAGED_PDF = _(
    "“{name}” is damaged and cannot be opened. Please save it once more, or send photos of its pages."
)


class CannotBeOpenedError(HojaError):
    """A file could not be opened: the code of the reason, and what
    fills the gaps of its words.
    """

    def __init__(self, why: str, gaps: Mapping[str, str]) -> None:
        super().__init__(f"a file cannot be opened: {why}")
        self.why = why
        self.gaps = gaps


class ExaminerBusyError(NotUnderstoodError):
    """No file of this sender can be looked at now: too many are, or this one used
    up what a sender may use.
    """


def examine(content: bytes, kind: MediaType, name: str) -> None:
    """Opens a file to its end.

    Raises NotUnderstoodError with the true reason where that fails or it could do harm.
    """
    try:
        _run(content, "examine", kind)
    except CannotBeOpenedError as error:
        is_exhausting = error.why in (BUSY, TOO_MUCH)
        refusal = ExaminerBusyError if is_exhausting else NotUnderstoodError
        raise refusal(_words(error.why, kind), **{**error.gaps, "name": name}) from None


def shown_picture(content: bytes, kind: MediaType) -> bytes:
    """A picture as a JPEG, upright and without metadata. Raises CannotBeOpenedError."""
    return _run(content, "show", kind)


def small_picture(shown: bytes) -> bytes:
    """What `shown_picture` gave, in small. Raises CannotBeOpenedError."""
    return _run(shown, "small")


def table_cells(content: bytes, kind: str, *, is_whole: bool = False) -> list[Any]:
    """The tabs of a workbook (`xlsx`) or of a table of text (`csv`), as
    `examiner.table` gives them. Raises CannotBeOpenedError.

    `is_whole`: all that stands in it, or an error.
    """
    job = "whole" if is_whole else "table"
    tabs: list[Any] = json.loads(_run(content, job, kind))
    return tabs


def one_pdf(parts: Sequence[bytes]) -> bytes:
    """Pictures (JPEG) and PDFs as one PDF. Raises CannotBeOpenedError."""
    return _run(
        b"".join(len(part).to_bytes(LENGTH_BYTES, "big") + part for part in parts),
        "bind",
    )


def _words(why: str, kind: MediaType) -> str:
    return REASONS.get(why, DAMAGED_PDF if kind is MediaType.pdf else DAMAGED_PICTURE)


def _run(content: bytes, *job: str) -> bytes:
    """One process for one file. On two cores: 0.2 s for a photo of 12 megapixels, of
    which 0.06 s to start; 0.7 s as HEIC.

    A pool of processes would save the start, and would have to be watched: one that a
    file has spoiled serves the next.
    """
    if not LINE.acquire(blocking=False):
        raise CannotBeOpenedError(BUSY, {})
    try:
        if not TURN.acquire(timeout=PATIENCE):
            raise CannotBeOpenedError(BUSY, {})
        try:
            return _answer(_process(content, job))
        finally:
            TURN.release()
    finally:
        LINE.release()


def _process(
    content: bytes, job: Sequence[str]
) -> "subprocess.CompletedProcess[bytes]":
    try:
        with _as_file(content) as file:
            return subprocess.run(
                [sys.executable, "-I", "-B", str(EXAMINER), *job],
                stdin=file,
                capture_output=True,
                timeout=SECONDS * (WHOLE_TIMES if job[0] == "whole" else 1),
                # Without our environment: no secret of ours is where a
                # hostile file could reach it.
                env=ENVIRONMENT,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise CannotBeOpenedError(TOO_MUCH, {}) from None


@contextmanager
def _as_file(content: bytes) -> Iterator[IO[bytes]]:
    """What a process reads by itself: through a pipe it would be handed 4 kB at a time,
    each time in turn with every thread.
    """
    with _nameless_file() as file:
        file.write(content)
        file.seek(0)
        yield file


def _nameless_file() -> IO[bytes]:
    """Where the system allows, in memory: a full disk keeps nothing from being
    opened.
    """
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("upload"), "w+b")
    return TemporaryFile()


def _answer(done: "subprocess.CompletedProcess[bytes]") -> bytes:
    head, _newline, product = done.stdout.partition(b"\n")
    if done.returncode or not head:
        # A signal: SIGXCPU and SIGKILL for the limit of time, another one
        # where a decoder broke down.
        log.warning(
            "a file could not be opened: the process ended with %s", done.returncode
        )
        raise CannotBeOpenedError(
            TOO_MUCH if -done.returncode in TIME_SIGNALS else DAMAGED, {}
        )
    answer: dict[str, Any] = json.loads(head)
    if answer.pop("is") == "good":
        return product
    raise CannotBeOpenedError(answer.pop("why"), answer)
