import pytest

from core.ids import REFERENCE, new_reference
from core.problem import ProblemCode
from journal.records import changes
from journal.tabs.problems import standing
from sync.tabs.restore import restore_row
from tests.house import fill
from tests.lived import ANSWERS, batch, named, own, problems, told, type_row, work

TOWN = "Serra das Flores"
FIRST_ROW = {"startIndex": 0, "endIndex": 1}


def history(house, reference):
    with house.journal.read() as connection:
        return [
            (c.happening, c.column, c.before, c.after)
            for c in changes.history(connection, reference)
        ]


def row_of(house, table, reference):
    tab = house.look().tabs[table]
    at = tab.rows[reference].index
    return {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": at,
        "endIndex": at + 1,
    }


def test_edit_is_kept_with_before_and_after(lived):
    town = named(lived, "towns", TOWN)
    before = history(lived, town)
    lived.edit("towns", town, "population", "9.700")
    assert lived.settle()
    assert history(lived, town) == [*before, ("edited", "population", 9600, 9700)]
    assert lived.records("towns")[town]["population"] == 9700


def test_same_value_written_another_way_is_no_edit(lived):
    town = named(lived, "towns", TOWN)
    before = history(lived, town)
    lived.edit("towns", town, "status", "EN MARCHA")
    lived.edit("towns", town, "population", "9.600")
    lived.edit("towns", town, "mentor_1", "vale do cafe novo")
    assert lived.settle()
    assert history(lived, town) == before


def test_row_typed_by_hand_gets_a_reference_and_counts(lived):
    type_row(
        lived,
        "towns",
        name="A mano",
        status="Aprobado",
        contact_email="a.mano@example.org",
    )
    work(lived)
    town = named(lived, "towns", "A mano")
    assert REFERENCE.match(town)
    assert lived.records("towns")[town]["status"] == "approved"
    assert (
        own(lived, "towns", town)["received"]
        == lived.records("towns")[town]["received"]
    )
    assert sorted(history(lived, town)) == [
        ("appeared", "", None, None),
        ("typed", "status", None, "approved"),
    ]
    lived.edit("towns", town, "status", "En pausa")
    work(lived)
    assert told(lived, "paused") == [("a.mano@example.org", "sent")]


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("started", "pronto", ProblemCode.cell),
        ("mentor_1", "Nadie", ProblemCode.no_such),
    ],
)
def test_cell_that_makes_no_sense_is_a_problem_until_it_is_mended(
    lived, column, text, code
):
    town = named(lived, "towns", TOWN)
    before = lived.records("towns")[town][column]
    lived.edit("towns", town, column, text)
    work(lived)
    assert problems(lived) == [(code, "towns", town, column)]
    assert lived.records("towns")[town][column] == before
    shown = [row.own["what"] for row in lived.look().tabs["problems"].rows.values()]
    assert [text in words for words in shown] == [True]
    lived.edit("towns", town, column, before)
    work(lived)
    assert problems(lived) == []
    assert {
        row.own["state"] for row in lived.look().tabs["problems"].rows.values()
    } == {"resuelto"}


def test_record_with_a_problem_is_held_until_it_is_mended(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "population", "muchos")
    lived.edit("towns", town, "status", "Aprobado")
    work(lived)
    assert told(lived, "approved") == []
    lived.edit("towns", town, "population", "9600")
    work(lived)
    assert told(lived, "approved") == [
        ("antonio.lopes@example.org", "sent"),
        ("prefeitura@example.org", "held"),
    ]


def test_own_column_overtyped_is_put_back_and_is_no_event(lived):
    [task] = [
        r
        for r, row in lived.look().tabs["commitments"].rows.items()
        if "Llamar" in str(row.own["flag"])
    ]
    before, events = own(lived, "commitments", task), history(lived, task)
    lived.edit("commitments", task, "flag", "nada")
    lived.edit("commitments", task, "received", "")
    work(lived)
    assert own(lived, "commitments", task) == before
    assert history(lived, task) == events


def test_row_deleted_stays_deleted_and_its_deletion_is_kept(lived):
    [task] = [
        r
        for r, v in lived.records("commitments").items()
        if v["due"] and v["status"] == "done"
    ]
    batch(lived, {"deleteDimension": {"range": row_of(lived, "commitments", task)}})
    work(lived)
    assert task not in lived.look().tabs["commitments"].rows
    assert task not in lived.records("commitments")
    assert history(lived, task)[-1] == ("gone", "", None, None)


def test_staff_cells_stay_as_they_are_through_sorting_and_work(lived):
    tab = lived.look().tabs["towns"]
    before = {reference: row.values for reference, row in tab.rows.items()}
    area = {"sheetId": tab.layout.sheet_id, "startRowIndex": 1, "endRowIndex": 7}
    spec = [{"dimensionIndex": tab.layout.columns["name"], "sortOrder": "DESCENDING"}]
    batch(lived, {"sortRange": {"range": area, "sortSpecs": spec}})
    events = {reference: history(lived, reference) for reference in before}
    work(lived)
    assert {
        reference: row.values
        for reference, row in lived.look().tabs["towns"].rows.items()
    } == before
    assert {reference: history(lived, reference) for reference in before} == events


def test_lost_tab_is_a_problem_and_the_rest_goes_on(lived):
    batch(
        lived,
        {"deleteSheet": {"sheetId": lived.look().tabs["meetings"].layout.sheet_id}},
    )
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "status", "En pausa")
    work(lived)
    assert problems(lived) == [(ProblemCode.tab_lost, "meetings", "", "")]
    assert ("antonio.lopes@example.org", "sent") in told(lived, "paused")


def test_lost_column_keeps_its_last_values(lived):
    tab = lived.look().tabs["towns"].layout
    at = tab.columns["population"]
    place = {
        "sheetId": tab.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": at,
        "endIndex": at + 1,
    }
    batch(lived, {"deleteDimension": {"range": place}})
    work(lived)
    assert problems(lived) == [(ProblemCode.column_lost, "towns", "", "population")]
    assert lived.records("towns")[named(lived, "towns", TOWN)]["population"] == 9600


def delete_rows(house, table, references):
    rows = sorted(
        (row_of(house, table, reference) for reference in references),
        key=lambda row: -row["startIndex"],
    )
    batch(house, *({"deleteDimension": {"range": row}} for row in rows))


def apply(house, *names):
    for name in names:
        assert (
            fill(
                house.client(), "/es/aspiring_town", {**ANSWERS, "name": name}
            ).status_code
            == 303
        )
    work(house)
    return sorted(named(house, "towns", name) for name in names)


def lines(house, code):
    with house.journal.read() as connection:
        return [
            item.problem for item in standing(connection) if item.problem.code == code
        ]


@pytest.mark.long
def test_new_rows_that_vanish_at_once_are_one_line_until_they_are_back(lived):
    references = apply(lived, "Uno", "Dos", "Tres")
    delete_rows(lived, "towns", references)
    assert lived.settle()
    [line] = lines(lived, ProblemCode.vanished)
    assert dict(line.values)["references"] == ", ".join(references)
    assert line.address.endswith("/staff/gone")
    for reference in references:
        restore_row(lived.office.sync, reference)
    assert lived.settle()
    assert lines(lived, ProblemCode.vanished) == []


@pytest.mark.long
def test_row_that_somebody_had_worked_on_may_be_deleted_without_a_line(lived):
    [reference] = apply(lived, "Uno")
    lived.edit("towns", reference, "population", "9700")
    work(lived)
    delete_rows(lived, "towns", [reference])
    assert lived.settle()
    assert lines(lived, ProblemCode.vanished) == []


@pytest.mark.long
def test_row_in_which_nothing_of_the_team_stands_ends_with_its_reference(lived):
    type_row(lived, "towns", name="A mano")
    work(lived)
    town = named(lived, "towns", "A mano")
    lived.edit("towns", town, "name", "")
    work(lived)
    assert town not in lived.records("towns")
    assert [
        row.reference
        for row in lived.look().tabs["towns"].all_rows()
        if row.reference == town
    ] == []
    assert history(lived, town)[-1] == ("gone", "", None, None)


@pytest.mark.parametrize("typed", ["x", "", "small letters", "another's"])
def test_reference_that_was_typed_over_is_put_back(lived, typed):
    town = named(lived, "towns", TOWN)
    before = history(lived, town)
    words = {
        "small letters": town.lower(),
        "another's": named(lived, "towns", "Guaranda"),
    }
    lived.edit("towns", town, "reference", words.get(typed, typed))
    work(lived)
    assert named(lived, "towns", TOWN) == town
    assert (history(lived, town), problems(lived)) == (before, [])


def test_reference_that_stands_in_another_tab_too_is_told_once(lived):
    town = named(lived, "towns", TOWN)
    type_row(lived, "mentors", reference=town, name="Copia")
    work(lived)
    assert problems(lived) == [(ProblemCode.two_tabs, "mentors", town, "")]
    assert town not in lived.records("mentors")
    lived.edit("mentors", town, "reference", "")
    work(lived)
    assert problems(lived) == []
    assert named(lived, "mentors", "Copia") != town


def test_references_that_changed_their_rows_go_back(lived):
    one, other = named(lived, "towns", TOWN), named(lived, "towns", "Guaranda")
    before = [history(lived, one), history(lived, other)]
    rows = [
        row_of(lived, "towns", reference)["startIndex"] for reference in (one, other)
    ]
    layout = lived.look().tabs["towns"].layout
    for row, reference in zip(rows, (other, one), strict=True):
        start = {
            "sheetId": layout.sheet_id,
            "rowIndex": row,
            "columnIndex": layout.columns["reference"],
        }
        cell = {"userEnteredValue": {"stringValue": reference}}
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
    assert (named(lived, "towns", TOWN), named(lived, "towns", "Guaranda")) == (
        one,
        other,
    )
    assert ([history(lived, one), history(lived, other)], problems(lived)) == (
        before,
        [],
    )


def test_rows_typed_at_once_get_references_that_differ(lived, monkeypatch):
    drawn = iter(["MUN-AAAAA", "MUN-AAAAA"])
    monkeypatch.setattr(
        "journal.visible_references.new_reference",
        lambda prefix: next(drawn, new_reference(prefix)),
    )
    for name in ("Uno a mano", "Dos a mano"):
        type_row(lived, "towns", name=name)
    work(lived)
    assert "MUN-AAAAA" in lived.records("towns")
    assert named(lived, "towns", "Uno a mano") != named(lived, "towns", "Dos a mano")


def test_locale_changed_in_the_sheet_is_told_while_it_is_so(lived):
    for locale, codes in (
        ("en_GB", [(ProblemCode.properties, "", "", "")]),
        (lived.folder.programme.locale, []),
    ):
        properties = {"properties": {"locale": locale}, "fields": "locale"}
        batch(lived, {"updateSpreadsheetProperties": properties})
        lived.office.sync.reader.properties_read = float("-inf")
        assert lived.settle()
        assert problems(lived) == codes


def test_records_stay_while_the_header_row_is_gone(lived):
    assert lived.settle()
    before = lived.records("towns")
    batch(
        lived,
        {
            "deleteDimension": {
                "range": {
                    **row_of(lived, "towns", named(lived, "towns", TOWN)),
                    **FIRST_ROW,
                }
            }
        },
    )
    work(lived)
    assert lived.records("towns") == before
    assert problems(lived) == [(ProblemCode.header_lost, "towns", "", "")]
