"""A form whose choices depend on answers, and on rows of a table."""

from dataclasses import replace
from typing import Any

from journal.records import known_records
from programme.parts import Choice, Column
from tests.forms.logic_form import field, with_form
from tests.house import House
from worker.folder import Folder


def choice(name: str, **attributes: Any) -> Choice:
    return Choice.model_validate(
        {
            "name": name,
            "label": dict.fromkeys(("es", "pt", "en"), name.title()),
            **attributes,
        }
    )


COUNTRIES = (choice("ec"), choice("pe"))
CITIES = (
    choice("quito", country="ec"),
    choice("loja", country="ec"),
    choice("lima", country="pe"),
)
CASCADE = (
    field("name", required=True),
    field("country", "select_one", choices=COUNTRIES),
    field("city", "select_one", choices=CITIES, choice_filter="country == ${country}"),
    field(
        "visited",
        "select_multiple",
        choices=CITIES,
        choice_filter="country == ${country}",
    ),
)


def with_towns_column(folder: Folder, *columns: Column) -> Folder:
    """The folder whose towns have more columns."""
    towns = folder.programme.tables["towns"]
    changed = towns.model_copy(update={"columns": (*towns.columns, *columns)})
    tables = {**folder.programme.tables, "towns": changed}
    return replace(
        folder, programme=folder.programme.model_copy(update={"tables": tables})
    )


def with_fields(folder: Folder, *fields: Any, **keys: Any) -> Folder:
    """The folder whose first form has these questions, and whose towns have a
    column for each that lacks one.
    """
    columns = []
    for asked in fields:
        if folder.programme.tables["towns"].column(asked.name) is None:
            given = {
                name: getattr(asked, name)
                for name in (
                    "name",
                    "type",
                    "label",
                    "choices",
                    "choices_from",
                    "table",
                )
            }
            columns.append(Column(**given))
    return with_form(with_towns_column(folder, *columns), fields, **keys)


def add_towns(house: House, towns: dict[str, dict[str, Any]]) -> None:
    """Rows of the tab of towns, as the worker has seen them."""
    now = house.app.extensions["hoja.services"].clock.now()
    with house.journal.write() as connection:
        for reference, values in towns.items():
            known_records.add(
                connection, "towns", reference, values, own={}, occasion="x", now=now
            )
