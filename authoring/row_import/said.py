"""What is told of a file, to be said in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from authoring.saying import speaker

Progress = Callable[[int, int], None]
"""Is told how many rows are done, of how many."""


def untold(_done: int, _total: int) -> None:
    """Nobody waits for it."""


@dataclass(frozen=True)
class Said:
    """A text of the catalogues, and what stands in its gaps."""

    text: str
    gaps: Mapping[str, str] = field(default_factory=dict)

    def words(self, language: str) -> str:
        """The text in a language."""
        return speaker(language)(self.text, **self.gaps)
