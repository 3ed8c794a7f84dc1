"""A real SMTP server with moods: for each mail it draws what goes wrong, and keeps
what it has truly accepted.
"""

import asyncio
import random
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

WELL = "well"
DROPS = {
    **dict.fromkeys(["drop at MAIL", "drop at RCPT", "drop at DATA"], 15),
    **dict.fromkeys(
        [
            "drop within the text",
            "drop before accepting",
            "drop after accepting",
            "drop within the answer",
        ],
        7,
    ),
    "drop after the first line of the answer": 5,
    "drop after the code": 2,
    "drop after the answer": 4,
}
OTHERS = {
    **{
        f"refuse at {word}": weight
        for word, weight in (("MAIL", 2), ("RCPT", 1), ("DATA", 1), ("the end", 2))
    },
    **dict.fromkeys(
        ["defer at MAIL", "defer at RCPT", "defer at DATA", "defer at the end"], 3
    ),
    **dict.fromkeys(
        ["stall at RCPT", "stall at the end", "stall after accepting"], 0.2
    ),
    WELL: 8,
}
AMBIGUOUS = {
    "drop within the text",
    "drop before accepting",
    "drop after accepting",
    "drop within the answer",
    "drop after the first line of the answer",
    "stall at the end",
    "stall after accepting",
}
SILENT = {"drop before accepting", "stall at the end"}
"""Moods in which the text is heard and not accepted."""
REFUSE, DEFER = "550 5.1.1 no such mailbox", "451 4.3.0 not now"
ID = re.compile(rb"^Message-ID:\s*<([^@>]+)@", re.MULTILINE | re.IGNORECASE)


@dataclass
class Moody:
    """The server.

    After `most` drops it is well for good. `accepted`: how many copies of each
    message it has; `planned`: moods that come before those that are drawn; `texts`:
    what it heard, accepted or not.
    """

    most: int
    seed: int = 1
    accepted: Counter[str] = field(default_factory=Counter)
    moods: Counter[str] = field(default_factory=Counter)
    ambiguous: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    planned: list[str] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.drops = 0

    def mood(self) -> str:
        """What happens to the next mail."""
        both = DROPS | OTHERS
        if self.planned:
            return self.planned.pop(0)
        drawn = (
            self.dice.choices(list(both), list(both.values()))[0]
            if self.drops < self.most
            else WELL
        )
        self.drops += drawn.startswith("drop")
        self.moods[drawn] += 1
        return drawn

    async def talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """One connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await Talk(self, reader, writer).run()
        writer.close()


class Hung(ConnectionError):
    """The line is to be cut."""


class Talk:
    """One connection, from the greeting to its end, which may be sudden."""

    def __init__(
        self, server: Moody, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.mood, self.to = WELL, ""

    async def run(self) -> None:
        self.say("220 here")
        while line := (await self.reader.readline()).decode("latin-1").strip():
            word = line.split(maxsplit=1)[0].upper()
            if word == "MAIL":
                self.mood = self.server.mood()
            if word == "RCPT":
                self.to = line.partition("<")[2].partition("@")[0]
            if word == "QUIT":
                self.say("221 bye")
                return
            if word in ("MAIL", "RCPT", "DATA") and await self.trouble(word):
                continue
            if word == "DATA":
                self.say("354 go on")
                await self.text()
            else:
                self.say("250 fine")

    def say(self, words: str, end: str = "\r\n") -> None:
        self.writer.write((words + end).encode())

    async def trouble(self, word: str) -> bool:
        """What this mood does at a word; False where it lets it pass."""
        match self.mood.rpartition(" at "):
            case "drop", _, at if at == word:
                raise Hung
            case "stall", _, at if at == word:
                await self.reader.read()  # until they hang up
                raise Hung
            case "refuse", _, at if at == word:
                self.say(REFUSE)
                if word != "MAIL":
                    self.server.refused.add(self.to)
                return True
            case "defer", _, at if at == word:
                self.say(DEFER)
                return True
        return False

    async def text(self) -> None:
        """Hears the text, and accepts it or not."""
        if self.mood in AMBIGUOUS:
            self.server.ambiguous.add(self.to)
        if self.mood == "drop within the text":
            await self.reader.read(100)
            raise Hung
        heard = await self.reader.readuntil(b"\r\n.\r\n")
        self.server.texts.append(heard)
        if self.mood in ("refuse at the end", "defer at the end"):
            self.say(REFUSE if self.mood.startswith("refuse") else DEFER)
            self.server.refused |= (
                {self.to} if self.mood.startswith("refuse") else set()
            )
            return
        if self.mood not in SILENT:
            found = ID.search(heard)
            assert found
            self.server.accepted[found[1].decode()] += 1
        await self.answer()

    async def answer(self) -> None:
        """The last word, or what is left of it."""
        if self.mood.startswith("stall"):
            await self.reader.read()
            raise Hung
        said = {
            "drop within the answer": "25",
            "drop after the code": "250",
            "drop after the first line of the answer": "250-2.0.0 kept\r\n",
            "drop after the answer": "250 2.0.0 kept\r\n",
        }
        if self.mood.startswith("drop"):
            self.say(said.get(self.mood, ""), "")
            await self.writer.drain()
            raise Hung
        self.say("250 2.0.0 kept")


@contextmanager
def serving(server: Moody) -> Iterator[int]:
    """Runs the server in a thread of its own; gives its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(server.talk, "127.0.0.1", 0)

    async def stop(started: asyncio.Server) -> None:
        started.close()
        left = [
            task for task in asyncio.all_tasks() if task is not asyncio.current_task()
        ]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    started = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield int(started.sockets[0].getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(stop(started), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
