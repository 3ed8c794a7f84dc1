"""A small grant from the yes to its last instalment: rows that a rule makes, a report
in between, sums beside the application.
"""

from pathlib import Path

import pytest

from tests.examples.play import Play, played
from tests.lived import named

pytestmark = pytest.mark.long
OWEN, DESK = "owen.price@example.org", "secretariat@example.org"
HIVES = "Hives for the school"
PAY = f"À verser : {HIVES}"


def test_instalments_follow_from_the_yes_and_the_second_from_a_report(
    tmp_path: Path,
) -> None:
    with played("small-grant", tmp_path, "2027-03-02") as play:
        grant = named(play.house, "grants", HIVES)
        play.house.edit("grants", grant, "starts", "2027-04-01")
        play.go_on()
        assert _instalments(play, grant) == []
        play.house.edit("grants", grant, "status", "Accordée")
        play.go_on()
        play.go_on()
        assert _instalments(play, grant) == [
            ("2027-04-01", "Start of the work", 420, None),
            ("2027-10-01", "The rest", 280, None),
        ]
        assert _sums(play) == (0, 0, 0)
        play.house.edit("instalments", _reference(play, "2027-04-01"), "paid", "oui")
        play.go_on()
        assert _sums(play) == (420, 0, 420)

        play.on("2027-09-01")
        assert f"A report before the next instalment: {HIVES}" in play.mails(OWEN)
        play.on("2027-10-05")
        assert PAY not in play.mails(DESK)
        report = play.link(OWEN, "A report before the next instalment", "report")
        play.send(
            report,
            {
                "done": "Six hives stand there.",
                "spent": "0",
                "left_over": "Bees come in May.",
            },
        )
        assert _sums(play) == (420, 0, 420)
        play.on("2027-10-12")
        assert PAY in play.mails(DESK)
        assert len(_instalments(play, grant)) == 2


def _instalments(play: Play, grant: str) -> list[tuple[object, ...]]:
    rows = play.rows("instalments", "due", "purpose", "amount", "paid", "grant")
    return [row[:4] for row in rows if str(row[4]).endswith(grant)]


def _reference(play: Play, due: str) -> str:
    rows = play.house.records("instalments").items()
    return next(
        key
        for key, row in rows
        if row["due"] == due and row["purpose"] == "Start of the work"
    )


def _sums(play: Play) -> tuple[object, ...]:
    [sums] = [
        row[1:]
        for row in play.rows("grants", "project", "paid", "spent", "unspent")
        if row[0] == HIVES
    ]
    return sums
