"""A group asks for a grant: lines of a budget are added, sums are
computed, and the limits are told.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.examples.phone import A_PHOTO, ADD, Example, Filled, fill_in

pytestmark = [pytest.mark.browser, pytest.mark.long]
STARTS = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()
GRANT = Example(
    folder="small-grant",
    address="/fr/ask_grant",
    pages=(
        Filled(
            {
                "group": "Les Jardins du Nord",
                "members": "9",
                "contact_name": "Fabiola Jean",
                "contact_email": "fabiola@example.org",
                "contact_language": "fr",
            }
        ),
        Filled(
            {
                "project": "Une pompe",
                "starts": STARTS,
                "story": "De l’eau pour douze jardins.",
            }
        ),
        Filled(
            {
                "budget-0-item": "Pompe",
                "budget-0-price": "1450,50",
                "budget": ADD,
                "budget-1-item": "Tuyau, le mètre",
                "budget-1-price": "2,5",
                "budget-1-number": "200",
                "own": "250",
                "quote": A_PHOTO,
            },
            shows=("1\xa0950,5", "1\xa0700,5"),
        ),
    ),
)
ROW = {
    "project": "Une pompe",
    "cost": 1950.5,
    "own": 250,
    "asked": 1700.5,
    "status": "applied",
}
LINES = [
    {"item": "Pompe", "price": 1450.5, "number": 1, "amount": 1450.5},
    {"item": "Tuyau, le mètre", "price": 2.5, "number": 200, "amount": 500},
]


def test_group_asks_for_a_grant_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    arrived = fill_in(browser, GRANT, tmp_path)
    assert arrived.row("grants", ROW) == ROW
    lines = [
        line
        for line in arrived.records["budget_lines"].values()
        if line["grant"] == arrived.reference
    ]
    shown = [{name: line[name] for name in LINES[0]} for line in lines]
    assert sorted(shown, key=lambda line: str(line["item"])) == LINES
    assert "fabiola@example.org" in arrived.told
