"""What `setup-sheet` would do."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.problem import Problem


class Copies(StrEnum):
    """What becomes of a tab that looks like the copy of one that is gone."""

    ask = "ask"
    """A problem: a person must say; no tab is made meanwhile."""
    adopt = "adopt"
    """It takes the place of the one that is gone."""
    leave = "leave"
    """It stays the team's, and a tab is made anew."""


@dataclass
class Plan:
    """A line for people for each thing, and the requests, all in one batch: all
    of it happens or nothing.

    `headers`: what is written into the header of marked columns, found by their mark,
    after that; `unfinished`: more is to be done once this is; as far as it can be told
    before, it has a line here.
    """

    lines: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unfinished: bool = False

    def add(self, line: str, *requests: dict[str, Any]) -> None:
        """Notes one thing to do."""
        self.lines.append(line)
        self.requests.extend(requests)
