"""Hostile files through a real form, and what they cost.

1. Opens the first form that asks for a file, like a browser, for its token.
2. Sends one hostile file a request, a few requests at a time, with the other questions
   unanswered: nothing becomes a row.
3. Meanwhile another visitor asks for /healthz again and again, here and of a
   server that nobody attacks.
4. Tells how many files were refused, how many were kept as pending, which other
   answers came, and what it cost.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from attack.bystander import bystander
from attack.malformed_files import HostileFile, hostile_files
from attack.result import Result
from attack.target import Target, target
from attack.visitor import Answer, Visitor

FORM_LINK = re.compile(r'href="(/\w{2,3}/\w+)"')
QUESTION = re.compile(
    r'<input[^>]*name="(\w+)"[^>]*type="file"|<input[^>]*type="file"[^>]*name="(\w+)"'
)
# The same files each time: what failed once can be looked at.
SEED = 1
AT_ONCE = 4
SECONDS_A_FILE = 2.0
"""So slow a machine may be: what has not been sent by then is not sent."""
KEPT, REFUSED = "kept", "refused"
UNPROCESSABLE = 422
# The examiner gives up on a file after ten seconds of processor time; four at once on
# a busy machine stay below this.
SLOWEST_SECONDS = 60.0
MOST_MEMORY = 2**30


@dataclass(frozen=True)
class FileForm:
    """An opened form with a question for a file."""

    visitor: Visitor
    path: str
    question: str

    @classmethod
    def first(cls, visitor: Visitor) -> "FileForm":
        """The first one that the first page links to."""
        for path in FORM_LINK.findall(visitor.get("/").text):
            question = QUESTION.search(visitor.open_form(path).text)
            if question:
                return cls(visitor, path, question[1] or question[2])
        raise SystemExit("no form on the first page asks for a file")

    def send(self, file: HostileFile) -> Answer:
        """The file, and nothing else."""
        return self.visitor.post_file(
            self.path, self.visitor.hidden, self.question, file.name, file.content
        )

    def outcome(self, answer: Answer) -> str:
        """What became of the file."""
        if answer.status != UNPROCESSABLE:
            return f"answered {answer.status or answer.text}"
        if f"kept-{self.question}" in answer.hidden:
            return KEPT
        return REFUSED


def attack(folder: Path, count: int) -> Iterator[Result]:
    """Sends so many hostile files."""
    with target(folder / "files") as running, target(folder / "idle") as idle:
        with bystander(running, idle) as waits:
            yield from _send(running, count)
        yield Result("… meanwhile", str(waits), waits.held)
        yield from _costs(running)


def _send(running: Target, count: int) -> Iterator[Result]:
    form = FileForm.first(running.visitor())
    end = time.monotonic() + count * SECONDS_A_FILE
    outcomes: Counter[str] = Counter()
    slowest: dict[str, float] = {}

    def send(file: HostileFile) -> tuple[str, Answer] | None:
        if time.monotonic() < end:
            return (file.kind, form.send(file))
        return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for kind, answer in filter(None, pool.map(send, hostile_files(count, SEED))):
            outcomes[form.outcome(answer)] += 1
            slowest[kind] = max(answer.seconds, slowest.get(kind, 0.0))
    figure = ", ".join(
        f"{number} {outcome}" for outcome, number in sorted(outcomes.items())
    )
    yield Result(
        f"{outcomes.total()} hostile files, {AT_ONCE} at once",
        figure,
        set(outcomes) <= {KEPT, REFUSED},
    )
    worst = sorted(slowest, key=lambda kind: -slowest[kind])[:3]
    figure = ", ".join(f"{kind} {slowest[kind]:.1f} s" for kind in worst)
    yield Result("… the slowest answers", figure, slowest[worst[0]] <= SLOWEST_SECONDS)


def _costs(running: Target) -> Iterator[Result]:
    files = []
    for file in (running.state / "uploads").rglob("*"):
        if file.is_file():
            files.append(file)
    partial = sum(file.suffix == ".part" for file in files)
    size = sum(file.stat().st_size for file in files) / 2**20
    yield Result(
        "… on the disk",
        f"{size:.1f} MB in {len(files)} files, {partial} of them in part",
        not partial,
    )
    memory = running.peak_memory()
    held = None
    if memory:
        held = memory <= MOST_MEMORY
    yield Result("… memory of the web server", f"{memory / 2**20:.0f} MB at most", held)
