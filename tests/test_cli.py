import json

import pytest

import cli
from journal.operation import installation
from journal.tabs import spreadsheets
from tests.house import fill, open_house
from tests.lived import ANSWERS, lived, named, work

__all__ = ["lived"]


def run(house, *words, input=None):
    """What a command prints; it must end well."""
    if "check" not in house.app.cli.commands:
        cli.register(house.app)
    result = house.app.test_cli_runner().invoke(args=words, input=input)
    assert result.exit_code == 0, result.output
    return result.output


def test_check_counts_what_the_programme_holds(lived):
    said = run(lived, "check")
    forms = len(lived.folder.programme.forms)
    assert said.startswith(f"Mentor Towns Global: {forms} forms, ")
    assert said.endswith("No mistakes.\n")


@pytest.mark.long
def test_setup_sheet_says_first_and_does_then_and_has_nothing_to_do_after(
    tmp_path, folder
):
    with open_house(tmp_path, folder) as house:
        office = house.office
        office.sync.spreadsheet.guard = lambda: None
        office.sync.spreadsheet.create(
            "Empty", folder.programme.locale, folder.programme.time_zone
        )
        with house.journal.write() as connection:
            spreadsheets.use(connection, office.sync.spreadsheet.key)
        said = run(house, "setup-sheet", "--dry-run")
        assert len(office.sync.spreadsheet.structure()["sheets"]) == 1
        done = run(house, "setup-sheet")
        would = [line.removeprefix("would ") for line in said.splitlines()[:-1]]
        assert would == done.splitlines()[:-1]
        assert len(set(would)) == len(would) > len(folder.programme.tables)
        assert run(house, "setup-sheet") == "Nothing to do.\n"


def refused(house, *words):
    """What a command says that does not do what it was asked for."""
    cli.register(house.app)
    result = house.app.test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 1
    return result.output


def test_setup_sheet_leaves_a_worker_that_runs_alone(lived, monkeypatch):
    worker = lived.office.sync
    assert worker.take_lease()
    monkeypatch.setattr("cli.context.time.sleep", lambda _seconds: worker.take_lease())
    assert "a worker of this installation is at work" in refused(lived, "setup-sheet")


@pytest.mark.long
def test_setup_sheet_waits_for_the_lease_of_a_worker_that_died(lived, monkeypatch):
    assert lived.office.sync.take_lease()
    monkeypatch.setattr("sync.context.SyncContext.lease_seconds", 0.1)
    said = run(lived, "setup-sheet")
    assert "If it has died, this goes on within 0 seconds" in said
    assert said.endswith("Nothing to do.\n")


def test_status_is_there_for_programs_and_for_people(lived):
    assert "rows on their way:   0" in run(lived, "status")
    fill(lived.client(), "/es/aspiring_town", ANSWERS)
    found = json.loads(run(lived, "status", "--json"))
    assert (found["rows on their way"], found["problems"], found["errors"]) == (
        1,
        0,
        {},
    )
    assert found["mails"] == {"sent": len(lived.outbox())}
    assert found["spreadsheet"] == lived.office.sync.spreadsheet.key


def test_problems_are_listed_until_they_are_mended(lived):
    assert run(lived, "problems") == "No problems.\n"
    town = named(lived, "towns", "Serra das Flores")
    lived.edit("towns", town, "started", "pronto")
    assert lived.settle()
    said = run(lived, "problems")
    assert f"towns {town} started: “pronto” is not a date." in said
    assert said.endswith("1 problem.\n")


def test_worker_once_does_what_there_is_to_do(lived):
    fill(lived.client(), "/es/aspiring_town", ANSWERS)
    run(lived, "worker", "--once")
    assert "Cotacachi" in [
        row.values["name"] for row in lived.look().tabs["towns"].rows.values()
    ]


def test_outbox_is_listed_opened_and_closed(lived):
    lived.edit("towns", named(lived, "towns", "Serra das Flores"), "status", "Aprobado")
    work(lived)
    assert "prefeitura@example.org" in run(lived, "outbox", "list")
    assert "0 mails to 0 people would go out within a day." in run(
        lived, "outbox", "open", "--yes"
    )
    with lived.journal.read() as connection:
        assert installation.read(connection).outbox_is_open is True
    run(lived, "outbox", "close")
    run(lived, "outbox", "open", input="n\n")
    with lived.journal.read() as connection:
        assert installation.read(connection).outbox_is_open is False


def test_sign_in_link_is_printed_for_active_people_only(lived):
    link = run(lived, "sign-in", "coordinacion@example.org").strip()
    assert (
        lived.client().get(link.removeprefix(lived.settings.public_url)).status_code
        == 200
    )
    result = lived.app.test_cli_runner().invoke(
        args=["sign-in", "stranger@example.org"]
    )
    assert result.exit_code == 1


@pytest.mark.parametrize("times", [1, pytest.param(2, marks=pytest.mark.long)])
def test_takeover_makes_the_spreadsheet_ours(lived, times):
    for _ in range(times):
        assert "this installation's now" in run(lived, "takeover")
    assert json.loads(lived.look().installation)["generation"] >= 1
