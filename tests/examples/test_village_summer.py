"""A summer of Village Summer: its phases by the calendar, a stay, how each side
evaluates the other, and the next summer.
"""

from pathlib import Path

import pytest

from tests.examples.play import Play, played
from tests.lived import type_row

pytestmark = pytest.mark.long
MIA, CASA = "mia.lund@example.org", "casa.eira@example.org"
VOLUNTEER = {
    "name": "Mia Lund",
    "email": MIA,
    "language": "en",
    "story": "Stone walls.",
}
FORM = "/en/be_volunteer"


def test_summer_goes_through_its_phases_and_both_sides_evaluate(tmp_path: Path) -> None:
    with played("village-summer", tmp_path, "2027-03-29") as play:
        assert _phase(play) == [(2027, "enrolment", 0)]
        play.send(FORM, VOLUNTEER)
        assert play.mails(MIA) == ["Your enrolment"]
        play.on("2027-04-01")
        assert _phase(play) == [(2027, "matching", 0)]
        assert (
            "This form opens on 1 February 2028." in play.house.client().get(FORM).text
        )
        type_row(
            play.house,
            "stays",
            summer="Verão 2027",
            volunteer="Mia Lund",
            host="Casa da Eira",
            status="combinada",
        )
        play.go_on()
        assert play.rows("stays", "called", "begins", "ends") == [
            ("Sortelha 2027", "2027-07-01", "2027-08-31")
        ]
        assert _phase(play) == [(2027, "matching", 1)]

        play.on("2027-08-31")
        assert _phase(play) == [(2027, "stays", 1)]
        assert play.mails(MIA)[-1] == "How was it in Sortelha?"
        play.send(
            play.link(MIA, "Sortelha", "rate_host"), {"stars": "5", "words": "Goats!"}
        )
        assert play.rows(
            "stays", "host_rated", "volunteer_rated", "both_evaluated"
        ) == [(5, None, None)]
        assert "Goats!" not in _read(play, CASA)
        play.send(
            play.link(CASA, "Mia Lund", "rate_volunteer"),
            {"stars": "4", "words": "Trabalhou bem."},
        )
        play.go_on()
        assert play.rows(
            "stays", "host_rated", "volunteer_rated", "both_evaluated"
        ) == [(5, 4, True)]
        assert play.rows("hosts", "name", "rated") == [("Casa da Eira", 5)]
        for reader in (MIA, CASA):
            assert "Goats!" in _read(play, reader)
            assert "Trabalhou bem." in _read(play, reader)

        play.on("2027-09-30")
        assert _phase(play) == [(2027, "evaluation", 1)]
        play.on("2027-10-01")
        assert _phase(play) == [(2027, "over", 1), (2028, "ahead", 0)]
        play.on("2028-02-01")
        assert _phase(play) == [(2027, "over", 1), (2028, "enrolment", 0)]


def _phase(play: Play) -> list[tuple[object, ...]]:
    return play.rows("summers", "year", "phase", "places")


def _read(play: Play, email: str) -> str:
    """All that somebody has read in mails."""
    return "\n".join(
        mail.text for mail in play.house.mails() if email in mail.recipients
    )
