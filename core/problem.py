"""A problem: something in the sheet that a person must look at."""

from dataclasses import dataclass, field

from core.texts import texts

OF_OURS = ("reason", "setting")
SHOWN = 300
"""Characters that are shown of a value: a whole letter may stand in a cell meant for a date."""


def shortened(text: str, limit: int = SHOWN) -> str:
    """A text, or its beginning and an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1] + "…"


@dataclass(frozen=True)
class Problem:
    """Where it is, what it is, and what may have been meant.

    `text` is an English source text of the catalogues with {named} gaps, filled from `values` in the reader's language;
    unless the programme has `said` it in that language. `address`: of the cell, where it was last seen.
    """

    code: str
    text: str
    values: tuple[tuple[str, str], ...] = ()
    table: str = ""
    reference: str = ""
    column: str = ""
    row: int = field(default=0, compare=False)
    said: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    address: str = field(default="", compare=False)

    def words(self, language: str) -> str:
        """What it is, in a language. Values of the names in OF_OURS are our own words, or the outside's."""
        if (own_text := dict(self.said).get(language)) is not None:
            return own_text
        say = texts(language).gettext
        gaps = {name: say(value) if name in OF_OURS and value else shortened(value) for name, value in self.values}
        return say(self.text).format(**gaps)

    @property
    def key(self) -> str:
        """The same problem seen again has the same key, wherever its row has moved to."""
        # Neither the row nor the address: a problem stays the same when somebody sorts the tab.
        return "|".join((self.code, self.table, self.reference, self.column, *(value for _, value in self.values)))
