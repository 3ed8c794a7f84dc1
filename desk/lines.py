"""What the list *Today* is made of: its parts, and a line with all that
is said of one thing to do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from core.texts import mark as _
from programme.records.record import Cell, Value

PROBLEM = "problem "
"""Begins the key of what is to be reviewed."""


class Rank(IntEnum):
    """The parts of the list, in their order."""

    first = 0
    late = 1
    due = 2
    review = 3
    new = 4
    note = 5


HEADINGS = {
    Rank.first: _("Others wait for this"),
    Rank.late: _("Late"),
    Rank.due: _("To do"),
    Rank.review: _("To review in the spreadsheet"),
    Rank.new: _("New"),
    Rank.note: _("Good to know"),
}


@dataclass(frozen=True)
class ProposedCell:
    """A cell of a case that could be given another value now.

    `header`: of its `column`; `shown`: what stands there; `words`: what to type for
    `value`; `is_settable`: staff may have it written from a page; `set_by`: who has
    just done so, while it is being written; `key`: of the step that proposes it.
    """

    key: str
    column: str
    header: str
    shown: Value
    value: str
    words: str
    is_settable: bool
    set_by: str = ""


@dataclass(frozen=True)
class Line:
    """One thing to do, in a language.

    `key`: as long as it is the same, so is the thing; `about`: whom or what it is
    about, `case` its case, `of` what of it; `who` does it, at which `phone`, or at
    which `email` without one; `page`: the path of the page on which it is done, ""
    where that is the sheet; `row`: the address that leads there; `cell`: the row, and
    the column, that it is about.
    """

    key: str
    what: str
    about: str = ""
    case: str = ""
    of: str = ""
    who: str = ""
    phone: str = ""
    email: str = ""
    since: str = ""
    late: str = ""
    also: tuple[str, ...] = ()
    proposed: ProposedCell | None = None
    page: str = ""
    row: str = ""
    cell: Cell | None = None

    def address(self, public_url: str) -> str:
        """The whole address at which it is seen to; "" where there is none.

        `public_url`: where our pages are.
        """
        path = self.page or self.row
        # A cell of the spreadsheet has its whole address already.
        if path.startswith("/"):
            return f"{public_url}{path}"
        return path


@dataclass(frozen=True)
class Entry:
    """A line that is only written out, in a language, where it is shown.

    `weight`: the heavier, the further up; `table` and `reference`: the record that it
    is about, "" for none; `days`: for so many days somebody should have seen to it;
    `call`: the person to call about a case, the same in all that one call can settle.
    """

    rank: Rank
    weight: int
    key: str
    write: Callable[[str], Line]
    table: str = ""
    reference: str = ""
    days: int = 0
    call: str = ""
