"""A town applies: five goals with dates, details and evidence, two
contacts, three signatures.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.examples.phone import A_PHOTO, TICK, Example, Filled, fill_in

pytestmark = [pytest.mark.browser, pytest.mark.long]
GOALS = (
    Filled(
        {
            "council_date": "2026-03-12",
            "council_details": "The council resolves to serve Fair Trade coffee and tea at its meetings.",
            "council_evidence": A_PHOTO,
        }
    ),
    Filled(
        {
            "shops_date": "2026-05-01",
            "shops_count": "3",
            "cafes_count": "3",
            "shops_details": "Co-op, Harper's, the market hall",
            "shops_evidence": A_PHOTO,
        },
        shows=(
            "For 15,200 people, 4 shops and 2 cafés are needed.",
            "That is fewer than 4.",
        ),
    ),
    Filled(
        {
            "community_date": "2025-09-15",
            "community_kinds": ["schools", "faith"],
            "community_details": "Two schools and St Mary's",
            "community_evidence": A_PHOTO,
        }
    ),
    Filled(
        {
            "events_date": "2026-03-02",
            "events_details": "A breakfast in the town hall",
            "events_link": "https://news.example.org/breakfast",
        }
    ),
    Filled(
        {
            "group_date": "2025-06-01",
            "group_members": "6",
            "group_details": "Meets every month",
            "group_evidence": A_PHOTO,
        }
    ),
)
TOWN = Example(
    folder="fair-trade-town",
    address="/en_GB/apply",
    pages=(
        Filled(
            {
                "name": "Ashby Vale",
                "county": "Leicestershire",
                "population": "15200",
                "language": "en_GB",
            }
        ),
        Filled(
            {
                "first_name": "Joan Miller",
                "first_role": "Chair",
                "first_email": "joan@example.org",
                "first_phone": "07911 123456",
                "first_agrees": TICK,
                "second_name": "Sam Reed",
                "second_role": "Secretary",
                "second_email": "sam@example.org",
                "second_agrees": TICK,
            }
        ),
        *GOALS,
        Filled(
            {
                "signed_first": "Joan Miller",
                "signed_second": "Sam Reed",
                "authority_name": "Cllr Amir Khan",
                "authority_office": "Mayor",
                "authority_email": "mayor@ashbyvale.example.org",
                "signed_page": A_PHOTO,
            }
        ),
    ),
)
ROW = {
    "name": "Ashby Vale",
    "population": 15200,
    "shops_needed": 4,
    "cafes_needed": 2,
    "council_date": "2026-03-12",
    "status": "applied",
    "first_phone": "+447911123456",
    "community_kinds": ["schools", "faith"],
    "second_agrees": True,
}


def test_town_applies_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    arrived = fill_in(browser, TOWN, tmp_path)
    assert arrived.row("towns", ROW) == ROW
    assert arrived.told >= {"joan@example.org", "sam@example.org"}
