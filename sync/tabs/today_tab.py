"""Writing the tab with the list of the day: only where it says something else
than it should, in one call.
"""

from core.logs import effect
from core.texts import mark as _
from core.texts import texts
from desk.sheet_list import SheetList
from programme.model import Programme
from sheets.reading.snapshot import Snapshot
from sheets.setup.today_tab import make_tab, stands, write_tab
from sync.context import SyncContext


def today_title(programme: Programme) -> str:
    """What the tab is called; "" where the programme wants none."""
    if programme.desk.tab:
        return texts(programme.language).gettext(_("Today"))
    return ""


def write_today(
    context: SyncContext, snapshot: Snapshot, target: SheetList | None
) -> bool:
    """Makes the tab, or writes it anew where it differs; True where
    the spreadsheet was written.

    `target`: what should stand there; None where that is not known yet. The next look
    reads back what was written.
    """
    if target is None:
        return False
    if snapshot.today is None:
        title = today_title(context.programme)
        if not title:
            return False
        structure = context.spreadsheet.structure()
        titles = [str(sheet["properties"]["title"]) for sheet in structure["sheets"]]
        _name, requests = make_tab(context.programme, title, titles)
        context.spreadsheet.batch(requests)
        effect("flag", "today made")
        return True
    if stands(snapshot.today.lines, target.lines):
        return False
    write_tab(context.spreadsheet, snapshot.today.sheet_id, target.lines, target.late)
    effect("flag", "today written", rows=len(target.lines))
    return True
