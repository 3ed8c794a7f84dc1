"""The clock of the machine jumps while everything runs: an hour
and a day, ahead and back.

A small library is loaded before all others into each process of the
demonstration, and answers for the system when it is asked what time it is. It
adds the seconds that stand in a file, which may change at any moment. Clocks that
nobody can set go on as they were.
"""

import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from attack.parts.staff import sign_in
from attack.result import Result
from attack.target import Demonstration, demonstration, wait_for
from attack.visitor import PATIENCE, Answer, Visitor

SOURCE = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile long *ahead;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("ATTACK_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *page = file < 0 ? MAP_FAILED : mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) ahead = page;
    if (file >= 0) close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int error = syscall(SYS_clock_gettime, clock, now);
    if (!error && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *ahead;
    return error;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *out) {
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (out) *out = precise.tv_sec;
    return precise.tv_sec;
}
"""
HOUR, DAY = 3600, 86400
JUMPS = {
    "+1 hour": HOUR,
    "−1 hour": -HOUR,
    "+1 day": DAY,
    "−1 day": -DAY,
    "right again": 0,
}
COORDINATOR, COMMITTEE = "coordinacion@example.org", "comite.quiroga@example.org"
OK, ACCEPTED = 200, 303


@dataclass(frozen=True)
class Clock:
    """`file`: by how many seconds it is ahead."""

    file: Path
    library: Path

    def set_ahead(self, seconds: int) -> None:
        """Jumps, for all processes at once."""
        # In place: they have mapped this very file.
        with self.file.open("r+b") as file:
            file.write(struct.pack("@l", seconds))


@dataclass
class Submissions:
    """Forms that were accepted. `marks`: what each is called."""

    marks: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)

    def send(self, visitor: Visitor) -> Answer:
        """One more, from a form that the visitor has open."""
        mark = uuid4().hex
        answer = visitor.send_form(
            name=f"Lugar {mark}",
            contact_email=f"{mark}@example.org",
            why=f"Porque {mark}",
        )
        if answer.status == ACCEPTED:
            self.marks.append(mark)
            self.senders.append(f"{mark}@example.org")
        return answer


def attack(folder: Path) -> Iterator[Result]:
    """Each jump goes from the one before: from an hour ahead to an hour back are
    two.
    """
    clock = _clock(folder)
    if clock is None:
        yield Result(
            "the clock jumps", "not tried: needs Linux and a C compiler (cc)", None
        )
        return
    environ = {"LD_PRELOAD": str(clock.library), "ATTACK_CLOCK": str(clock.file)}
    with demonstration(folder / "clock", **environ) as running:
        submissions = Submissions()
        owner = sign_in(running, COORDINATOR)
        for name, seconds in JUMPS.items():
            yield _jump(running, clock, submissions, owner, name, seconds)
        wait_for(
            lambda: (
                _rows(running, submissions)
                == _mails(running, submissions)
                == len(submissions.marks)
            ),
            PATIENCE,
        )
        rows = _rows(running, submissions)
        mails = _mails(running, submissions)
        forms = len(submissions.marks)
        figure = f"{rows} rows and {mails} receipts of {forms} accepted forms"
        yield Result("… nothing lost, nothing twice", figure, rows == mails == forms)


def _clock(folder: Path) -> Clock | None:
    """One that is right; None where none can be made on this machine."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    source = folder / "clock.c"
    clock = Clock(folder / "ahead", folder / "clock.so")
    source.write_text(SOURCE)
    clock.file.write_bytes(struct.pack("@l", 0))
    command = [
        compiler,
        "-shared",
        "-fPIC",
        "-O2",
        "-o",
        str(clock.library),
        str(source),
    ]
    if subprocess.run(command, check=False).returncode:
        return None
    return clock


def _jump(
    running: Demonstration,
    clock: Clock,
    submissions: Submissions,
    owner: Visitor,
    name: str,
    seconds: int,
) -> Result:
    """One form was open before the jump, one is opened after it; somebody is signed in
    already, somebody signs in now.
    """
    early = running.visitor()
    late = running.visitor()
    early.open_form()
    clock.set_ahead(seconds)
    late.open_form()
    statuses = [submissions.send(early).status, submissions.send(late).status]
    is_in_sheet = wait_for(
        lambda: _rows(running, submissions) == len(submissions.marks), PATIENCE
    )
    owner_status = owner.get("/staff/").status
    try:
        new_status = sign_in(running, COMMITTEE).get("/staff/").status
    except TimeoutError:
        # Signing in did not come to an end: counted as an answer that never came.
        new_status = 0
    ready = running.visitor().get("/readyz").status
    figure = f"forms {statuses[0]} and {statuses[1]}, {'in the sheet' if is_in_sheet else 'NOT IN THE SHEET'}; "
    figure += f"signed in before {owner_status}, now {new_status}; /readyz {ready}"
    held = (
        statuses == [ACCEPTED, ACCEPTED]
        and is_in_sheet
        and {owner_status, new_status, ready} == {OK}
    )
    return Result(f"the clock jumps: {name}", figure, held)


def _rows(running: Demonstration, submissions: Submissions) -> int:
    """How many rows come from those forms.

    What they give as a reason stands nowhere but in their own row.
    """
    text = running.sheet_text()
    return sum(text.count(f"Porque {mark}") for mark in submissions.marks)


def _mails(running: Demonstration, submissions: Submissions) -> int:
    return sum(
        recipient in submissions.senders for recipient in running.mail_recipients()
    )
