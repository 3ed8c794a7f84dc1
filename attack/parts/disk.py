"""The disk is full, the journal is deleted, or may not be written."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from attack.result import Result
from attack.target import Target, target
from attack.visitor import Answer, Visitor

# Small, so that it is full after some hundred forms instead of a million.
DISK_BYTES = 16 * 2**20
# More than fit on that disk: who comes so far was never refused.
MOST_FORMS = 400
LONG_TEXT = "Porque sim. " * 120
KEPT, REFUSED, READY = 303, 503, 200
# Root writes what nobody may write, unless this is taken from it.
OBEYING_MODES = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


def attack(folder: Path) -> Iterator[Result]:
    """Each on a server of its own; what was accepted before and after
    must be there at the end.
    """
    yield from _gone(folder / "gone")
    yield from _read_only(folder / "read-only")
    yield from _full(folder / "full")


def _gone(state: Path) -> Iterator[Result]:
    with target(state) as running:
        visitor = running.visitor()
        visitor.open_form()
        answers = [visitor.send_form()]
        journal = running.journal
        journal.rename(state / "elsewhere")
        yield _refusal(
            "journal deleted", running, visitor, visitor.send_form(why=LONG_TEXT)
        )
        yield Result(
            "… and no new one made", str(journal.exists()), not journal.exists()
        )
        (state / "elsewhere").rename(journal)
        yield _recovery(
            "journal brought back", visitor, [*answers, visitor.send_form()], journal
        )


def _read_only(state: Path) -> Iterator[Result]:
    before = OBEYING_MODES if os.name == "posix" and os.geteuid() == 0 else ()
    if before and not shutil.which(before[0]):
        yield Result(
            "journal read-only",
            "not tried: root writes everything, and there is no setpriv",
            None,
        )
        return
    with target(state, before) as running:
        visitor = running.visitor()
        visitor.open_form()
        answers = [visitor.send_form()]
        files = [state, *state.glob("journal*")]
        for file in files:
            file.chmod(0o500 if file.is_dir() else 0o400)
        answer = visitor.send_form(why=LONG_TEXT)
        ready = visitor.get("/readyz").status
        # Who has the file open may go on writing it, and what it writes is there.
        figure = f"a form {answer.status}, /readyz {ready}"
        yield Result(
            "journal read-only, both agree",
            figure,
            answer.status == KEPT or ready == REFUSED,
        )
        for file in files:
            file.chmod(0o700 if file.is_dir() else 0o600)
        answers += [answer, visitor.send_form()]
        yield _recovery("journal writable again", visitor, answers, running.journal)


def _full(state: Path) -> Iterator[Result]:
    with _small_disk(state) as is_there:
        if not is_there:
            yield Result(
                "disk full", "not tried: mounting a small disk needs root", None
            )
            return
        with target(state) as running:
            visitor = running.visitor()
            visitor.open_form()
            filler = state / "filler"
            _fill(filler)
            answers = [visitor.send_form(why=LONG_TEXT)]
            while answers[-1].status == KEPT and len(answers) < MOST_FORMS:
                answers.append(visitor.send_form(why=LONG_TEXT))
            yield _refusal(
                f"disk full, form {len(answers)}", running, visitor, answers[-1]
            )
            filler.unlink()
            answers.append(visitor.send_form(why=LONG_TEXT))
            yield _recovery("disk has space again", visitor, answers, running.journal)


def _refusal(tried: str, running: Target, visitor: Visitor, answer: Answer) -> Result:
    ready = visitor.get("/readyz")
    stays = LONG_TEXT.strip() in answer.text and '<html lang="pt" ' in answer.text
    if stays:
        outcome = "all that was typed in the page"
    else:
        outcome = "what was typed is lost"
    figure = f"a form {answer.status}, {outcome}; /readyz {ready.status} {ready.text.strip()}"
    held = answer.status == REFUSED and stays and ready.status == REFUSED
    return Result(tried, figure, held and running.process.poll() is None)


def _recovery(
    tried: str, visitor: Visitor, answers: list[Answer], journal: Path
) -> Result:
    accepted = sum(answer.status == KEPT for answer in answers)
    with closing(sqlite3.connect(journal)) as connection:
        [(count,)] = connection.execute("SELECT count(*) FROM submissions").fetchall()
    ready = visitor.get("/readyz").status
    figure = f"{count} of {accepted} accepted forms are there; the last {answers[-1].status}, /readyz {ready}"
    return Result(
        tried,
        figure,
        count == accepted and answers[-1].status == KEPT and ready == READY,
    )


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"a" * 4096)
        except OSError:
            # Full: that is what it is for.
            return


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """Whether there is a small disk at the folder, until the block ends."""
    folder.mkdir(parents=True)
    mount = [
        "mount",
        "-t",
        "tmpfs",
        "-o",
        f"size={DISK_BYTES},mode=700",
        "tmpfs",
        str(folder),
    ]
    is_there = (
        shutil.which("mount") is not None
        and not subprocess.run(mount, capture_output=True, check=False).returncode
    )
    try:
        yield is_there
    finally:
        if is_there:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
