"""Short addresses that lead to a row or a cell of the
spreadsheet, as the last look saw it.
"""

from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from core.settings import Settings
from forms.services import current_services
from journal.tabs import sheet_rows, spreadsheets
from sheets.addresses import cell_address
from staff.access.signing import signed_in

blueprint = Blueprint("sheet_links", __name__)
SEE_OTHER = 303


@blueprint.get("/staff/row/<table>/<reference>")
@signed_in
def row(table: str, reference: str) -> Response:
    """Leads to the row of a record (`?column=`: to its cell); to the tab, or the
    spreadsheet, where the row is not known.
    """
    services = current_services()
    if table not in services.programme.tables:
        abort(404)
    settings: Settings = current_app.extensions["hoja.settings"]
    with services.journal.read() as connection:
        key = spreadsheets.current_key(connection, settings.spreadsheet)
        tab = sheet_rows.of_table(connection, table)
    if tab is None:
        return redirect(cell_address(settings.sheets_api_url, key), SEE_OTHER)
    place = tab.columns.get(request.args.get("column", ""), 0)
    address = cell_address(
        settings.sheets_api_url, key, tab.sheet_id, place, tab.rows.get(reference, 0)
    )
    return redirect(address, SEE_OTHER)
