"""Old rows come in by the browser: the columns are asked about, mistakes are told, and
what the page has shown is brought in, once.
"""

import html
import io
import re

import pytest

from journal.access import security_events
from journal.records import row_imports
from journal.states import SecurityAction
from staff.set_up import old_rows
from tests.authoring.test_row_import import HEAD, commitments, workbook
from tests.house import hidden
from tests.lived import coordinator, lived, named, signed_in_as, work
from tests.notify.test_plan import TOWN

__all__ = ["lived"]
ADDRESS = "/staff/old-rows"
SELECTED = re.compile(r'<option value="([^"]+)" selected>')


def begun(client, content, name="old.xlsx", table="commitments"):
    token = hidden(client.get(ADDRESS).text, "csrf_token")
    return client.post(
        ADDRESS,
        data={
            "csrf_token": token,
            "table": table,
            "sheet": (io.BytesIO(content), name),
        },
        content_type="multipart/form-data",
    )


def carried(page, **more):
    """What the page sends on, as it stands."""
    fields = {
        name: html.unescape(hidden(page.text, name))
        for name in ("csrf_token", "table", "name", "packed", "shown")
    }
    headings = re.findall(r'name="heading" value="([^"]*)"', page.text)
    columns = []
    for part in page.text.split('name="column"')[1:]:
        chosen = SELECTED.search(part.partition("</select>")[0])
        columns.append(chosen[1] if chosen else "?")
    return {
        **fields,
        "heading": [html.unescape(heading) for heading in headings],
        "column": columns,
        **more,
    }


def test_rows_of_a_file_come_in_once_and_go_again(lived):
    client = coordinator(lived)
    page = begun(client, commitments(lived, 400, 401))
    assert page.status_code == 200
    fields = carried(page)
    assert set(fields["column"]) >= {"town", "what", "due", "status", "owner_name"}
    done = client.post(f"{ADDRESS}/write", data=fields)
    assert done.status_code == 303
    again = client.post(f"{ADDRESS}/write", data=fields)
    assert again.status_code == 422
    work(lived)
    assert named(lived, "commitments", "Old task 1")
    listed = client.get(ADDRESS).text
    assert "coordinacion@example.org" in listed
    token = hidden(listed, "csrf_token")
    gone = client.post(f"{ADDRESS}/undo", data={"csrf_token": token, "import": "1"})
    assert gone.status_code == 303
    work(lived)
    titles = {row["what"] for row in lived.records("commitments").values()}
    assert not titles & {"Old task 0", "Old task 1"}
    with lived.journal.read() as connection:
        events = security_events.newest(connection, 3, by_somebody=True)
        assert row_imports.by_id(connection, 1).undone_at
    actions = [event.action for event in events]
    assert actions[:2] == [SecurityAction.took_out, SecurityAction.brought_in]


def test_column_that_is_not_known_is_chosen_on_the_page(lived):
    client = coordinator(lived)
    rows = [(*HEAD[:-1], "Zzz"), (TOWN, "A", "31/31/2019", "Hecho", "x")]
    page = begun(client, workbook(rows))
    assert "C2" in page.text
    assert f'formaction="{ADDRESS}/write"' not in page.text
    fields = carried(page)
    assert fields["column"].count("?") == 1
    columns = ["reason" if name == "?" else name for name in fields["column"]]
    chosen = client.post(ADDRESS, data={**fields, "column": columns})
    assert carried(chosen)["column"] == columns
    assert client.post(f"{ADDRESS}/write", data=fields).status_code == 422


def test_rows_that_may_be_there_are_decided_about_on_the_page(lived):
    client = coordinator(lived)
    rows = [HEAD, *[(TOWN, "Twice", "2019-12-31", "Hecho", "Eva")] * 2]
    page = begun(client, workbook(rows))
    fields = carried(page)
    decided = client.post(ADDRESS, data={**fields, "doubles": "leave-out"})
    fields = carried(decided, doubles="leave-out")
    assert client.post(f"{ADDRESS}/write", data=fields).status_code == 303
    work(lived)
    assert named(lived, "commitments", "Twice")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04", "a.xlsx"),
        (b"a note", "a.csv"),
        (b"a,b\n1,2\n" * 20, "a.csv"),
        (b"", "a.csv"),
    ],
)
def test_file_without_rows_or_too_large_is_told(lived, monkeypatch, content, name):
    monkeypatch.setattr(old_rows, "MOST_BYTES", 100)
    page = begun(coordinator(lived), content, name)
    assert page.status_code == 422
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("table", ["", "nothing", "outbox", "permissions"])
def test_table_that_takes_no_rows_is_no_other_one(lived, table):
    page = begun(coordinator(lived), commitments(lived, 400), table=table)
    assert (page.status_code, 'name="packed"' in page.text) == (422, False)


def test_page_without_its_file_asks_for_it(lived):
    client = coordinator(lived)
    token = hidden(client.get(ADDRESS).text, "csrf_token")
    for packed in ("", "AAAA", "%"):
        data = {"csrf_token": token, "table": "commitments", "packed": packed}
        assert client.post(ADDRESS, data=data).status_code == 422
        assert client.post(f"{ADDRESS}/write", data=data).status_code == 422


def test_signs_that_nobody_sees_are_no_part_of_a_file_s_name(lived):
    client = coordinator(lived)
    fields = carried(begun(client, commitments(lived, 400)), name="o\x00ld.xlsx")
    assert client.post(f"{ADDRESS}/write", data=fields).status_code == 303
    with lived.journal.read() as connection:
        [row_import] = row_imports.all_imports(connection)
    assert row_import.source == "old.xlsx, Old"


@pytest.mark.parametrize("number", ["9" * 25, "-1", "", "x"])
def test_import_that_is_none_is_undone_by_nobody(lived, number):
    client = coordinator(lived)
    token = hidden(client.get(ADDRESS).text, "csrf_token")
    data = {"csrf_token": token, "import": number}
    assert client.post(f"{ADDRESS}/undo", data=data).status_code == 303
    with lived.journal.read() as connection:
        [event] = security_events.newest(connection, 1, by_somebody=True)
    assert event.action == SecurityAction.signed_in


def test_who_may_not_is_told_so(lived):
    member = signed_in_as(lived, "comite.quiroga@example.org")
    assert member.get(ADDRESS).status_code == 403
