"""How a new tab looks: the order of the work, what stays in view, colours and groups;
and that the team's own look stays.
"""

from programme.app_tables import LISTED, with_app_columns
from programme.model import Table
from sheets.setup.column_order import fold_groups, in_order
from tests.rules.small import column, label
from tests.sheets.small import LABELS

COLUMNS = [
    column(name) for name in ("why", "name", "mail", "phone", "state", "office", "day")
]


def visits():
    given = {
        "name": "visits",
        "label": label("Visits"),
        "prefix": "VS",
        "title": "name",
        "columns": COLUMNS,
    }
    table = Table.model_validate(
        {**given, "order": ["state", "day"], "groups": [["mail", "phone", "office"]]}
    )
    return with_app_columns(
        table, LABELS, is_case=False, has_form=True, is_referred_to=True
    )


def test_columns_stand_in_the_order_of_the_work():
    names = [one.name for one in in_order(visits())]
    assert names == [
        *(
            "reference",
            "name",
            "flag",
            "state",
            "day",
            "why",
            "mail",
            "phone",
            "office",
            "received",
        ),
        *("arrived_by", "consent", "publication", LISTED),
    ]


def test_groups_fold_behind_their_first_column_and_the_app_s_own_are_folded():
    requests = list(fold_groups(visits(), 7, in_order(visits())))
    spans = [
        one["addDimensionGroup"]["range"]
        for one in requests
        if "addDimensionGroup" in one
    ]
    assert [(span["startIndex"], span["endIndex"]) for span in spans] == [
        (7, 9),
        (10, 14),
    ]
    [folded] = [
        one["updateDimensionGroup"]["dimensionGroup"]
        for one in requests
        if "updateDimensionGroup" in one
    ]
    assert (folded["range"]["startIndex"], folded["collapsed"]) == (10, True)


def rules(sheet):
    [tab] = [
        one
        for one in sheet.server.workbooks.get(sheet.client.key).sheets
        if one.title == "Cosas"
    ]
    return tab, tab.conditional


def test_flags_are_coloured_by_what_they_say_wherever_the_column_goes(sheet):
    tab, coloured = rules(sheet)
    kinds = [rule["booleanRule"]["condition"]["type"] for rule in coloured]
    assert kinds == ["TEXT_STARTS_WITH", "NOT_BLANK"]
    assert tab.properties["gridProperties"]["frozenColumnCount"] == 2
    sheet.columns("moveDimension", "flag", destinationIndex=6)
    moved = sheet.tab().layout.columns["flag"]
    _tab, coloured = rules(sheet)
    assert {rule["ranges"][0]["startColumnIndex"] for rule in coloured} == {moved}


def test_colours_that_the_team_took_away_stay_away(sheet):
    id = sheet.tab().layout.sheet_id
    sheet.client.batch(
        [{"deleteConditionalFormatRule": {"sheetId": id, "index": 0}} for _ in range(2)]
    )
    assert sheet.setup() == []
    assert rules(sheet)[1] == []
