"""What staff have published of forms that they edit in the spreadsheet: each press of
the button, none of them forgotten.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, first_row, select_rows
from journal.schema import form_publications as table


@dataclass(frozen=True)
class Publication:
    """One press of the button.

    `id`: grows; `questions`: what the form asks from then on, None for those of its
    file; `rows`: the cells of the tabs from which they came; `version`: of the form;
    `shaped_at`: when its columns were seen to.
    """

    id: int
    form: str
    questions: Mapping[str, Any] | None
    rows: Mapping[str, Any] | None
    version: str
    published_by: str
    published_at: datetime
    shaped_at: datetime | None


SELECT = select_rows(table, Publication)


def add(
    connection: Connection,
    form: str,
    questions: Mapping[str, Any] | None,
    rows: Mapping[str, Any] | None,
    version: str,
    actor: str,
    now: datetime,
) -> int:
    """Keeps a publication and gives its number."""
    values = {"form": form, "questions": questions, "rows": rows, "version": version}
    insert = sa.insert(table).values(**values, published_by=actor, published_at=now)
    return int(connection.execute(insert.returning(table.c.id)).scalar_one())


def newest_number(connection: Connection) -> int:
    """The number of the last publication of any form, 0 before the first."""
    return int(
        connection.execute(
            sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))
        ).scalar_one()
    )


def by_id(connection: Connection, id: int) -> Publication | None:
    """The publication of that number, or None."""
    return first_row(connection, SELECT.where(table.c.id == id), Publication)


def of_form(connection: Connection, form: str, limit: int) -> list[Publication]:
    """The last publications of a form, the newest first."""
    return all_rows(
        connection,
        SELECT.where(table.c.form == form).order_by(table.c.id.desc()).limit(limit),
        Publication,
    )


def unshaped(connection: Connection) -> list[Publication]:
    """Those whose columns have yet to be seen to in the spreadsheet."""
    return all_rows(
        connection,
        SELECT.where(table.c.shaped_at.is_(None)).order_by(table.c.id),
        Publication,
    )


def note_shaped(connection: Connection, ids: Collection[int], now: datetime) -> None:
    """Notes that the spreadsheet has the columns of these."""
    connection.execute(
        sa.update(table).where(table.c.id.in_(ids)).values(shaped_at=now)
    )
