"""A problem: something in the sheet that a person must look at."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """Where it is, what it is, and what may have been meant.

    `text` is an English source text of the catalogues with {named} gaps, filled from `values` in the reader's language.
    """

    code: str
    text: str
    values: tuple[tuple[str, str], ...] = ()
    table: str = ""
    reference: str = ""
    column: str = ""
    row: int = field(default=0, compare=False)

    @property
    def key(self) -> str:
        """The same problem seen again has the same key, wherever its row has moved to."""
        return "|".join((self.code, self.table, self.reference, self.column, *(value for _, value in self.values)))
