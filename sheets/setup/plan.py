"""What `setup-sheet` would do."""

from dataclasses import dataclass, field
from typing import Any

from core.problem import Problem


@dataclass
class Plan:
    """A line for people for each thing, and the requests, all in one batch: all of it happens or nothing.

    `headers`: what is written into the header of marked columns, found by their mark, after that.
    """

    lines: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: str, *requests: dict[str, Any]) -> None:
        """Notes one thing to do."""
        self.lines.append(line)
        self.requests.extend(requests)
