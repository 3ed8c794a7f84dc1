"""What a part of the attack found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One line of the table.

    `held`: None where it could not be tried on this machine,
    for the reason in `figure`.
    """

    tried: str
    figure: str
    held: bool | None


Part = Callable[[Path], Iterator[Result]]
"""Attacks servers that keep what they have in a folder; each must end by itself."""
