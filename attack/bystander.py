"""Another visitor, who only wants to be answered, by a server under
attack and by an idle one.

A process of its own: what the attacking one computes must not be taken for a server
that is slow. The idle server tells how busy the machine is. It asks until its input is
closed, and then answers with one line of JSON.
"""

import json
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from attack.target import ROOT, Target
from attack.visitor import Visitor

OK = 200
# Often enough that a short outage is seen, seldom enough to be no load of its own.
PAUSE = 0.1
# A machine at rest answers in milliseconds; below this nobody calls a page slow,
# however fast it was before.
SLOWEST_SECONDS = 2.0
MOST_TIMES = 3.0
"""How many times as long as by the idle server it may take: on a machine that is so
busy that nobody is answered in time.
"""


@dataclass
class Waits:
    """How long answers took, in seconds, by each server; `failed`: how often
    the attacked one gave none.
    """

    attacked: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def held(self) -> bool:
        """Whether nobody was kept waiting, as far as the machine allows."""
        return not self.failed and max(self.attacked) <= max(
            SLOWEST_SECONDS, MOST_TIMES * max(self.idle)
        )

    def __str__(self) -> str:
        worst = max(self.attacked) * 1000
        idle = max(self.idle) * 1000
        figure = f"another visitor's /healthz {worst:.0f} ms at worst of {len(self.attacked)}"
        return f"{figure} (an idle server's {idle:.0f} ms), {self.failed} failed"


@contextmanager
def bystander(attacked: Target, idle: Target) -> Iterator[Waits]:
    """Asks until the block ends; the waits are there afterwards."""
    waits = Waits()
    command = [
        sys.executable,
        "-m",
        "attack.bystander",
        attacked.base_url,
        idle.base_url,
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield waits
    finally:
        answer, _nothing = process.communicate()
    figures = json.loads(answer)
    waits.attacked, waits.idle, waits.failed = (
        figures["attacked"],
        figures["idle"],
        figures["failed"],
    )


def main(urls: Sequence[str]) -> None:
    """Asks both servers again and again."""
    attacked, idle = (Visitor(url) for url in urls)
    waits = Waits()
    while not select.select([sys.stdin], [], [], PAUSE)[0] or not waits.attacked:
        waits.idle.append(idle.get("/healthz").seconds)
        answer = attacked.get("/healthz")
        waits.attacked.append(answer.seconds)
        waits.failed += answer.status != OK
    print(json.dumps(asdict(waits)))


if __name__ == "__main__":
    main(sys.argv[1:])
