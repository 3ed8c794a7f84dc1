"""A form on several pages, in the place of the programme's own."""

from tests.forms.logic_form import choices, field, with_form
from worker.folder import Folder

FIELDS = (
    field("place", "page", label="El lugar", hint={"es": "Dónde está."}),
    field("name", required=True, label="Nombre"),
    field(
        "kind", "select_one", choices=choices("x", "y"), required=True, label="Clase"
    ),
    field("detail", relevant='kind == "x"', required=True, label="Detalle"),
    field("money", "page", relevant='kind == "y"', label="Dinero de ${name}"),
    field("asked", "integer", required=True, label="Pedido"),
    field("own", "integer", label="Propio"),
    field(
        "total",
        "integer",
        calculate="coalesce(asked, 0) + coalesce(own, 0)",
        label="Total",
    ),
    field("rest", "page", label="Lo demás"),
    field("papers", "section", label="Papeles"),
    field("letter", "file", label="Carta"),
    field("plan", required=True, constraint="coalesce(asked, 0) < 100", label="Plan"),
)


def paged(folder: Folder) -> Folder:
    """The folder whose first form has these pages."""
    return with_form(folder, FIELDS)
