"""A problem: something in the sheet that a person must look at."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.texts import texts

OF_OURS = ("reason", "setting")
SHOWN = 300
"""Characters that are shown of a value: a whole letter may stand
in a cell meant for a date.
"""


def shortened(text: str, limit: int = SHOWN) -> str:
    """A text, or its beginning and an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1] + "…"


class ProblemCode(StrEnum):
    """What kind of thing a problem is about. Where one step finds all problems of a
    code, the code is their source, too.

    A cell: `cell` makes no sense; `read_as` counts as the answer on the safe side;
    `no_such` names no record; `check` is what a check of the programme does not like;
    `closed_day` has a due date on a day without mails; `circle` gives its row no name;
    `agreement` does not say whose yes it is;
    `refused_address` is refused by a mail server; `idle` is a command that does
    nothing; `not_set` is not what somebody wanted on a page; `untrue_since` says
    something else than what was told. A reference: stands `twice` in a tab, or in
    `two_tabs`; is `not_ours`. A column, a header row or a tab was lost, moved, copied
    or cannot be told from another. A row: `not_delivered`; `unfit` to be judged by a
    rule; `vanished` before anybody had edited it; was `taken_out` by whoever sent it.
    Mail: `many_forms` came within a day;
    `bulk_change` is an alarm that stands; `switch` a line of the Settings; `days_off` a
    line of the days without mails; `routing`: who of the team answers what; `nobody`
    can be told; `no_reminders` are wanted; `unread`: the team itself has no address;
    `template` cannot be filled. A form that is edited in the spreadsheet: a mistake in
    its tabs, or tabs that are missing (`form_tab`). A text of a mail that is edited
    there: a mistake in its row, or what is to be decided about it (`mail_text`). The
    spreadsheet: its `properties`.
    People: those whose data is to go by itself, and who are many at once (`retention`).
    """

    cell = "cell"
    read_as = "read_as"
    no_such = "no_such"
    check = "check"
    closed_day = "closed_day"
    circle = "circle"
    agreement = "agreement"
    refused_address = "refused_address"
    idle = "idle"
    not_set = "not_set"
    untrue_since = "untrue_since"
    twice = "twice"
    two_tabs = "two_tabs"
    not_ours = "not_ours"
    column_lost = "column_lost"
    column_twice = "column_twice"
    column_moved = "column_moved"
    header_lost = "header_lost"
    header_moved = "header_moved"
    tab_lost = "tab_lost"
    tab_copied = "tab_copied"
    not_delivered = "not_delivered"
    unfit = "unfit"
    vanished = "vanished"
    taken_out = "taken_out"
    bulk_change = "bulk_change"
    switch = "switch"
    routing = "routing"
    days_off = "days_off"
    many_forms = "many_forms"
    nobody = "nobody"
    no_reminders = "no_reminders"
    unread = "unread"
    template = "template"
    form_tab = "form_tab"
    mail_text = "mail_text"
    properties = "properties"
    retention = "retention"
    unknown = "unknown"
    """Kept by another version, which called it otherwise: the next round tells it
    anew.
    """

    @classmethod
    def _missing_(cls, _value: object) -> "ProblemCode":
        return cls.unknown


LOST = frozenset(
    {ProblemCode.tab_lost, ProblemCode.tab_copied, ProblemCode.header_lost}
    | {ProblemCode.column_lost, ProblemCode.column_twice, ProblemCode.column_moved}
)
"""A tab, its header row or one of its columns cannot be found: what would
follow from its rows waits.
"""


@dataclass(frozen=True)
class Problem:
    """Where it is, what it is, and what may have been meant.

    `text` is an English source text of the catalogues with {named} gaps, filled from
    `values` in the reader's language; unless the programme has `said` it in that
    language. `address`: of the cell, where it was last seen.
    """

    code: ProblemCode
    text: str
    values: tuple[tuple[str, str], ...] = ()
    table: str = ""
    reference: str = ""
    column: str = ""
    row: int = field(default=0, compare=False)
    said: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    address: str = field(default="", compare=False)

    def words(self, language: str) -> str:
        """What it is, in a language.

        Values of the names in OF_OURS are our own words, or the outside's.
        """
        own_text = dict(self.said).get(language)
        if own_text is not None:
            return own_text
        say = texts(language).gettext
        gaps = {}
        for name, value in self.values:
            gaps[name] = say(value) if name in OF_OURS and value else shortened(value)
        return say(self.text).format(**gaps)

    @property
    def key(self) -> str:
        """The same problem seen again has the same key, wherever its row has moved
        to.
        """
        # Neither the row nor the address: a problem stays the same
        # when somebody sorts the tab.
        return "|".join(
            (
                self.code,
                self.table,
                self.reference,
                self.column,
                *(value for _, value in self.values),
            )
        )
