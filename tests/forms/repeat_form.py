"""A form whose questions repeat, in the place of the programme's own; its repetitions
are rows of a table of their own.
"""

from dataclasses import replace

from programme.app_tables import Labels, with_app_columns
from programme.model import Table
from programme.parts import Column
from tests.forms.logic_form import choices, field, with_form
from worker.folder import Folder

LINES = (
    field("item", required=True, label="Qué"),
    field("price", "decimal", required=True, constraint="price >= 0", label="Precio"),
    field("kind", "select_one", choices=choices("x", "y"), label="Clase"),
    field("reason", relevant="price > 1000", required=True, label="Por qué ${item}"),
    field(
        "share",
        "decimal",
        calculate="round(price / sum(budget.price), 2)",
        label="Parte",
    ),
)
FIELDS = (
    field("name", required=True, label="Nombre"),
    field(
        "budget", "repeat", table="lines", label="Línea", least=1, most=4, fields=LINES
    ),
    field("population", "integer", label="Pedido"),
    field(
        "total",
        "decimal",
        label="Total",
        calculate="sum(budget.price)",
        constraint="population == null or total == population",
        constraint_message={"es": "La suma no es lo pedido."},
    ),
)
PLAIN = (
    field("name", required=True, label="Nombre"),
    field(
        "budget",
        "repeat",
        table="lines",
        label="Línea",
        least=0,
        most=3,
        fields=(field("item", label="Qué"),),
    ),
)


def with_lines(folder: Folder, fields=FIELDS, **keys) -> Folder:
    """The folder whose first form asks this, with the table of its repetitions."""
    programme = folder.programme
    columns = (
        Column(name="town", type="reference", table="towns", label=_label("Municipio")),
        Column(name="item", label=_label("Qué")),
        Column(name="price", type="decimal", label=_label("Precio")),
        Column(
            name="kind",
            type="select_one",
            choices=choices("x", "y"),
            label=_label("Clase"),
        ),
        Column(name="share", type="decimal", label=_label("Parte")),
    )
    columns += _columns_of(fields, {column.name for column in columns})
    table = Table(
        name="lines",
        label=_label("Presupuesto"),
        prefix="LN",
        title="item",
        columns=columns,
    )
    lines = with_app_columns(
        table, Labels(programme.languages), is_case=False, has_form=True
    )
    tables = {**programme.tables, "lines": lines}
    return with_form(
        replace(folder, programme=programme.model_copy(update={"tables": tables})),
        fields,
        **keys,
    )


def _columns_of(fields, present: set[str]) -> tuple[Column, ...]:
    """Columns for what the repetitions ask beside the usual."""
    asked = [
        inner for part in fields for inner in part.fields if inner.name not in present
    ]
    keys = ("name", "type", "label", "choices", "table")
    return tuple(
        Column(**{key: getattr(question, key) for key in keys}) for question in asked
    )


def _label(words: str) -> dict[str, str]:
    return {"es": words, "pt": words, "en": words}
