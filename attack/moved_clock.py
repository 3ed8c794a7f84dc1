"""The clock of processes that we start, moved while they run.

A small library is loaded before all others into each of them, and answers for the
system when it is asked what time it is. It adds the seconds that stand in a file, which
may change at any moment.
"""

import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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
static int moves_steady;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("ATTACK_CLOCK");
    moves_steady = getenv("ATTACK_CLOCK_STEADY") != NULL;
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *page = file < 0 ? MAP_FAILED : mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) ahead = page;
    if (file >= 0) close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int error = syscall(SYS_clock_gettime, clock, now);
    int moves = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || (moves_steady && clock == CLOCK_BOOTTIME);
    if (!error && ahead && moves) now->tv_sec += *ahead;
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


@dataclass(frozen=True)
class MovedClock:
    """`file`: by how many seconds it is ahead; `library`: what processes must load."""

    file: Path
    library: Path

    @property
    def environ(self) -> dict[str, str]:
        """The environment of processes that have this clock.

        Clocks that nobody can set go on as they were.
        """
        return {"LD_PRELOAD": str(self.library), "ATTACK_CLOCK": str(self.file)}

    @property
    def environ_of_sleeper(self) -> dict[str, str]:
        """The same on a machine that slept meanwhile: the clock by which pauses are
        counted has gone on, too.
        """
        return {**self.environ, "ATTACK_CLOCK_STEADY": "1"}

    def set_ahead(self, seconds: int) -> None:
        """Jumps, for all processes at once."""
        # In place: they have mapped this very file.
        with self.file.open("r+b") as file:
            file.write(struct.pack("@l", seconds))


def moved_clock(folder: Path) -> MovedClock | None:
    """One that is right; None where none can be made on this machine."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    source = folder / "clock.c"
    clock = MovedClock(folder / "ahead", folder / "clock.so")
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
