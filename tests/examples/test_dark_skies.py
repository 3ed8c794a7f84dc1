"""A town goes for the certificate of Dark Sky Towns: from the application to the
renewal after five years.
"""

from pathlib import Path

import pytest

from tests.examples.play import Play, played

pytestmark = pytest.mark.long
ELENA, ANA = "elena.vega@example.org", "ana.soto@example.org"
RUTH, TOMAS, OFFICE = (
    "ruth.hall@example.org",
    "tomas.rojas@example.org",
    "oficina@example.org",
)
ITEMS = [f"{letter}{number}" for letter in "abcdef" for number in range(1, 11)]
APPLICATION = {
    "name": "Pisco Elqui",
    "population": "4000",
    "contact_name": "Ana Soto",
    "contact_email": ANA,
    "contact_language": "en",
}


def test_town_is_assessed_reviewed_certified_and_renewed(tmp_path: Path) -> None:
    with played("dark-skies", tmp_path, "2027-02-10") as play:
        client = play.house.client()
        # the form opens each year
        assert "1 de marzo de 2027" in client.get("/es/apply").text
        play.on("2027-03-10")
        town = play.send("/en/apply", APPLICATION)
        assert play.rows("towns", "name", "size", "fee", "points")[0] == (
            "Pisco Elqui",
            "village",
            80,
            None,
        )

        _assess(play, below="c1")
        columns = (
            "called",
            "lights_points",
            "points",
            "pass_mark",
            "missing",
            "passed",
            "agreed",
        )
        assert play.rows("assessments", *columns) == [
            ("Pisco Elqui 2027", 20, 119, 60, 1, None, 0)
        ]
        # A second assessment counts: the newest one is the town's.
        _assess(play)
        assert play.rows("assessments", *columns)[1] == (
            "Pisco Elqui 2027",
            20,
            120,
            60,
            0,
            True,
            0,
        )
        play.house.edit("towns", town, "certified_on", "2027-04-12")
        play.house.edit("towns", town, "status", "certificado")
        play.on("2027-04-12")
        # two reviews are missing
        assert "Pisco Elqui is a Dark Sky Town" not in play.mails(ANA)

        for reviewer in (RUTH, TOMAS):
            play.send(
                play.link(reviewer, "Pisco Elqui", "review"), {"verdict": "agree"}
            )
        play.on("2027-04-14")
        assert "Se puede certificar: Pisco Elqui 2027" in play.mails(OFFICE)
        assert "Pisco Elqui is a Dark Sky Town" in play.mails(ANA)
        valid = play.rows(
            "towns", "name", "points", "certified_on", "valid_until", "owed"
        )[0]
        assert valid == ("Pisco Elqui", 120, "2027-04-12", "2032-12-31", 80)
        # What is typed over a computed cell is put back.
        play.house.edit("towns", town, "fee", "1")
        play.go_on()
        assert play.rows("towns", "name", "fee")[0] == ("Pisco Elqui", 80)
        play.house.edit("towns", town, "in_register", "sí")
        play.go_on()
        [line] = [
            row
            for row in client.get("/es/register/towns/rows.json").json["rows"]
            if "Pisco Elqui" in str(row)
        ]
        assert "120" in str(line)

        _play_years(play, town)


def _assess(play: Play, below: str = "") -> None:
    """Every item is met but one."""
    answers = dict.fromkeys(ITEMS, "2") | ({below: "1"} if below else {})
    play.send(play.link(ANA, "Pisco Elqui", "assessment"), answers)


def _years(play: Play) -> list[tuple[object, ...]]:
    rows = play.rows("years", "called", "due", "fee", "paid", "reported")
    return [row for row in rows if str(row[0]).startswith("Pisco Elqui")]


def _play_years(play: Play, town: str) -> None:
    """A fee and a report each year; the machine was off for a year and a half; five
    months before the end the renewal.
    """
    assert _years(play) == [("Pisco Elqui 2027", "2027-04-12", 80, None, None)]
    play.on("2027-04-16")
    first = _row(play, "2027-04-12")
    play.send(
        play.link(ANA, "Pisco Elqui 2027", "report"),
        {"replaced": "40", "story": "Warm light in the square."},
    )
    play.house.edit("years", first, "paid", "sí")
    play.go_on()
    assert _years(play) == [("Pisco Elqui 2027", "2027-04-12", 80, True, True)]
    play.house.edit("towns", town, "population", "6000")
    play.on("2029-03-14")
    assert _years(play)[1:] == [
        ("Pisco Elqui 2028", "2028-04-12", 200, None, None),
        ("Pisco Elqui 2029", "2029-04-12", 200, None, None),
    ]
    play.on("2031-11-13")
    assert _renewals(play) == []
    play.on("2031-11-14")
    assert _renewals(play) == [("Pisco Elqui 2032", "2032-04-12", None)]
    play.send(
        play.link(ANA, "Pisco Elqui 2032", "assessment"), dict.fromkeys(ITEMS, "2")
    )
    assert _renewals(play) == [("Pisco Elqui 2032", "2032-04-12", True)]
    assert play.rows("assessments", "called", "points")[-1] == ("Pisco Elqui 2031", 120)


def _renewals(play: Play) -> list[tuple[object, ...]]:
    rows = play.rows("renewals", "called", "due", "handed_in")
    return [row for row in rows if str(row[0]).startswith("Pisco Elqui")]


def _row(play: Play, due: str) -> str:
    """The reference of the row of a year."""
    [reference] = [
        key for key, row in play.house.records("years").items() if row["due"] == due
    ]
    return reference
