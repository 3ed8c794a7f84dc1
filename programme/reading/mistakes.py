"""Mistakes in a programme's files, gathered so that all are told at once."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from programme.reading.causes import at_causes
from programme.reading.mistake import Mistake


@dataclass
class Mistakes:
    """The mistakes found so far, in files below `root`."""

    root: Path
    found: list[Mistake] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    """Words of mistakes that only follow from one that has been told: what is wrong
    there was taken out for the moment.
    """
    doubtful: set[str] = field(default_factory=set)
    """Columns whose type is not known because of a mistake that has been told."""

    def add(self, file: Path, position: tuple[int, int], text: str) -> None:
        """Notes a mistake at (line, column) of a file, unless it
        only follows from another.
        """
        # Only what follows from a mistake mentions what was taken out because of it.
        if any(doubt in text for doubt in self.doubts):
            return
        if file.is_relative_to(self.root):
            shown = file.relative_to(self.root)
        else:
            shown = file
        mistake = Mistake(str(shown), *position, " ".join(text.split()))
        if mistake not in self.found:
            self.found.append(mistake)

    def doubted(self, text: str) -> bool:
        """Whether a condition or path speaks of a doubtful column."""
        return bool(self.doubtful & set(re.findall(r"\w+", text)))

    def report(self) -> str:
        """All of them, one a line, in the order of the files."""
        return "\n".join(
            str(mistake) for mistake in sorted(at_causes(self.found, self.root))
        )
