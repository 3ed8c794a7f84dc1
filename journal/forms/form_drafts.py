"""What stands in the tabs of the spreadsheet in which staff edit
forms, as it was last seen.

Nothing of it is live.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, as_columns, first_row, put_row, select_rows
from journal.schema import form_drafts as table


@dataclass(frozen=True)
class FormDraft:
    """`rows`: the cells of both tabs; `digest`: of these; `version`: of the form that
    they make, "" where they have mistakes.
    """

    form: str
    digest: str
    rows: Mapping[str, Any]
    version: str
    mistakes: int
    seen_at: datetime


def keep(connection: Connection, draft: FormDraft) -> None:
    """Keeps it in the place of what stood there before."""
    put_row(connection, table, {"form": draft.form}, as_columns(draft))


def by_form(connection: Connection, form: str) -> FormDraft | None:
    """What stands in the tabs of a form, or None where they have not been seen."""
    return first_row(
        connection, select_rows(table, FormDraft).where(table.c.form == form), FormDraft
    )


def every(connection: Connection) -> dict[str, FormDraft]:
    """Form → what stands in its tabs."""
    return {
        draft.form: draft
        for draft in all_rows(connection, select_rows(table, FormDraft), FormDraft)
    }


def forget_others(connection: Connection, forms: Collection[str]) -> None:
    """Takes away what was seen of forms whose tabs are not there any more."""
    connection.execute(sa.delete(table).where(table.c.form.not_in(forms)))
