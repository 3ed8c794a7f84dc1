"""Each kind of damage that `setup-sheet` mends, and what staff
made that it leaves alone.
"""

import pytest

from sheets.setup.reconcile import plan
from tests.sheets.small import COLUMNS, STATUSES, column, programme


def at(sheet, name):
    return sheet.tab().layout.columns[name]


def area(sheet, name, first=1):
    index = at(sheet, name)
    place = {
        "sheetId": sheet.tab().layout.sheet_id,
        "startColumnIndex": index,
        "endColumnIndex": index + 1,
    }
    return {**place, "startRowIndex": first}


def properties(sheet, fields, **values):
    given = {"sheetId": sheet.tab().layout.sheet_id, **values}
    sheet.client.batch(
        [{"updateSheetProperties": {"properties": given, "fields": fields}}]
    )


def form(sheet, name, kind, pattern="0", rows=None):
    part = {**area(sheet, name), **(rows or {})}
    cell = {"userEnteredFormat": {"numberFormat": {"type": kind, "pattern": pattern}}}
    sheet.client.batch(
        [
            {
                "repeatCell": {
                    "range": part,
                    "cell": cell,
                    "fields": "userEnteredFormat.numberFormat",
                }
            }
        ]
    )


def drop_down(sheet, name, options, rows=None):
    part = {**area(sheet, name), **(rows or {})}
    request = {"range": part}
    if options:
        values = [{"userEnteredValue": option} for option in options]
        request["rule"] = {"condition": {"type": "ONE_OF_LIST", "values": values}}
    sheet.client.batch([{"setDataValidation": request}])


def protections(sheet):
    id = sheet.tab().layout.sheet_id
    [found] = [
        one
        for one in sheet.client.structure()["sheets"]
        if one["properties"].get("sheetId") == id
    ]
    return found.get("protectedRanges", [])


def unprotect(sheet, row):
    for one in protections(sheet):
        if one["range"].get("startRowIndex", 0) == row:
            sheet.client.batch(
                [
                    {
                        "deleteProtectedRange": {
                            "protectedRangeId": one["protectedRangeId"]
                        }
                    }
                ]
            )


def forget(sheet, key, value):
    lookup = {"metadataKey": key, "metadataValue": value}
    sheet.client.batch(
        [
            {
                "deleteDeveloperMetadata": {
                    "dataFilter": {"developerMetadataLookup": lookup}
                }
            }
        ]
    )


LAST = {"startRowIndex": 240}
DAMAGE = {
    "a header is blank": (
        lambda s: s.put(0, at(s, "notes"), ""),
        ["write the header “notes” of “Cosas” again"],
    ),
    "the header of the references is blank": (
        lambda s: s.put(0, 0, ""),
        ["write the header “Referencia” of “Cosas” again"],
    ),
    "a drop-down is gone": (
        lambda s: drop_down(s, "status", []),
        ["mend the drop-down of the column “status” of “Cosas”"],
    ),
    "it is gone in the last rows": (
        lambda s: drop_down(s, "status", [], LAST),
        ["mend the drop-down of the column “status” of “Cosas”"],
    ),
    "it lacks a choice": (
        lambda s: drop_down(s, "status", ["Aprobado", "En pausa"]),
        ["mend the drop-down of the column “status” of “Cosas”"],
    ),
    "it offers what is no choice": (
        lambda s: drop_down(
            s, "status", ["Aprobado", "No aprobado", "En pausa", "Quizás"]
        ),
        ["mend the drop-down of the column “status” of “Cosas”"],
    ),
    "a date is written as a number": (
        lambda s: form(s, "due", "NUMBER"),
        ["mend the format of the column “due” of “Cosas”"],
    ),
    "a text has no format any more": (
        lambda s: form(s, "tel", "NUMBER", "0", LAST),
        ["mend the format of the column “tel” of “Cosas”"],
    ),
    "nothing is frozen": (
        lambda s: properties(
            s, "gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 0}
        ),
        ["freeze the headers of “Cosas”"],
    ),
    "the headers are not protected": (
        lambda s: unprotect(s, 0),
        ["protect the headers of “Cosas”"],
    ),
    "the app's columns are not protected": (
        lambda s: unprotect(s, 1),
        [
            f"protect the column “{label}” of “Cosas”"
            for label in ("Referencia", "A seguir", "Recibido")
        ],
    ),
    "the tab's mark is gone": (
        lambda s: forget(s, "hoja.table", "towns"),
        ["mark the tab “Cosas” as towns"],
    ),
    "a column's mark is gone": (
        lambda s: forget(s, "hoja.column", "towns.status"),
        ["mark the column “status” of “Cosas”"],
    ),
    "the spreadsheet's mark is gone": (
        lambda s: s.client.batch(
            [
                {
                    "deleteDeveloperMetadata": {
                        "dataFilter": {
                            "developerMetadataLookup": {
                                "metadataKey": "hoja.installation"
                            }
                        }
                    }
                }
            ]
        ),
        ["mark the spreadsheet as this installation's"],
    ),
    "a column is gone": (
        lambda s: s.columns("deleteDimension", "tags"),
        ["add the column “tags” to “Cosas”"],
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_and_mended_and_no_cell_changes(sheet, damage):
    sheet.append(
        {
            "reference": "MN-1",
            "status": "approved",
            "due": "2027-03-12",
            "tel": "+593991234567",
            "notes": "…",
        }
    )
    labels = [one.label["es"] for one in sheet.programme.tables["towns"].columns]
    wanted = DAMAGE[damage][1]
    titles = [one["properties"]["title"] for one in sheet.client.structure()["sheets"]]
    look = sheet.row("MN-1")
    DAMAGE[damage][0](sheet)
    before = sheet.client.structure()
    assert [
        words.replace(named(sheet), "A seguir")
        for words in plan(sheet.client, sheet.programme, "ours").lines
    ] == wanted
    assert sheet.client.structure() == before
    sheet.setup()
    assert sheet.setup() == []
    assert sheet.row("MN-1") == look
    assert sorted(sheet.grid()[0]) == sorted(labels)
    assert [
        one["properties"]["title"] for one in sheet.client.structure()["sheets"]
    ] == titles


def named(sheet):
    """What the column of flags is called in the programme's language."""
    return next(
        one.label["es"]
        for one in sheet.programme.tables["towns"].columns
        if one.name == "flag"
    )


def order(sheet):
    id = sheet.tab().layout.sheet_id
    sheet.client.batch(
        [
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": id, "index": 0},
                    "fields": "index",
                }
            }
        ]
    )


LEFT_ALONE = {
    "a header that staff renamed": lambda s: s.put(0, at(s, "notes"), "Observaciones"),
    "a tab that staff renamed": lambda s: properties(s, "title", title="Mis cosas"),
    "tabs in another order": order,
    "a drop-down that offers aliases too": lambda s: drop_down(
        s, "status", ["Aprobado", "No aprobado", "En pausa", "aprobada"]
    ),
    "dates written another way": lambda s: form(s, "due", "DATE", "dd/mm/yyyy"),
    "a number format of staff's": lambda s: form(s, "share", "PERCENT", "0%"),
    "two frozen rows": lambda s: properties(
        s, "gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 2}
    ),
    "a tab protected whole": lambda s: (
        unprotect(s, 0),
        unprotect(s, 1),
        s.client.batch(
            [
                {
                    "addProtectedRange": {
                        "protectedRange": {
                            "range": {"sheetId": s.tab().layout.sheet_id}
                        }
                    }
                }
            ]
        ),
    ),
    "a column that moved": lambda s: s.columns(
        "moveDimension", "notes", destinationIndex=1
    ),
    "a column of staff's": lambda s: s.put(0, 16, "Mío"),
}


@pytest.mark.parametrize("made", LEFT_ALONE)
def test_what_staff_made_is_left_alone(sheet, made):
    id = sheet.tab().layout.sheet_id
    more = {"appendDimension": {"sheetId": id, "dimension": "COLUMNS", "length": 3}}
    sheet.client.batch([more])
    LEFT_ALONE[made](sheet)
    before, grid = sheet.client.structure(), sheet.grid()
    assert sheet.setup() == []
    assert (sheet.client.structure(), sheet.grid()) == (before, grid)


def test_new_column_takes_no_cells_that_stand_below_a_blank_header(sheet):
    sheet.append({"reference": "MN-1", "name": "Ana"})
    end = len(sheet.grid()[0])
    more = {
        "appendDimension": {
            "sheetId": sheet.tab().layout.sheet_id,
            "dimension": "COLUMNS",
            "length": 2,
        }
    }
    sheet.client.batch([more])
    sheet.put(1, end, "una nota sin título")
    sheet.setup(programme([*COLUMNS, column("region")]))
    grid = sheet.grid()
    assert grid[0][end] == "region"
    assert [cell for cell in grid[1] if cell == "una nota sin título"] == [
        "una nota sin título"
    ]
    assert grid[1][end] == ""


def test_new_choice_joins_the_drop_down(sheet):
    grown = [*STATUSES, {"name": "lost", "label": {"es": "Perdido", "en": "Lost"}}]
    columns = [
        column("status", "select_one", choices=grown)
        if one["name"] == "status"
        else one
        for one in COLUMNS
    ]
    assert sheet.setup(programme(columns)) == [
        "mend the drop-down of the column “status” of “Cosas”"
    ]
    assert sheet.setup(programme(columns)) == []
