"""Drop-downs of the names of records: made once their tab is there, followed by the
server, mended where they are broken.
"""

from typing import Any

import pytest

from programme.app_tables import LISTED, with_app_columns
from programme.model import Table
from sheets.client import Spreadsheet
from sheets.local.page.shown import validation
from sheets.setup.reconcile import apply, carry_out, plan
from tests.rules.small import column, label
from tests.sheets.small import LABELS, programme


def table(name: str, columns: list[dict[str, Any]], *, is_referred_to: bool) -> Table:
    given = {
        "name": name,
        "label": label(name.title()),
        "prefix": "XX",
        "title": "name",
        "columns": columns,
    }
    made = Table.model_validate(given)
    return with_app_columns(
        made, LABELS, is_case=False, has_form=False, is_referred_to=is_referred_to
    )


def pairs():
    visits = table(
        "visits",
        [column("name"), column("guide", "reference", table="guides")],
        is_referred_to=False,
    )
    guides = table("guides", [column("name")], is_referred_to=True)
    return programme().model_copy(
        update={"tables": {"visits": visits, "guides": guides}}
    )


class Pairs:
    """Visits, each with a guide."""

    def __init__(self, server: Any) -> None:
        self.server, self.programme = server, pairs()
        self.client = Spreadsheet("", server=server.url, call_limit=60)
        self.client.create("Pairs", "es_EC", "America/Guayaquil")
        carry_out(self.client, self.plan(), self.plan)

    def plan(self):
        return plan(self.client, self.programme, "ours")

    def sheet(self, title: str) -> Any:
        return self.server.workbooks.get(self.client.key).titled(title)

    def rule(self) -> Any:
        """Of the first cell below the header of “guide”."""
        return self.sheet("Visits").cell(1, 3).rule

    def batch(self, *requests: dict[str, Any]) -> None:
        self.client.batch(requests)


@pytest.fixture
def pair(sheets_server):
    with sheets_server.lent():
        made = Pairs(sheets_server)
        yield made
        made.client.close()


def test_column_offers_the_names_that_the_app_keeps(pair):
    [index] = [
        i
        for i, one in enumerate(pair.programme.tables["guides"].columns)
        if one.name == LISTED
    ]
    assert (pair.rule()["condition"]["type"], pair.rule()["strict"]) == (
        "ONE_OF_RANGE",
        False,
    )
    rows = [
        {"values": [{"userEnteredValue": {"stringValue": text}}]}
        for text in ("Eva · XX-AAAAA", "Luz · XX-BBBBB")
    ]
    start = {"sheetId": pair.sheet("Guides").id, "rowIndex": 1, "columnIndex": index}
    pair.batch(
        {"updateCells": {"rows": rows, "fields": "userEnteredValue", "start": start}}
    )
    book = pair.server.workbooks.get(pair.client.key)
    assert validation.options(pair.rule(), book) == ["Eva · XX-AAAAA", "Luz · XX-BBBBB"]


def test_second_run_finds_nothing_to_do(pair):
    assert pair.plan().lines == []


def test_rule_follows_the_column_and_the_title_of_its_tab(pair):
    guides = pair.sheet("Guides").id
    source = {"sheetId": guides, "dimension": "COLUMNS", "startIndex": 4, "endIndex": 5}
    pair.batch(
        {"moveDimension": {"source": source, "destinationIndex": 1}},
        {
            "updateSheetProperties": {
                "properties": {"sheetId": guides, "title": "Our guides"},
                "fields": "title",
            }
        },
    )
    assert pair.rule()["condition"]["values"] == [
        {"userEnteredValue": "='Our guides'!$B$2:$B"}
    ]
    assert pair.plan().lines == []


@pytest.mark.parametrize(
    "values",
    [None, ["='Guides'!#REF!"], ["='Guides'!$A$2:$A"]],
    ids=["no rule", "lost range", "another column"],
)
def test_broken_rule_is_mended(pair, values):
    rule = {
        "condition": {
            "type": "ONE_OF_RANGE",
            "values": [{"userEnteredValue": text} for text in values or []],
        }
    }
    area = {
        "sheetId": pair.sheet("Visits").id,
        "startRowIndex": 1,
        "startColumnIndex": 3,
        "endColumnIndex": 4,
    }
    before = pair.rule()
    pair.batch(
        {"setDataValidation": {"range": area} | ({"rule": rule} if values else {})}
    )
    planned = pair.plan()
    assert planned.lines == [
        "let the column “guide” of “Visits” offer the names of “Guides”"
    ]
    apply(pair.client, planned)
    assert pair.rule() == before


def test_list_of_the_teams_own_stays(pair):
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Eva"}]}
    }
    area = {
        "sheetId": pair.sheet("Visits").id,
        "startRowIndex": 1,
        "startColumnIndex": 3,
        "endColumnIndex": 4,
    }
    pair.batch({"setDataValidation": {"range": area, "rule": rule}})
    assert pair.plan().lines == []
