"""Messages that wait for one yes: those about one record that tell of one occasion,
whoever their readers are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.mails.messages import MessageSummary, in_state
from journal.records import changes
from journal.schema import messages, notices
from journal.states import MessageState

FEWEST = 2
"""One message alone needs no yes of its own kind."""
HELD_NOTICES = (
    sa.select(
        notices.c.message, notices.c.table, notices.c.reference, notices.c.occasion
    )
    .join(messages, messages.c.id == notices.c.message)
    .where(
        messages.c.state == MessageState.held,
        notices.c.rule.in_(sa.bindparam("rules", expanding=True)),
    )
)


@dataclass(frozen=True)
class Together:
    """What messages have in common that wait together: the record, and the
    occasion (the id of a change).
    """

    table: str
    reference: str
    occasion: str


def waiting_together(
    connection: Connection,
    rules: Collection[str],
    held: Sequence[MessageSummary] | None = None,
) -> Mapping[Together, Sequence[MessageSummary]]:
    """The held messages of these rules, by what they have in common, oldest first;
    only where there are several.

    `held`: every held message, oldest first, where these have been read already.
    """
    rows = connection.execute(HELD_NOTICES, {"rules": list(rules)})
    common = {
        row.message: Together(row.table, row.reference, row.occasion) for row in rows
    }
    groups: dict[Together, list[MessageSummary]] = {}
    if held is None:
        held = in_state(connection, MessageState.held)
    for message in held:
        if message.id in common:
            groups.setdefault(common[message.id], []).append(message)
    bundles = {}
    for key, group in groups.items():
        if len(group) >= FEWEST:
            bundles[key] = group
    return bundles


def not_released(
    connection: Connection, table: str, rule: str, column: str
) -> Collection[str]:
    """References of the records about which a message of an event waits for a
    yes, or is still to be written: nobody has decided yet about a change of the
    event's `column` ("" for none).
    """
    query = sa.select(notices.c.reference).join(
        messages, messages.c.id == notices.c.message
    )
    query = query.where(
        messages.c.state == MessageState.held,
        notices.c.rule == rule,
        notices.c.table == table,
    )
    held = set(connection.execute(query).scalars())
    if column:
        open_changes = changes.unfinished(connection, table, column)
    else:
        open_changes = ()
    return held | {change.reference for change in open_changes}


def waiting_with(
    connection: Connection, rules: Collection[str], id: str
) -> Sequence[MessageSummary]:
    """The messages that wait together with one, itself among them; () where it
    waits alone, or not at all.
    """
    for group in waiting_together(connection, rules).values():
        if id in {message.id for message in group}:
            return group
    return ()
