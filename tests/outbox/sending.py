"""Sending as the worker does, without a reading of the spreadsheet: everything that is
open counts as judged by a fresh one.
"""

from dataclasses import replace

from core.clock import steady_seconds
from core.ids import new_id
from journal.mails import messages, open_messages
from journal.states import OPEN
from outbox.send import send


def change(house, **changed):
    """Puts other settings, or limits of the programme, in place for
    what is sent from now on.
    """
    outbox = house.office.outbox
    if limits := changed.pop("limits", None):
        house.office.outbox = replace(
            outbox, programme=outbox.programme.model_copy(update={"limits": limits})
        )
    if changed:
        house.office.outbox = replace(
            house.office.outbox, settings=replace(outbox.settings, **changed)
        )


def stamp(house, ids, snapshot):
    """Messages count as judged by a snapshot."""
    with house.journal.write() as connection:
        open_messages.stamp(connection, ids, snapshot, house.office.outbox.now())


def send_all_stamped(house, worker=None):
    """One step of sending."""
    snapshot = new_id()
    with house.journal.read() as connection:
        ids = [row.id for row in messages.in_state(connection, *OPEN)]
    stamp(house, ids, snapshot)
    return send((worker or house.office).outbox, snapshot, steady_seconds())
