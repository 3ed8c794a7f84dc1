"""Two hours are proposed, everybody invited answers by a link, one person fixes one,
and it stands in the sheet.
"""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from journal.records.cells import cell_commands
from rules.meetings.schedule import moment_of
from tests.lived import (
    coordinator,
    lived,
    meeting,
    named,
    own,
    prepared_by,
    type_row,
    work,
)
from tests.meetings.people import (
    CARMEN,
    HELEN,
    HELEN_NAMED,
    INTERPRETER,
    ROSA,
    ROSA_NAMED,
    TEAM,
    TOWN,
    at,
    hours_on,
    links,
    page_address,
    press,
    proposed,
    send_proposal,
)

__all__ = ["lived"]


def sent_to(house, word):
    """The addresses to which mails with a word in the subject went."""
    mails = [mail for mail in house.mails() if word in str(mail.message["subject"])]
    return sorted(mail.message["to"].addresses[0].addr_spec for mail in mails)


def said(house, person):
    """What one of the invited said, oldest first: hours, whether they come."""
    rows = [
        row
        for row in house.records("meeting_answers").values()
        if row["person"] == person
    ]
    return [
        (row.get("hours"), row.get("comes"))
        for row in sorted(rows, key=lambda row: row["received"])
    ]


def with_hours(house):
    """Two hours are proposed, and those invited were asked."""
    proposed(house)


def test_hours_of_a_proposal_are_shown_on_everybody_s_clock_before_they_are_sent(lived):
    page = send_proposal(lived, at(lived, 10, 10)[0], at(lived, 11, 17)[0])
    assert "10:00, hora de Ecuador (Guayaquil)" in page
    assert HELEN_NAMED in page
    # Seventeen in Ecuador is late in England, and ten is not.
    assert page.count("muy temprano o muy tarde") == 1


def test_proposed_hours_reach_those_invited_and_the_interpreter(lived):
    proposed(
        lived,
        interpreter_name="Iris Cole",
        interpreter_email=INTERPRETER,
        interpreter_language="en",
    )
    # Rosa has proposed them.
    assert sent_to(lived, "hora le conviene") == [CARMEN]
    assert sent_to(lived, "time suits you") == [HELEN, INTERPRETER]


def test_who_has_not_agreed_is_named_by_the_place_alone(lived):
    lived.edit("towns", named(lived, "towns", TOWN), "share_contact", "no")
    lived.edit(
        "mentors", named(lived, "mentors", "Meadowbridge"), "share_contact", "tal vez"
    )
    work(lived)
    pages = [proposed(lived), lived.client().get(page_address(lived, ROSA)).text]
    assert [(TOWN in page, "Meadowbridge" in page) for page in pages] == [
        (True, True)
    ] * 2
    assert [
        word for word in ("Guamán", "Ashworth") for page in pages if word in page
    ] == []


@pytest.mark.long
def test_hours_typed_in_the_sheet_reach_those_invited(lived):
    hour = at(lived, 10, 10)[0].replace("T", " ")
    type_row(
        lived,
        "appointments",
        town=named(lived, "towns", TOWN),
        subject="Plan",
        hour_1=hour,
    )
    work(lived)
    assert sent_to(lived, "hora le conviene") == [CARMEN, ROSA]


@prepared_by(with_hours)
def test_looking_changes_nothing_and_a_second_answer_takes_the_place_of_the_first(
    lived,
):
    client, address = lived.client(), page_address(lived, HELEN, "en")
    first, second = hours_on(client.get(address).text)
    work(lived)
    assert said(lived, HELEN_NAMED) == []
    assert press(client, address, "hours", hour=[first, second]).status_code == 303
    lived.later(seconds=2)  # the sheet keeps the second in which a row came
    assert press(client, address, "hours", hour=[second]).status_code == 303
    page = client.get(address).text
    assert page.count("1 person can so far") == 1
    assert page.count("checked") == 1
    work(lived)
    [(both, _), (last, _)] = said(lived, HELEN_NAMED)
    assert (both.count(";"), last.count(";")) == (1, 0)


@pytest.mark.long
@prepared_by(with_hours)
def test_answer_goes_on_counting_once_when_a_name_is_corrected(lived):
    hours = hours_on(lived.client().get(page_address(lived, HELEN, "en")).text)
    press(lived.client(), page_address(lived, HELEN, "en"), "hours", hour=hours)
    lived.edit(
        "mentors",
        named(lived, "mentors", "Meadowbridge"),
        "contact_name",
        "Helen Ashworth-Lee",
    )
    work(lived)
    page = page_address(lived, HELEN, "en")
    # Who has proposed the hours can at both.
    assert lived.client().get(page).text.count("2 people can so far") == 2
    press(lived.client(), page, "hours", hour=hours[:1])
    assert lived.client().get(page).text.count("2 people can so far") == 1
    lived.edit(
        "mentors",
        named(lived, "mentors", "Meadowbridge"),
        "contact_email",
        "helen@example.org",
    )
    lived.edit(
        "mentors", named(lived, "mentors", "Meadowbridge"), "contact_name", "Ida Moss"
    )
    work(lived)
    assert (
        "2 people can so far"
        not in lived.client().get(page_address(lived, ROSA, "en")).text
    )


@pytest.mark.long
@prepared_by(with_hours)
def test_who_is_only_invited_sees_how_many_can_and_nobody_s_name(lived):
    hours = hours_on(lived.client().get(page_address(lived, HELEN)).text)
    press(lived.client(), page_address(lived, HELEN), "hours", hour=hours)
    page = lived.client().get(page_address(lived, CARMEN)).text
    assert page.count("2 personas pueden hasta ahora") == 2
    assert "Ashworth" not in page
    assert "Fijar esta hora" not in page
    # The one who calls it sees who can, and so does the team.
    for person in (ROSA, TEAM):
        assert HELEN_NAMED in lived.client().get(page_address(lived, person)).text


@prepared_by(with_hours)
def test_caller_fixes_an_hour_which_is_written_into_the_sheet_and_sent_to_everybody(
    lived,
):
    reference = meeting(lived)
    hours = hours_on(lived.client().get(page_address(lived, ROSA)).text)
    assert (
        press(
            lived.client(), page_address(lived, CARMEN), "fix", hour=hours[1]
        ).status_code
        == 409
    )
    assert (
        press(
            lived.client(), page_address(lived, ROSA), "fix", hour=hours[1]
        ).status_code
        == 303
    )
    assert (
        "Esta hora se está anotando"
        in lived.client().get(page_address(lived, CARMEN)).text
    )
    work(lived)
    assert lived.settle()
    assert (
        moment_of(lived.records("appointments")[reference]["begins"], 0)
        == at(lived, 11, 9)[1]
    )
    assert sent_to(lived, "reunión fijada") == [CARMEN, ROSA]
    with lived.journal.read() as connection:
        [command] = cell_commands.of_record(connection, "appointments", reference)
    assert command.by == ROSA
    # A page that was open meanwhile says how it stands, and keeps nothing.
    late = press(lived.client(), page_address(lived, HELEN), "hours", hour=hours)
    assert (late.status_code, said(lived, HELEN_NAMED)) == (409, [])


@pytest.mark.long
def test_meeting_that_is_arranged_is_shared_without_a_link_of_anybody_s_own(lived):
    interpreter = {
        "interpreter_name": "Luz Andrade",
        "interpreter_email": INTERPRETER,
        "interpreter_language": "es",
    }
    proposed(lived, **interpreter)
    before = lived.client().get(page_address(lived, CARMEN)).text
    assert "wa.me" not in before
    hours = hours_on(before)
    press(lived.client(), page_address(lived, ROSA), "fix", hour=hours[1])
    work(lived)
    work(lived)
    page = lived.client().get(page_address(lived, CARMEN)).text
    [text] = re.findall(r'href="https://wa\.me/\?text=([^"]+)"', page)
    shared = unquote(text)
    assert f"{TOWN}: Plan de trabajo: " in shared
    case = links(lived).case("es", named(lived, "towns", TOWN), 0)
    assert shared.splitlines()[1:] == [case]
    assert "wa.me" not in lived.client().get(page_address(lived, INTERPRETER)).text


@pytest.mark.long
@prepared_by(with_hours)
def test_somebody_who_cannot_come_to_a_fixed_meeting_is_told_to_the_caller(lived):
    reference = meeting(lived)
    lived.edit(
        "appointments", reference, "begins", at(lived, 10, 10)[0].replace("T", " ")
    )
    work(lived)
    assert (
        press(
            lived.client(),
            page_address(lived, HELEN),
            "comes",
            comes="no",
            note="viaje",
        ).status_code
        == 303
    )
    work(lived)
    assert [comes for _hours, comes in said(lived, HELEN_NAMED)] == ["no"]
    assert sent_to(lived, "no puede asistir") == [ROSA]
    assert HELEN_NAMED in lived.client().get(page_address(lived, ROSA)).text
    # An answer about another hour says nothing of the new one.
    lived.edit(
        "appointments", reference, "begins", at(lived, 12, 10)[0].replace("T", " ")
    )
    work(lived)
    assert "Usted dijo" not in lived.client().get(page_address(lived, HELEN)).text


@pytest.mark.long
@prepared_by(with_hours)
def test_link_of_a_cancelled_meeting_says_so(lived):
    reference = meeting(lived)
    hours = hours_on(lived.client().get(page_address(lived, HELEN)).text)
    lived.edit("appointments", reference, "status", "Cancelada")
    work(lived)
    assert (
        "Esta reunión está cancelada"
        in lived.client().get(page_address(lived, HELEN)).text
    )
    assert (
        press(
            lived.client(), page_address(lived, HELEN), "hours", hour=hours
        ).status_code
        == 409
    )
    assert len(sent_to(lived, "reunión cancelada")) == 2


@prepared_by(with_hours)
def test_links_that_are_old_or_somebody_else_s_open_nothing(lived):
    client = lived.client()
    yesterday = lived.office.sync.now().date() - timedelta(days=2)
    assert client.get(page_address(lived, HELEN, until=yesterday)).status_code == 410
    assert (
        client.get(page_address(lived, "someone.else@example.org")).status_code == 410
    )
    assert client.get(page_address(lived, HELEN)[:-1]).status_code == 404


@pytest.mark.long
@prepared_by(with_hours)
def test_who_led_a_meeting_ticks_who_came_and_goes_on_to_the_minutes(lived):
    reference = meeting(lived)
    lived.edit(
        "appointments", reference, "begins", at(lived, 10, 10)[0].replace("T", " ")
    )
    work(lived)
    lived.later(days=11)
    assert (
        press(
            lived.client(),
            page_address(lived, HELEN),
            "came",
            came=[links(lived).mark(HELEN)],
        ).status_code
        == 409
    )
    saved = press(
        lived.client(),
        page_address(lived, ROSA),
        "came",
        came=[links(lived).mark(ROSA)],
    )
    assert "/es/meeting_minutes?about=" in saved.location
    assert (
        lived.client()
        .get(saved.location.removeprefix(lived.settings.public_url))
        .status_code
        == 200
    )
    # Noted once, whoever presses again: another list is not dropped without a word.
    assert (
        press(
            lived.client(),
            page_address(lived, ROSA),
            "came",
            came=[links(lived).mark(ROSA)],
        ).status_code
        == 303
    )
    assert (
        press(
            lived.client(),
            page_address(lived, TEAM),
            "came",
            came=[links(lived).mark(HELEN)],
        ).status_code
        == 409
    )
    work(lived)
    rows = lived.records("attendances").values()
    came = {
        row["person"]: (row["came"], bool(row.get("mentor")), bool(row.get("town")))
        for row in rows
    }
    assert came[ROSA_NAMED] == ("yes", True, False)
    assert came[HELEN_NAMED] == ("no", True, False)
    assert len(came) == 3
    missed = [
        key
        for key, row in lived.records("attendances").items()
        if row["person"] == HELEN_NAMED
    ]
    assert own(lived, "attendances", missed[0])["flag"].endswith("no asistió")
    page = coordinator(lived).get("/staff/load/mentors?lang=en").text
    assert re.search(r"Puerto Cacao</td>.*?<td>1 / 1</td>", page)
    assert re.search(r"Meadowbridge</td>.*?<td>0 / 1</td>", page)
