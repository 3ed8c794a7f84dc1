"""A mentor applies: choices that follow from others, and hours by the day of the
week.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.examples.phone import Example, Filled, fill_in

pytestmark = [pytest.mark.browser, pytest.mark.long]
MENTOR = Example(
    folder="mentoring-hours",
    address="/es/become_mentor",
    pages=(
        Filled(
            {
                "name": "Elsa Ríos",
                "country": "ec",
                "region": "loja",
                "email": "elsa@example.org",
                "phone": "099 123 4567",
                "language": "es",
            },
            hides=("Cusco", "Bahia"),
        ),
        Filled(
            {
                "field": "money",
                "topics": ["prices", "credit"],
                "years": "12",
                "why": "Llevar las cuentas sin miedo.",
            },
            hides=("Ferias",),
        ),
        Filled(
            {
                "days": ["tue", "sat"],
                "tue_from": "15:00",
                "tue_to": "17:30",
                "sat_from": "09:00",
                "sat_to": "10:45",
                "people": "2",
            },
            shows=("4,25",),
            hides=("Miércoles, desde",),
        ),
    ),
)
ROW = {
    "name": "Elsa Ríos",
    "country": "ec",
    "region": "loja",
    "phone": "+593991234567",
    "topics": ["prices", "credit"],
    "hours": 4.25,
    "status": "applied",
}


def test_mentor_applies_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    arrived = fill_in(browser, MENTOR, tmp_path)
    assert arrived.row("mentors", ROW) == ROW
    assert arrived.told >= {"elsa@example.org"}
