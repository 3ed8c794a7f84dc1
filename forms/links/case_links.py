"""The case to which a submission belongs, and the address of its page:
where a receipt leads on to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forms.services import Services
from journal.access import case_pages, security_events
from journal.connection import Connection
from journal.records.record_reader import RecordReader
from journal.states import SecurityAction
from programme.records.display import title
from programme.records.record import Record, Value, View

SELF = "self"
"""The word of `case` for a table whose rows are cases themselves."""


@dataclass(frozen=True)
class CaseLink:
    """What people call a case, and the address of its page."""

    name: str
    address: str


def case_link(
    services: Services,
    table_name: str,
    reference: str,
    values: Mapping[str, Value],
    language: str,
    sent_at: datetime,
) -> CaseLink | None:
    """The page of the case that a row belongs to; None where there is no such page, or
    the case is not in the sheet yet.

    None, too, where the page has had a new address since the row was sent: whoever made
    it anew shuts out who had the old one.
    """
    programme = services.programme
    table = programme.tables[table_name]
    if programme.case.page is None or not table.case:
        return None
    with services.journal.read() as connection:
        records = RecordReader(programme, connection)
        view = View(
            records, table, Record(table_name, reference, values), services.today()
        )
        if table.case == SELF:
            case = View(
                records, table, records.get(table_name, reference), services.today()
            )
        else:
            holder, column = view.path(table.case)
            case = holder.get(column)
        if (
            not isinstance(case, View)
            or case.record is None
            or case.table.name != programme.case.table
        ):
            return None
        edition = case_pages.edition(connection, case.record.reference)
        if edition != case_pages.FIRST and sent_at <= _renewed_at(
            services, connection, case.record.reference
        ):
            return None
        return CaseLink(
            title(case, language),
            services.links.case(language, case.record.reference, edition),
        )


def _renewed_at(services: Services, connection: Connection, case: str) -> datetime:
    """When the address of a case's page was made anew: what the log has forgotten was
    before all that it keeps.
    """
    renewed = security_events.last(connection, SecurityAction.new_page, case)
    return renewed or services.clock.now() - security_events.KEPT
