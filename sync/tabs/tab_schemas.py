"""Remembering what the tabs look like: what a tab, or the whole spreadsheet, is made
anew from when it is lost.
"""

from dataclasses import replace

import sqlalchemy as sa

from journal.tabs import remembered_tabs
from sheets.reading.snapshot import Snapshot
from sheets.tab_schema import TabSchema, read_tab_schemas, tab_schema_from_json
from sync.context import SyncContext


def remember(context: SyncContext, snapshot: Snapshot) -> None:
    """Keeps the shape of every tab of a snapshot (one call).

    An empty tab that has lost columns is not what is to be made again: then the
    shape that was known stays.
    """
    tabs = snapshot.tabs
    if not tabs:
        return
    layouts = [tab.layout for tab in tabs.values()]
    present = read_tab_schemas(context.spreadsheet, layouts, context.programme.language)
    with context.journal.write() as connection:
        schemas = every(connection)
        for table, shape in present.items():
            before = schemas.get(table)
            if before is None or tabs[table].rows or shape.holds(before):
                remembered_tabs.keep_shape(
                    connection, table, _with(shape, before).as_json()
                )


def every(connection: sa.Connection) -> dict[str, TabSchema]:
    """Table → what its tab looked like when it was last seen; also of tables that the
    programme does not have any more.
    """
    return {
        table: tab_schema_from_json(shape)
        for table, shape in remembered_tabs.shapes(connection).items()
    }


def last_headers(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """Table → column → the header that it bore when the tab was last remembered."""
    headers: dict[str, dict[str, str]] = {}
    for table, shape in every(connection).items():
        headers[table] = {
            column.name: column.header for column in shape.places if column.name
        }
    return headers


def _with(now: TabSchema, before: TabSchema | None) -> TabSchema:
    """What the tab says now, with what is known from before: number formats of empty
    columns, choices that are no more.
    """
    if before:
        formats = before.formats
        choices = {}
        for column in before.places:
            if column.name:
                choices[column.name] = column.choices
    else:
        formats = {}
        choices = {}
    columns = (
        replace(
            column,
            format=column.format or formats.get(column.key),
            choices={**choices.get(column.name, {}), **column.choices},
        )
        for column in now.places
    )
    return TabSchema(now.title, tuple(columns))
