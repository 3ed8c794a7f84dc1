"""A form whose questions depend on one another, in the place of the programme's own."""

from dataclasses import replace
from typing import Any

from programme.models.forms import Form, FormField
from programme.parts import Choice
from worker.folder import Folder

FORM = "/es/aspiring_town"


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(name=name, label={"es": name.upper(), "pt": name.upper(), "en": name})
        for name in names
    )


def field(name: str, type: str = "text", **keys: Any) -> FormField:
    return FormField(
        name=name, type=type, label={"es": keys.pop("label", f"¿{name}?")}, **keys
    )


FIELDS = (
    field("name", required=True),
    field("kind", "select_one", choices=choices("x", "y"), required=True),
    field("detail", "select_one", choices=choices("p", "q"), relevant='kind == "x"'),
    field("reason", relevant='detail == "p"', required=True),
    field("money", "section", relevant='kind == "y"', label="Dinero"),
    field("asked", "integer", required=True),
    field("own", "integer"),
    field(
        "total",
        "integer",
        calculate="coalesce(asked, 0) + coalesce(own, 0)",
        label="Total",
    ),
    field("enough", "note", relevant="total >= 100", label="Con ${total} alcanza."),
    field("last", "section", label="Al final"),
    field(
        "day",
        "date",
        constraint="day <= today",
        constraint_message={"es": "Todavía no."},
    ),
    field("letter", "file", relevant='kind == "x"'),
)


def with_form(
    folder: Folder, fields: tuple[FormField, ...] = FIELDS, **keys: Any
) -> Folder:
    """The folder whose first form has these questions."""
    programme = folder.programme
    form: Form = programme.forms["aspiring_town"].model_copy(
        update={"fields": fields, "version": "logic", **keys}
    )
    return replace(
        folder,
        programme=programme.model_copy(
            update={"forms": {**programme.forms, "aspiring_town": form}}
        ),
    )
