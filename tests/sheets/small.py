"""A programme with one table that has a column of every kind."""

from typing import Any

from programme.app_tables import Labels, people, with_app_columns
from programme.model import Case, Programme, Sender, Table
from programme.models.rules import Rules
from tests.rules.small import column, label

LABELS = Labels(["es", "en"])
STATUSES = [
    {
        "name": "approved",
        "label": {"es": "Aprobado", "en": "Approved"},
        "aliases": ["aprobada"],
    },
    {"name": "not_approved", "label": {"es": "No aprobado", "en": "Not approved"}},
    {"name": "paused", "label": {"es": "En pausa", "en": "Paused"}},
]
COLUMNS = [
    column("name"),
    column("count", "integer"),
    column("share", "decimal"),
    column("due", "date"),
    column("at", "moment"),
    column("status", "select_one", choices=STATUSES),
    column("tags", "select_multiple", choices=STATUSES),
    column("mail", "email"),
    column("tel", "phone"),
    column("web", "url"),
    column("files", "file"),
    column("agreed", "acknowledge"),
    column("stop", "acknowledge", unreadable_means=True),
    column("active", "acknowledge", unreadable_means=False),
    column("notes", was=["Remarks"]),
]


def things(columns: list[dict[str, Any]] = COLUMNS) -> Table:
    given = {
        "name": "towns",
        "label": label("Cosas"),
        "prefix": "MN",
        "title": "name",
        "columns": columns,
    }
    return with_app_columns(
        Table.model_validate(given), LABELS, is_case=False, has_form=False
    )


def programme(columns: list[dict[str, Any]] = COLUMNS) -> Programme:
    """The programme with these columns in its one table."""
    return Programme(
        name=label("Small"),
        languages=("es", "en"),
        time_zone="America/Guayaquil",
        locale="es_EC",
        country="EC",
        sender=Sender(name=label("Small"), reply_to="coordinator"),
        case=Case(table="towns"),
        roles={"coordinator": label("coordinator")},
        tables={
            "towns": things(columns),
            "people": people(LABELS, {"coordinator": label("coordinator")}),
        },
        rules=Rules(),
    )
