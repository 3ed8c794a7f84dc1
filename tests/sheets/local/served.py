"""What the local server does of Google's APIs, as the table of docs/local-sheets.md.

python -m tests.sheets.local.served     # prints the tables
"""

import re
import tempfile
from pathlib import Path

from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from sheets.local.app import close, create_app
from sheets.local.guards import discovery
from sheets.local.guards.schema import Method, Schema
from sheets.local.requests import REQUESTS

REFUSED = "501, by name"
KEPT = {
    "addProtectedRange": "kept and told; everybody may edit",
    "updateProtectedRange": "kept and told; everybody may edit",
    "setDataValidation": "kept and told; what the API writes is not held against it",
    "updateDimensionGroup": "kept; folds rows and columns",
    "autoResizeDimensions": "columns only, by the widths of Arial's letters",
    "pasteData": "by delimiter; HTML is 501",
    "copyPaste": "with merges, conditional formats and validation",
    "cutPaste": "with merges, conditional formats and validation",
    "duplicateSheet": "with developer metadata or without (`--metadata-on-duplicate`)",
}
"""Of what is served, what is more than a yes."""


def request_rows() -> list[str]:
    """One line for each kind of request of batchUpdate."""
    [sheets, _] = discovery.documents()
    rows = []
    for kind in sorted(sheets["schemas"]["Request"]["properties"]):
        told = KEPT.get(kind, "served") if kind in REQUESTS else REFUSED
        rows.append(f"| `{kind}` | {told} |")
    return rows


def method_rows() -> list[str]:
    """One line for each method of Sheets and Drive."""
    schema = Schema.of_google()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Path(folder))
        routes = app.url_map.bind("127.0.0.1")
        rows = {method.id: _row(routes, method) for method in schema.methods}
        close(app)
    return [rows[id] for id in sorted(rows)]


def _row(routes: MapAdapter, method: Method) -> str:
    try:
        _, values = routes.match(path_of(method, "1"), method.verb)
    except HTTPException:
        return f"| `{method.id}` | {REFUSED} |"
    # `files/generateCseToken` looks like a file of this id.
    if values and "(.+)" not in method.address.pattern:
        return f"| `{method.id}` | {REFUSED} |"
    return f"| `{method.id}` | served |"


def path_of(method: Method, id: str) -> str:
    """The path of a method, with an id wherever it wants one."""
    path = re.sub(r"\\(.)", r"\1", method.address.pattern)
    return path.replace("(.+)", id).removesuffix("$")


def main() -> None:
    print("| request | |\n|---|---|")
    print("\n".join(request_rows()))
    print("\n| call | |\n|---|---|")
    print("\n".join(method_rows()))


if __name__ == "__main__":
    main()
