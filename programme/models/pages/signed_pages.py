"""The pages that people open by a signed link: that of a case, to hand round, and that
of a contact, which is theirs alone.
"""

from typing import Annotated

from pydantic import Field

from programme.parts import Name, Names, Part, Text


class Listed(Part):
    """What a page lists of a case: records of a table that belong to it and for which
    `only` holds, by their date.

    `shows`: columns or paths, instead of the table's title; `date`:
    instead of the table's date.
    """

    table: Name
    label: Text = {}
    only: str | None = None
    date: Names = ()
    shows: Names | None = None


class CasePage(Part):
    """The page of a case, safe to hand round: how far it is (`stages`, choices of the
    column `stage`) and what is next.
    """

    stage: Name
    stages: Annotated[Names, Field(min_length=1)]
    shows: Names = ()
    lists: tuple[Listed, ...] = ()


class OwnListed(Listed):
    """The same on a contact's page.

    `forms`: those about one of these records that open from its line.
    """

    forms: Names = ()


class ContactPage(Part):
    """The page of the `contact` of a record of `table`: the cases that name the record
    in one of the columns `of` and for which `only` holds.

    `next_steps`: those of the desk that are theirs to know; `people`: contacts
    of a case, as far as these agreed; `forms`: those about a case that open
    from here, for this person.
    """

    table: Name
    contact: Name
    label: Text
    of: Annotated[Names, Field(min_length=1)]
    only: str | None = None
    shows: Names = ()
    next_steps: Names = ()
    people: Names = ()
    lists: tuple[OwnListed, ...] = ()
    forms: Names = ()
