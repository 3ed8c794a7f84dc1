"""Faults by rule: what a network and a busy Google do to a call."""

import json
import random
import re
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from sheets.local.errors import ApiError, invalid
from sheets.local.model.spreadsheet import Json

# Longer than any client waits; a mistyped one would block a test for hours.
LONGEST = 120.0


class Action(StrEnum):
    """What happens to a call that a rule picks."""

    STATUS = "status"
    """Answers with `status` and `message` at once; nothing is done.
    502 comes as an HTML page.
    """
    LATENCY = "latency"
    """Waits `seconds`, then goes on as usual."""
    RESET = "reset"
    """Drops the connection; nothing is done."""
    TIMEOUT_BEFORE = "timeout_before"
    """Hangs for `seconds`, then drops the connection; nothing is done."""
    TIMEOUT_AFTER = "timeout_after"
    """Does it, hangs for `seconds`, then drops the connection."""
    LATE_COMMIT = "late_commit"
    """Hangs for `seconds`, and does it then, whether or not the caller still waits."""
    LIE = "lie"
    """Answers as if it were done, and does not do it."""
    TRUNCATED = "truncated"
    """Does it, and answers 200 with the first half of the answer."""
    HTML = "html"
    """Does it, and a page of a proxy comes with 200 in place of the answer."""


@dataclass
class Rule:
    """Which calls are hit, how, and how often."""

    action: Action
    method: str = ""
    path: str = ""
    request: str = ""
    status: int = 503
    message: str = "The service is currently unavailable."
    seconds: float = 1.0
    times: int | None = None
    every: int = 1
    probability: float = 1.0
    seed: int = 0
    met: int = 0
    hits: int = 0
    chance: random.Random = field(default_factory=random.Random, repr=False)

    def meets(self, method: str, path: str, kinds: list[str]) -> bool:
        """Whether the call is of the kind that this rule is about."""
        if self.method and self.method != method:
            return False
        if self.request and self.request not in kinds:
            return False
        return bool(re.search(self.path, path))

    def strikes(self) -> bool:
        """Counts a call that the rule meets; says whether this is one that it hits."""
        self.met += 1
        if self.times is not None and self.hits >= self.times:
            return False
        # `seed` makes it the same calls each time.
        if self.met % self.every or self.chance.random() >= self.probability:
            return False
        self.hits += 1
        return True

    def as_json(self) -> Json:
        """The rule as the admin API shows it, with its counts."""
        names = (name for name in self.__dataclass_fields__ if name != "chance")
        return {name: getattr(self, name) for name in names}


def rule(given: Any) -> Rule:
    """Reads one rule. Raises a 400 that says what is wrong with it."""
    fields = set(Rule.__dataclass_fields__) - {"met", "hits", "chance"}
    if not isinstance(given, dict) or not set(given) <= fields:
        raise invalid(f"A fault rule has the fields {', '.join(sorted(fields))}.")
    try:
        parsed = Rule(**{**given, "action": Action(str(given.get("action")))})
        # Tried now: a pattern that is wrong must not fail in the middle of a test.
        re.compile(parsed.path)
    except (ValueError, TypeError, re.error) as error:
        raise invalid(f"This fault rule makes no sense: {error}") from None
    if not 0 <= parsed.seconds <= LONGEST or parsed.every < 1:
        raise invalid(
            f"seconds must lie between 0 and {LONGEST:g}, every must be 1 or more."
        )
    parsed.chance = random.Random(parsed.seed)  # noqa: S311 - repeatable, not secret
    return parsed


class Faults:
    """The rules in force. `stop` ends every hang, when the server closes."""

    def __init__(self, file: Path | None = None) -> None:
        self._lock = threading.Lock()
        self.stop = threading.Event()
        if file:
            self.rules = [rule(given) for given in json.loads(file.read_text("utf-8"))]
        else:
            self.rules = []

    def replace(self, given: Any) -> None:
        """Puts these rules in place of all others."""
        if not isinstance(given, list):
            raise ApiError(400, "Send a list of fault rules.")
        rules = [rule(entry) for entry in given]
        with self._lock:
            self.rules = rules

    def strike(self, method: str, path: str, kinds: list[str]) -> Rule | None:
        """The first rule that hits this call, if any."""
        with self._lock:
            met = []
            for rule in self.rules:
                if rule.meets(method, path, kinds):
                    met.append(rule)
            for rule in met:
                if rule.strikes():
                    return rule
            return None

    def hang(self, seconds: float) -> None:
        """Waits; holds up nobody else."""
        self.stop.wait(seconds)
