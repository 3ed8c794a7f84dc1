"""What is wrong in a tab: by cell, with what to write instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.notation.spreadsheet_text import column_letters
from core.texts import texts
from published_tabs.wording import Sentences, worded


@dataclass(frozen=True)
class TabMistake:
    """One thing that is wrong. `tab`: which one of several, "" for the whole of what
    is edited there; `cell`: like D7, or a row, or "".

    `text`: a source text of the catalogues with gaps for `values`, or an English
    sentence of a reader of files without any.
    """

    tab: str
    cell: str
    text: str
    values: tuple[tuple[str, str], ...] = ()

    def words(self, language: str, known: Sentences = ()) -> str:
        """What it is, in a language.

        `known`: the sentences of the reader of files.
        """
        if self.values:
            return texts(language).gettext(self.text).format(**dict(self.values))
        return worded(self.text, language, known)

    def as_json(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return {
            "tab": self.tab,
            "cell": self.cell,
            "text": self.text,
            "values": [list(pair) for pair in self.values],
        }

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "TabMistake":
        """What the journal has kept."""
        values = tuple((str(name), str(value)) for name, value in data["values"])
        return cls(str(data["tab"]), str(data["cell"]), str(data["text"]), values)


def of_sheet(row: int, index: int | None = None) -> str:
    """The name of a cell, as the spreadsheet calls it, by its row from 1 and its column
    from 0; of the row without a column.
    """
    if index is None:
        return f"{row}:{row}"
    return f"{column_letters(index)}{row}"
