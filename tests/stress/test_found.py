"""What the game has found, each told as short as it can be."""

from datetime import timedelta

import pytest

from core.errors import Later, Unknown
from journal.records import changes
from journal.states import DeliveryState
from journal.tabs import deliveries
from sheets.writing.update import rename_references
from sync.deliver import deliver
from sync.observe import observe, see_to_references
from tests.lived import batch, named, own, problems, type_row, work

TOWN = "Serra das Flores"


def line(house, table, reference):
    tab = house.look().tabs[table]
    at = tab.rows[reference].index
    return {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": at,
        "endIndex": at + 1,
    }


def references(house, table):
    return {
        row.values.get(house.folder.programme.tables[table].title): r
        for r, row in house.look().tabs[table].rows.items()
    }


def happened(house, reference):
    with house.journal.read() as connection:
        return [change.happening for change in changes.history(connection, reference)]


def at_the_call(house, path, act):
    """Staff act right before the worker's next call to an address that ends so."""
    client = house.office.sync.spreadsheet
    before = client._call

    def call(kind, method, address, *more):
        if address.endswith(path):
            client._call = before
            act()
        return before(kind, method, address, *more)

    client._call = call


class Steps:
    """The worker's steps, one at a time."""

    def __init__(self, shop):
        self.shop, self.snapshot = shop, None

    def look(self):
        observed = observe(self.shop)
        before, self.snapshot = self.snapshot, observed.snapshot
        see_to_references(self.shop, before, observed)

    def deliver(self):
        """Appends what waits, and looks whether it came."""
        delivered = deliver(self.shop, self.snapshot)
        if delivered.look_first:
            self.look()
            delivered = deliver(self.shop, self.snapshot)
        self.look()
        return delivered.wrote


@pytest.fixture
def shop(lived):
    shop = lived.office.sync
    assert shop.take_lease()
    return shop


@pytest.fixture
def steps(shop):
    return Steps(shop)


@pytest.mark.long
def test_rows_that_move_while_another_gets_its_reference_keep_theirs(
    lived, shop, steps
):
    before = references(lived, "towns")
    type_row(lived, "towns", name="A mano")
    steps.look()
    source = line(lived, "towns", named(lived, "towns", TOWN))
    end = {"source": source, "destinationIndex": source["startIndex"] + 3}
    at_the_call(
        lived,
        "values:batchUpdateByDataFilter",
        lambda: batch(lived, {"moveDimension": end}),
    )
    rows = lived.look().tabs["towns"].rows
    last = max(row.index for row in rows.values())
    end["destinationIndex"] = last + 2
    steps.look()
    assert references(lived, "towns") != before
    work(lived)
    after = references(lived, "towns")
    assert {name: after[name] for name in before} == before
    assert [
        happened(lived, reference)
        for reference in before.values()
        if "gone" in happened(lived, reference)
    ] == []


def test_cleared_reference_comes_back(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "reference", "")
    work(lived)
    assert named(lived, "towns", TOWN) == town
    assert "gone" not in happened(lived, town)


def test_flag_beside_no_record_makes_none(lived):
    tab = lived.look().tabs["commitments"]
    count = len(tab.rows)
    start = {
        "sheetId": tab.layout.sheet_id,
        "rowIndex": 30,
        "columnIndex": tab.layout.columns["flag"],
    }
    cell = {"userEnteredValue": {"stringValue": "Vence hoy"}}
    batch(
        lived,
        {
            "updateCells": {
                "start": start,
                "rows": [{"values": [cell]}],
                "fields": "userEnteredValue",
            }
        },
    )
    work(lived)
    tab = lived.look().tabs["commitments"]
    assert (len(tab.rows), tab.loose) == (count, [])


@pytest.mark.long
def test_date_of_arrival_typed_over_by_words_is_put_back(lived):
    town = named(lived, "towns", TOWN)
    before = own(lived, "towns", town)
    lived.edit("towns", town, "received", "visto")
    work(lived)
    assert (own(lived, "towns", town), problems(lived)) == (before, [])


@pytest.mark.long
def test_reference_that_stands_twice_costs_no_write_at_each_look(lived):
    [task] = [
        r
        for r, row in lived.look().tabs["commitments"].rows.items()
        if "Llamar" in str(row.own["flag"])
    ]
    tab = lived.look().tabs["commitments"].layout
    source = line(lived, "commitments", task)
    whole = {
        "sheetId": tab.sheet_id,
        "startRowIndex": source["startIndex"],
        "endRowIndex": source["endIndex"],
    }
    below = {"sheetId": tab.sheet_id, "startRowIndex": 40, "endRowIndex": 41}
    batch(lived, {"copyPaste": {"source": whole, "destination": below}})
    work(lived)
    lived.later(days=1)
    work(lived)
    lived.server.forget_calls()
    assert lived.settle()
    assert [
        call["path"]
        for call in lived.server.calls()
        if call["path"].endswith("batchUpdateByDataFilter")
    ] == []


ARRIVALS = ("stands", "is cleared too", "stands, and a cell is edited")
TYPED_OVER = (("", False), (TOWN, False), (TOWN, True))


# In the quick lane each is there once; the long one tries all of them together.
@pytest.mark.long
@pytest.mark.parametrize(
    ("typed_over", "deleted", "arrival"),
    [
        pytest.param(*over, arrival, marks=() if first == second else pytest.mark.long)
        for first, over in enumerate(TYPED_OVER)
        for second, arrival in enumerate(ARRIVALS)
    ],
)
def test_reference_cleared_or_repeated_before_the_first_look_is_no_reason_to_append_again(
    lived, shop, steps, typed_over, deleted, arrival
):
    other = named(lived, "towns", typed_over) if typed_over else ""
    # in the second of the example's rows nobody could tell whose row it is
    lived.later(minutes=1)
    with lived.journal.write() as connection:
        values = {
            "name": "Cotacachi",
            "country": "Ecuador",
            "why": "Porque sí",
            "status": "applied",
            "population": 900,
        }
        values["received"] = shop.now().isoformat(timespec="seconds")
        deliveries.enqueue(connection, "towns", "MUN-AAAAA", values)

    def clear():
        gone = (
            {"deleteDimension": {"range": line(lived, "towns", other)}}
            if deleted
            else None
        )
        if arrival == "stands, and a cell is edited":
            lived.edit("towns", "MUN-AAAAA", "country", "Perú")
        if arrival == "is cleared too":
            lived.edit("towns", "MUN-AAAAA", "received", "")
        lived.edit("towns", "MUN-AAAAA", "reference", other)
        if gone:
            batch(lived, gone)

    steps.look()
    client = shop.spreadsheet
    before = client.batch

    def batch_and_clear(requests):
        answer = before(requests)
        client.batch = before
        clear()
        return answer

    client.batch = batch_and_clear
    assert steps.deliver()
    with lived.journal.read() as connection:
        assert deliveries.in_state(connection, DeliveryState.appending, 9) == []
    work(lived)
    rows = [
        row.reference
        for row in lived.look().tabs["towns"].all_rows()
        if row.values["name"] == "Cotacachi"
    ]
    assert rows == ["MUN-AAAAA"]


@pytest.mark.parametrize("apart", [0, 1])
def test_row_that_came_is_not_taken_for_one_that_did_not(lived, shop, steps, apart):
    now = shop.now().replace(microsecond=0)
    same = {
        "country": "Ecuador",
        "why": "Porque sí",
        "status": "applied",
        "population": 900,
    }
    sent = {
        "MUN-AAAAA": ("Cotacachi", now),
        "MUN-CCCCC": ("Otavalo", now + timedelta(seconds=apart)),
    }
    with lived.journal.write() as connection:
        for reference, (name, moment) in sent.items():
            deliveries.enqueue(
                connection,
                "towns",
                reference,
                {**same, "name": name, "received": moment.isoformat()},
            )
    steps.look()
    client = shop.spreadsheet
    before = client.batch

    def batch_one_of_two(requests):
        [one] = requests
        kept = {**one["appendCells"], "rows": one["appendCells"]["rows"][1:]}
        answer = before([{"appendCells": kept}])
        client.batch = before
        lived.edit("towns", "MUN-CCCCC", "reference", "")
        return answer

    client.batch = batch_one_of_two
    steps.deliver()
    with lived.journal.read() as connection:
        assert [
            row.reference
            for row in deliveries.in_state(connection, DeliveryState.appending, 9)
        ] == ["MUN-AAAAA"]


def copied(house, reference, *, without):
    """Copies a row below all others, with or without its reference."""
    source = line(house, "towns", reference)
    rows = {key: source[key] for key in ("sheetId",)}
    above = {
        **rows,
        "startRowIndex": source["startIndex"],
        "endRowIndex": source["endIndex"],
    }
    last = max(row.index for row in house.look().tabs["towns"].all_rows())
    batch(
        house,
        {
            "copyPaste": {
                "source": above,
                "destination": {
                    **rows,
                    "startRowIndex": last + 1,
                    "endRowIndex": last + 2,
                },
            }
        },
    )
    if without:
        at = {
            **rows,
            "rowIndex": last + 1,
            "columnIndex": house.look().tabs["towns"].layout.columns["reference"],
        }
        batch(
            house,
            {
                "updateCells": {
                    "start": at,
                    "rows": [{"values": [{}]}],
                    "fields": "userEnteredValue",
                }
            },
        )


@pytest.mark.long
@pytest.mark.parametrize(
    "then",
    ["cleared", "cleared and seen", "copied", "copied without", "copied and adopted"],
)
def test_row_that_came_before_is_not_taken_for_one_that_did_not_come(
    lived, shop, steps, then
):
    common = {
        "country": "Ecuador",
        "why": "Porque sí",
        "status": "applied",
        "population": 900,
    }
    common["received"] = shop.now().isoformat(timespec="seconds")
    for reference, name in (("MUN-CCCCC", "Otavalo"), ("MUN-AAAAA", "Cotacachi")):
        with lived.journal.write() as connection:
            deliveries.enqueue(connection, "towns", reference, {**common, "name": name})
        if reference == "MUN-CCCCC":
            steps.look()
            assert steps.deliver()
            steps.look()
            if then.startswith("copied"):
                copied(lived, "MUN-CCCCC", without=then != "copied")
            else:
                lived.edit("towns", "MUN-CCCCC", "reference", "")
            for _look in range(
                4 if then == "copied and adopted" else then == "cleared and seen"
            ):
                steps.look()

    def lost_on_the_way(requests):
        raise Unknown("502")

    shop.spreadsheet.batch, batch_ = lost_on_the_way, shop.spreadsheet.batch
    steps.deliver()
    shop.spreadsheet.batch = batch_
    with lived.journal.read() as connection:
        assert [
            row.reference
            for row in deliveries.in_state(connection, DeliveryState.appending, 9)
        ] == ["MUN-AAAAA"]


def test_reference_given_to_a_new_row_before_the_first_look_is_no_reason_to_append_again(
    lived, shop, steps
):
    with lived.journal.write() as connection:
        values = {
            "name": "Cotacachi",
            "received": shop.now().isoformat(timespec="seconds"),
        }
        deliveries.enqueue(connection, "towns", "MUN-AAAAA", values)
    steps.look()
    client = shop.spreadsheet
    before = client.batch

    def batch_and_give(requests):
        answer = before(requests)
        client.batch = before
        lived.edit("towns", "MUN-AAAAA", "reference", "MUN-CCCCC")
        steps.look()
        return answer

    client.batch = batch_and_give
    assert steps.deliver()
    assert happened(lived, "MUN-CCCCC") == []
    assert references(lived, "towns")["Cotacachi"] == "MUN-AAAAA"
    with lived.journal.read() as connection:
        assert deliveries.in_state(connection, DeliveryState.appending, 9) == []


@pytest.mark.long
def test_row_that_was_taken_away_before_its_first_look_and_put_back_is_not_appended_again(
    lived, shop, steps
):
    with lived.journal.write() as connection:
        values = {
            "name": "Cotacachi",
            "received": shop.now().isoformat(timespec="seconds"),
        }
        deliveries.enqueue(connection, "towns", "MUN-AAAAA", values)
    steps.look()
    assert steps.deliver()
    # as if its first look had come while it was in a clipboard
    with lived.journal.write() as connection:
        sent = [
            row.id
            for row in deliveries.in_state(connection, DeliveryState.delivered, 999)
            if row.reference == "MUN-AAAAA"
        ]
        deliveries.move(connection, sent, DeliveryState.queued)
    assert not steps.deliver()
    work(lived)
    rows = lived.look().tabs["towns"].all_rows()
    assert [row.reference for row in rows if row.values["name"] == "Cotacachi"] == [
        "MUN-AAAAA"
    ]


def test_reference_is_renamed_wherever_its_row_is_by_now(lived, shop, steps):
    town = named(lived, "towns", TOWN)
    layout = lived.look().tabs["towns"].layout
    source = line(lived, "towns", town)
    batch(lived, {"moveDimension": {"source": source, "destinationIndex": 12}})
    rename_references(shop.spreadsheet, layout, {town: "MUN-AAAAA"})
    assert references(lived, "towns")[TOWN] == "MUN-AAAAA"


@pytest.mark.long
@pytest.mark.parametrize("typed_over", [False, True])
def test_row_that_lands_one_column_off_is_not_appended_again(
    lived, shop, steps, typed_over
):
    other = named(lived, "towns", "Guaranda")
    with lived.journal.write() as connection:
        values = {
            "name": "Cotacachi",
            "contact_name": "Ana",
            "country": "Ecuador",
            "why": "Porque sí",
        }
        values["received"] = shop.now().isoformat(timespec="seconds")
        deliveries.enqueue(connection, "towns", "MUN-AAAAA", values)
    steps.look()
    first = {
        "sheetId": steps.snapshot.tabs["towns"].layout.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": 0,
        "endIndex": 1,
    }
    client = shop.spreadsheet
    before = client.batch

    def batch_one_column_off(requests):
        batch(lived, {"insertDimension": {"range": first}})
        tab = lived.look().tabs["towns"]
        below = {
            "sheetId": tab.layout.sheet_id,
            "rowIndex": max(row.index for row in tab.all_rows()) + 1,
        }
        below["columnIndex"] = tab.layout.columns["reference"]
        answer = before(requests)
        client.batch = before
        if typed_over:  # with a reference whose own row goes
            cell = {"userEnteredValue": {"stringValue": other}}
            put = {
                "fields": "userEnteredValue",
                "start": below,
                "rows": [{"values": [cell]}],
            }
            gone = {"range": line(lived, "towns", other)}
            batch(lived, {"updateCells": put}, {"deleteDimension": gone})
        return answer

    client.batch = batch_one_column_off
    steps.deliver()
    with lived.journal.read() as connection:
        assert [
            row.reference
            for row in deliveries.in_state(connection, DeliveryState.refused, 9)
        ] == ["MUN-AAAAA"]
    work(lived)
    assert ("not_delivered", "towns", "MUN-AAAAA", "") in problems(lived)


def test_row_of_the_outbox_that_lost_its_reference_with_a_column_is_not_appended_again(
    lived, shop, steps
):
    with lived.journal.write() as connection:
        values = {
            "state": "enviado",
            "person": "Ana",
            "email": "ana@example.org",
            "subject": "Hola",
            "about": "Cotacachi",
        }
        deliveries.enqueue(connection, "outbox", "MSJ-AAAAA", values)
    steps.look()
    first = {
        "sheetId": steps.snapshot.tabs["outbox"].layout.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": 0,
        "endIndex": 1,
    }
    client = shop.spreadsheet
    before = client.batch

    def batch_one_column_off(requests):
        batch(lived, {"insertDimension": {"range": first}})
        answer = before(requests)
        client.batch = before
        batch(lived, {"deleteDimension": {"range": first}})
        steps.look()  # the row has the reference “enviado” now
        return answer

    client.batch = batch_one_column_off
    steps.deliver()
    with lived.journal.read() as connection:
        assert [
            row.reference
            for row in deliveries.in_state(connection, DeliveryState.refused, 9)
        ] == ["MSJ-AAAAA"]


def test_rows_that_land_one_column_off_and_say_the_same_there_are_not_appended_again(
    lived, shop, steps
):
    with lived.journal.write() as connection:
        for reference, name in (("MUN-AAAAA", "Cotacachi"), ("MUN-BBBBB", "Otavalo")):
            values = {
                "name": name,
                "country": "Ecuador",
                "received": shop.now().isoformat(timespec="seconds"),
            }
            deliveries.enqueue(connection, "towns", reference, values)
    steps.look()
    layout = steps.snapshot.tabs["towns"].layout
    at = layout.columns["reference"]
    source = {
        "sheetId": layout.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": at,
        "endIndex": at + 1,
    }
    move = {
        "moveDimension": {
            "source": source,
            "destinationIndex": layout.columns["country"] + 1,
        }
    }
    at_the_call(lived, ":batchUpdate", lambda: batch(lived, move))
    steps.deliver()
    with lived.journal.read() as connection:
        refused = [
            row.reference
            for row in deliveries.in_state(connection, DeliveryState.refused, 9)
        ]
        assert deliveries.in_state(connection, DeliveryState.appending, 9) == []
    assert refused == ["MUN-AAAAA", "MUN-BBBBB"]


@pytest.mark.long
def test_reference_of_a_row_from_another_tab_stays(lived, shop, steps):
    task = next(iter(lived.look().tabs["commitments"].rows))
    town = named(lived, "towns", TOWN)
    layout = lived.look().tabs["towns"].layout
    steps.look()
    gone = [line(lived, "towns", town), line(lived, "commitments", task)]
    batch(lived, *({"deleteDimension": {"range": row}} for row in gone))
    start = {
        "sheetId": layout.sheet_id,
        "rowIndex": 30,
        "columnIndex": layout.columns["reference"],
    }
    cell = {"userEnteredValue": {"stringValue": task}}
    name = {"userEnteredValue": {"stringValue": TOWN}}
    requests = [
        {
            "updateCells": {
                "start": start,
                "rows": [{"values": [cell]}],
                "fields": "userEnteredValue",
            }
        },
        {
            "updateCells": {
                "start": {**start, "columnIndex": layout.columns["name"]},
                "rows": [{"values": [name]}],
                "fields": "userEnteredValue",
            }
        },
    ]
    batch(lived, *requests)
    work(lived)
    assert named(lived, "towns", TOWN) == task


def test_cell_of_a_column_that_is_just_gone_goes_nowhere(lived, shop, steps):
    with lived.journal.write() as connection:
        values = {
            "name": "Cotacachi",
            "received": shop.now().isoformat(timespec="seconds"),
        }
        deliveries.enqueue(connection, "towns", "MUN-AAAAA", values)
    steps.look()
    layout = steps.snapshot.tabs["towns"].layout
    # whatever is written beyond it stands in a column of nobody
    at = max(layout.columns.values())
    last = {
        "sheetId": layout.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": at,
        "endIndex": at + 1,
    }
    batch(lived, {"deleteDimension": {"range": last}})
    shop.spreadsheet.structure()
    with pytest.raises(Later, match="lost its mark"):
        steps.deliver()
    steps.look()
    assert steps.deliver()
    [row] = [
        row
        for row in lived.look().tabs["towns"].all_rows()
        if row.reference == "MUN-AAAAA"
    ]
    assert len(row.raw) <= at


def test_columns_are_asked_for_anew_after_any_other_call(lived, shop, steps):
    with lived.journal.write() as connection:
        values = {
            "name": "Cotacachi",
            "received": shop.now().isoformat(timespec="seconds"),
        }
        deliveries.enqueue(connection, "towns", "MUN-AAAAA", values)
    steps.look()
    first = {
        "sheetId": steps.snapshot.tabs["towns"].layout.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": 0,
        "endIndex": 1,
    }
    batch(lived, {"insertDimension": {"range": first}})
    shop.spreadsheet.structure()
    assert steps.deliver()
    assert named(lived, "towns", "Cotacachi") == "MUN-AAAAA"


@pytest.mark.long
def test_reference_that_stood_twice_goes_back_to_the_row_that_lost_it(lived):
    town = named(lived, "towns", TOWN)
    layout = lived.look().tabs["towns"].layout
    source = line(lived, "towns", town)
    whole = {
        "sheetId": layout.sheet_id,
        "startRowIndex": source["startIndex"],
        "endRowIndex": source["endIndex"],
    }
    name = {
        "sheetId": layout.sheet_id,
        "rowIndex": 40,
        "columnIndex": layout.columns["name"],
    }
    other = {"values": [{"userEnteredValue": {"stringValue": "Otra"}}]}
    batch(
        lived,
        {
            "copyPaste": {
                "source": whole,
                "destination": {**whole, "startRowIndex": 40, "endRowIndex": 41},
            }
        },
        {"updateCells": {"start": name, "rows": [other], "fields": "userEnteredValue"}},
    )
    work(lived)
    # as if we had hit it with one of a row typed by hand
    lived.edit("towns", town, "reference", "MUN-AAAAA")
    work(lived)
    assert "edited" not in happened(lived, town)
    assert ("twice", "towns", town, "") in problems(lived)
    assert lived.look().tabs["towns"].rows[town].values["name"] == TOWN
