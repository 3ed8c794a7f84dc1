"""What staff write into the tab Outbox: wait, send, do not send, send again, it arrived."""

from datetime import datetime

import sqlalchemy as sa

from core.texts import mark as _
from journal import outbox, seen
from journal.states import ACTIONS, Handling
from programme.app_tables import OUTBOX

BY_STAFF = _("by staff, in the spreadsheet")


def act(connection: sa.Connection, now: datetime) -> bool:
    """Does what was written since the last time. True when a message moved."""
    changes = [change for change in seen.unhandled(connection) if change.table == OUTBOX]
    ids = outbox.by_tags(connection, {change.reference for change in changes})
    done = False
    for change in changes:
        if change.column == "action" and change.after in ACTIONS and change.reference in ids:
            done |= outbox.act(connection, ids[change.reference], change.after, BY_STAFF, now, at_once=False)
    seen.handled(connection, [change.id for change in changes], Handling.seen_by_rules)
    return done
