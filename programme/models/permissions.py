"""What the people of a role may do on the staff pages."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from programme.parts import as_list, one_or_several


class Permission(StrEnum):
    """What somebody may: `look` at the staff pages and files; `fill_in` forms for
    others; `send` mails that wait, and hold them; `drop` mails; `edit` their words;
    `decide` whether many changes at once were meant; `bring_back` rows; `set_cells`:
    the columns that a table opens to the page of a record; `pages`: give a page that is
    handed round a new address; `publish` what a form asks, as it stands in the
    spreadsheet; `log`: read the security log; `take`: take on a line of the desk;
    `hold_sessions`: enter what a session decides on cases, and close it; `report`: note
    figures as reported; `privacy`: hand a person's data over, and erase it;
    `set_up`: begin programmes, have this one as a page, and bring in old rows.
    """

    look = "look"
    fill_in = "fill_in"
    send = "send"
    drop = "drop"
    edit = "edit"
    decide = "decide"
    bring_back = "bring_back"
    set_cells = "set_cells"
    pages = "pages"
    publish = "publish"
    log = "log"
    take = "take"
    hold_sessions = "hold_sessions"
    report = "report"
    privacy = "privacy"
    set_up = "set_up"


EVERYTHING = tuple(Permission)
UNSAID = (Permission.look,)
"""What a role may of which a programme says nothing, unless it is the one that answers
replies: that one may everything.
"""
NEEDED = (Permission.send, Permission.drop, Permission.decide)
"""What somebody must be able to do, or mails would wait for ever."""


def _listed(value: object) -> object:
    """`all` stands for everything; one word may stand where a list is asked for."""
    if value == "all":
        return EVERYTHING
    return as_list(value)


Granted = Annotated[
    tuple[Permission, ...],
    BeforeValidator(_listed),
    WithJsonSchema(
        one_or_several({"enum": ["all", *(str(word) for word in Permission)]})
    ),
]
