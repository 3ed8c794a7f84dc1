"""The list as it stands in the spreadsheet's first tab: lines of text, in the
programme's first language.

Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.problem import shortened
from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text, texts
from desk.lines import HEADINGS, Entry, Line, Rank
from programme.model import Programme
from programme.records.display import short_moment
from programme.records.record import Cell

LISTED = 200
"""Lines that stand there; a longer list is looked at on the desk."""
# A list is for looking over: who wants a whole story opens the case.
LONGEST_CELL = 500
RIGHT_FOR = timedelta(hours=1)
"""So long the moment above an unchanged list stands: it costs one call an hour to
say anew that it is right.
"""
HEADERS = (
    _("Part"),
    _("What is to be done"),
    _("About"),
    _("Which one"),
    _("Who"),
    _("Telephone or e-mail"),
    _("Since"),
    _("Late"),
    _("Taken on by"),
    _("Where"),
)
TITLE, AS_OF, NOTE = (
    _("Today"),
    _("As of {moment}"),
    _("Hoja fills this in. What is typed here is put back."),
)
SWITCHED_OFF = _("This list is not kept any more: the tab can be deleted.")


@dataclass(frozen=True)
class SheetList:
    """What should stand in the tab: its lines from the first row on, and the
    indexes of those that are late.

    `as_of`: when it was last right.
    """

    lines: Sequence[Sequence[str]]
    late: frozenset[int]
    as_of: datetime


def sheet_list(
    programme: Programme,
    listed: Sequence[Entry],
    taken: Mapping[str, str],
    address: Callable[[Line], str],
    now: datetime,
    before: SheetList | None,
) -> SheetList:
    """The list of this moment.

    `taken`: key → the name of who has taken a line on; `address`: where a line is
    seen to; `before`: the list of the last round, whose moment stays for a while
    where nothing is different.
    """
    if not programme.desk.tab:
        return SheetList(
            [[texts(programme.language).gettext(SWITCHED_OFF)]], frozenset(), now
        )
    say = texts(programme.language).gettext
    shown = [_row(programme, entry, taken, address) for entry in listed[:LISTED]]
    if not shown:
        shown = [["", say(_("Nothing to do: everything is on its way."))]]
    if len(listed) > LISTED:
        more = number_text(
            programme.language,
            _n("And {count} more.", "And {count} more."),
            len(listed) - LISTED,
        )
        shown.append(["", more])
    rows = [[say(header) for header in HEADERS], *shown]
    is_same = (
        before is not None
        and before.lines[1:] == rows
        and now - before.as_of < RIGHT_FOR
    )
    if before is not None and is_same:
        as_of = before.as_of
    else:
        as_of = now
    late = frozenset(
        index + 2
        for index, entry in enumerate(listed[:LISTED])
        if entry.rank is Rank.late
    )
    moment = short_moment(as_of, programme.time_zone, programme.language)
    above = [say(TITLE), say(AS_OF).format(moment=moment), say(NOTE)]
    return SheetList([above, *rows], late, as_of)


def _row(
    programme: Programme,
    entry: Entry,
    taken: Mapping[str, str],
    address: Callable[[Line], str],
) -> list[str]:
    language = programme.language
    line = entry.write(language)
    what = line.what
    if line.also:
        also = texts(language).gettext(_("Also:"))
        what = f"{what}\n{also} {' · '.join(line.also)}"
    cells = [
        texts(language).gettext(HEADINGS[entry.rank]),
        what,
        line.about,
        line.of,
        line.who,
        line.phone or line.email,
        line.since,
        line.late,
        taken.get(entry.key, ""),
        address(line),
    ]
    return [shortened(cell, LONGEST_CELL) for cell in cells]


def row_address(public_url: str, of_cell: Callable[[Cell], str], line: Line) -> str:
    """Where a line is seen to by somebody who is in the spreadsheet: its row there,
    else the page on which it is done.
    """
    if line.cell is not None:
        return of_cell(line.cell)
    return line.address(public_url)
