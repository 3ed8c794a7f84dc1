"""The model of what a programme gives out: documents about a record, and
registers that everybody may read.
"""

from typing import Annotated, Literal

from pydantic import Field

from programme.parts import Name, Names, Part, Sites, Text


class Document(Part):
    """A document about a record of `table`, whose words stand in
    document_templates/<name>/<language>.md.

    `layout`: how it is set; `text` is no page but plain words, for a message or a
    newspaper. `to`: a contact of the table (or of one over references): its language is
    the document's, its name and form of address stand in it. `only`: for which records.
    `waits_for`: an event; while a mail of it waits for a yes, the page says that the
    document is not to be passed on yet.
    """

    label: Text
    table: Name
    layout: Literal["letter", "certificate", "report", "text"]
    to: str | None = None
    only: str | None = None
    waits_for: Name | None = None


class Register(Part):
    """A list of records that everybody may read, as a page, as CSV and as JSON.

    `shown`: the column of type acknowledge in which the team says that a row may be
    shown; without a yes no row is. `only`: a condition beside it. `sources`: column →
    the column with the address where its value can be read up. `order`: the column by
    which the rows come, with the newest or largest first where a minus stands before
    it. `embed`: sites that may show it. `waits_for`: an event; a row is not shown while
    a mail about it waits for a yes.
    """

    label: Text
    about: Text = {}
    table: Name
    shown: Name
    only: str | None = None
    columns: Annotated[Names, Field(min_length=1)]
    sources: dict[str, str] = {}
    order: str | None = None
    embed: Sites | None = None
    waits_for: Name | None = None
