"""The names of records that an answer refers to, for whoever has chosen them."""

from forms.services import current_services
from journal.records.record_reader import RecordReader
from programme.models.forms import FormField
from programme.records.display import title
from programme.records.record import Value, View


def chosen_record(field: FormField, reference: Value, language: str) -> str:
    """What the list of a question called a record, as it is called now.

    "" for a list that only staff see, and for a record that is gone.
    """
    if not field.public_list or not field.field_type.has_table:
        return ""
    services = current_services()
    table = services.programme.tables[str(field.table)]
    with services.journal.read() as connection:
        records = RecordReader(services.programme, connection)
        record = records.get(table.name, reference)
        if record is None:
            return ""
        return title(View(records, table, record, services.today()), language)
