"""The cases as a page reads them: from the journal, and nothing that it does not
show.
"""

from desk.cases import Cases
from forms.services import Services
from journal.connection import Connection
from journal.records.record_reader import RecordReader


def read_cases(services: Services, connection: Connection) -> Cases:
    """Every case of the programme, for one page."""
    return Cases(
        services.programme,
        connection,
        RecordReader(services.programme, connection),
        services.today(),
    )
