"""Old rows come in from a file, once, with every mistake told first; and nobody is told
of what happened before.
"""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from authoring.adoption.sources import tabs_of_file
from authoring.row_import.plan import Doubles, RowPlan, load_present, plan_rows
from authoring.row_import.write import write_rows
from core.clock import local_date
from tests.house import House
from tests.lived import named, work

TOWN = "Puerto López"


def workbook(rows: Sequence[Sequence[Any]], title: str = "Old") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def planned(
    house: House, table: str, content: bytes, name: str = "old.xlsx", **more: Any
) -> RowPlan:
    office = house.office
    programme = office.sync.programme
    [tab] = tabs_of_file(content, name, is_whole=True)
    with house.journal.read() as connection:
        present = load_present(connection, programme, programme.tables[table])
    return plan_rows(
        programme,
        programme.tables[table],
        tab,
        present,
        office.notify.links,
        more.pop("answers", {}),
        **more,
    )


def brought_in(house: House, plan: RowPlan) -> tuple[str, ...]:
    assert plan.is_ready
    written = write_rows(house.journal, plan, "", house.office.sync.now())
    work(house)
    return written.references


def test_commitments_of_years_ago_tell_nobody(lived: House) -> None:
    today = local_date(lived.office.sync.now(), lived.folder.programme.time_zone)
    town = next(iter(lived.records("towns").values()))["name"]
    head = ["Town", "What is to be done?", "By when?", "Status", "owner_name", "E-mail of that person"]
    rows = []
    for number in range(30):
        due = today - timedelta(days=400 + number)
        rows.append([town, f"Old task {number}", due, "Abierto", "Eva", f"eva{number}@example.org"])
    before = {message.id for message in lived.outbox()}
    references = brought_in(lived, planned(lived, "commitments", workbook([head, *rows])))
    assert len(references) == 30
    for _day in range(30):
        lived.later(days=1)
        work(lived)
    after = [m for m in lived.outbox() if m.id not in before]
    for m in after: print(m.kind, m.email, m.subject, m.created_at)
    print(len(after))
    assert 0
