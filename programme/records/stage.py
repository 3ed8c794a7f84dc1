"""The column that says how far a case is, and its main line."""

from programme.model import Programme
from programme.parts import Choice, Column


def stage_column(programme: Programme) -> Column | None:
    """The column `stage` of the case's page; else the first one of the cases that holds
    one of several choices, or None. The language of a contact is none.
    """
    table = programme.tables[programme.case.table]
    if programme.case.page:
        return table.column(programme.case.page.stage)
    languages = {contact.language for contact in table.contacts.values()}
    for column in table.columns:
        if column.name in languages:
            continue
        # Columns of the app, and yes or no, say nothing of how far a case is.
        if (
            column.choices
            and column.field_type.has_choices
            and not column.field_type.is_list
            and not column.own
        ):
            return column
    return None


def stages(programme: Programme) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The choices of the main line in their order, and the others (a pause, a
    refusal).
    """
    column = stage_column(programme)
    if column is None:
        return (), ()
    if programme.case.page is None:
        return column.choices, ()
    line = programme.case.page.stages
    on_line = tuple(choice for name in line if (choice := column.choice(name)))
    return on_line, tuple(
        choice for choice in column.choices if choice.name not in line
    )
