"""How long the data of people is kept."""

from typing import Annotated

from pydantic import Field

from programme.parts import Name, Part


class KeptUntil(Part):
    """When the condition `when` holds of a record of `table`, the names and addresses
    of the people in it go; where that is the table of the cases, those in all that
    belongs to the case, too.
    """

    table: Name
    when: str


class Retention(Part):
    """What goes by itself.

    `people`: of which records the people, and when; `mail_days`: so long after it was
    settled what a mail said is kept. Without `people` nobody's data goes by itself.
    """

    people: tuple[KeptUntil, ...] = ()
    mail_days: Annotated[int, Field(ge=30)] = 730
