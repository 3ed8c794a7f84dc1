"""Who of the team was told that a form is about to close, or that it has."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.mails.messages import Notice, address_path, notice_at
from journal.schema import notices as table
from journal.states import MessageKind

SEPARATOR = ":"


class Closing(NamedTuple):
    """What was told of a form: `step`: that it closes, or has; `mark`: on
    which day, or after how many.
    """

    form: str
    step: str
    mark: str


def notice(closing: Closing, email: str) -> Notice:
    """The notice that a message about it carries."""
    occasion = f"{closing.form}{SEPARATOR}{closing.mark}"
    return notice_at("", "", MessageKind.closing, closing.step, occasion, email)


def is_told(connection: Connection, closing: Closing, email: str) -> bool:
    """Whether a message about it to this address was written."""
    c = table.c
    closing_notice = notice(closing, email)
    query = sa.select(sa.func.count()).where(
        c.rule == MessageKind.closing, c.step == closing.step
    )
    query = query.where(
        c.occasion == closing_notice.occasion, c.path == address_path(email)
    )
    return bool(connection.execute(query).scalar_one())


def of_message(connection: Connection, message: str) -> Closing | None:
    """What a message tells."""
    query = sa.select(table.c.step, table.c.occasion).where(table.c.message == message)
    row = connection.execute(query.where(table.c.rule == MessageKind.closing)).first()
    if row is None:
        return None
    form, _, mark = row.occasion.partition(SEPARATOR)
    return Closing(form, row.step, mark)
