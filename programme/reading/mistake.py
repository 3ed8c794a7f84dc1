"""One mistake in a programme's files."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake: file as given, line and column counted from
    1, and what to do about it.
    """

    file: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.text}"
