from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

import cli
from journal.states import NEVER_SENT
from notify.forecast import differences, forecast, on_their_days, simulate
from programme.folder import copy_programme
from rules.switches import MainSwitch, RuleSwitch, Switches
from tests.house import ROOT
from tests.lived import work
from tests.notify.states import ANA, state
from tests.rules.small import book, label, record
from worker.context import open_worker
from worker.folder import read_folder

DAYS = 9
RULES = "config/rules.yaml"


def reminders(house):
    kinds = {ladder.name for ladder in house.folder.programme.rules.ladders} | {
        "reminders"
    }
    return [
        row
        for row in house.outbox()
        if row.kind in kinds and row.state not in NEVER_SENT
    ]


def other(house, tmp_path, change, file=RULES):
    """An office with the programme changed in one place."""
    folder = tmp_path / "other"
    copy_programme(ROOT, folder)
    text = (folder / file).read_text("utf-8")
    before, after = change
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), "utf-8")
    return open_worker(house.settings, read_folder(folder), house.journal)


def rehearse(context, days):
    messages, problems = forecast(context.notify, days)
    assert problems == []
    return messages


@pytest.mark.long
def test_what_was_rehearsed_is_what_comes(lived):
    already = {row.id for row in reminders(lived)}
    zone = lived.folder.programme.time_zone
    rehearsed = rehearse(lived.office, DAYS)
    for _ in range(DAYS - 1):
        lived.later(days=1)
        work(lived)
    came = [row for row in reminders(lived) if row.id not in already]
    assert came, zone
    assert sorted((one.email, one.subject) for one in rehearsed) == sorted(
        (row.email, row.subject) for row in came
    )


@pytest.mark.parametrize(
    ("switch", "days"), [(RuleSwitch.automatic, 2), (RuleSwitch.ask, 0)]
)
def test_what_falls_due_on_a_saturday_is_told_in_words_of_the_monday_on_which_it_leaves(
    switch, days
):
    ladder = {"name": "due", "label": label("due"), "table": "tasks", "date": "due"}
    step = {"name": "today", "days": 0, "tell": [{"to": "owner", "message": "due"}]}
    given = state(
        record("CP-1", name="Feria", due="2027-03-13", **ANA),
        book=book(ladders=[{**ladder, "steps": [step]}]),
        switches=Switches(MainSwitch.send, {"due": switch}),
    )
    saturday = datetime(2027, 3, 13, 10, tzinfo=ZoneInfo(given.programme.time_zone))
    [planned] = on_their_days(given, simulate(given, [saturday]))
    assert [reminder.finding.days for reminder in planned.letter.reminders] == [days]


def test_rehearsing_writes_and_sends_nothing(lived):
    before = [(row.id, row.state) for row in lived.outbox()], len(lived.mails())
    assert rehearse(lived.office, 60)
    assert (
        [(row.id, row.state) for row in lived.outbox()],
        len(lived.mails()),
    ) == before


def test_rehearsal_says_why(lived):
    committee = [one for one in rehearse(lived.office, 40) if one.waits]
    assert committee
    assert all(
        about and kind and stands
        for one in committee
        for about, kind, stands in one.why
    )
    assert any(
        "Compromisos por cumplir" in kind
        for one in rehearse(lived.office, 40)
        for _about, kind, _at in one.why
    )


def test_same_programme_makes_no_difference(lived):
    assert not list(
        differences(rehearse(lived.office, DAYS), rehearse(lived.office, DAYS))
    )


def test_other_words_and_other_days_are_told_apart(lived, tmp_path):
    now = rehearse(lived.office, 40)
    mail = "mail_templates/period_ends_soon/es.md"
    [subject] = [
        line
        for line in (ROOT / mail).read_text("utf-8").splitlines()
        if line.startswith("subject: ")
    ]
    reworded = other(lived, tmp_path, (subject, 'subject: "Otra cosa"'), mail)
    found = list(differences(now, rehearse(reworded, 40)))
    assert {one.sign for one in found} <= {"~"}


def test_later_step_is_a_difference(lived, tmp_path):
    now = rehearse(lived.office, 40)
    later = other(lived, tmp_path, ("        days: 14\n", "        days: 15\n"))
    assert {one.sign for one in differences(now, rehearse(later, 40))} == {"+", "-"}


@pytest.mark.long
def test_commands_tell_the_same(lived):
    cli.register(lived.app)
    runner = lived.app.test_cli_runner()
    told = runner.invoke(args=["rehearse", "--days", "12"])
    assert told.exit_code == 0, told.output
    assert f"{len(rehearse(lived.office, 12))} mails" in told.output
    nothing = runner.invoke(args=["rehearse", "--days", "12", "--with", str(ROOT)])
    assert "No difference." in nothing.output
    refused = runner.invoke(args=["rehearse", "--days", "0"])
    assert refused.exit_code == 2
