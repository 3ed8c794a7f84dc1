"""What a role may do: the pages show the thing without the button, and a button that is
pressed all the same says who can.
"""

from dataclasses import replace

import pytest

from journal.access import security_events
from journal.states import AlarmKind, MessageState, SecurityAction
from programme.models.permissions import EVERYTHING, Permission
from tests.house import fill
from tests.lived import ANSWERS, named
from tests.outbox.test_send import add, state
from tests.staff.test_alarms import raised
from tests.staff.test_sign_in import MARTA, enter
from tests.staff.test_views import LUCIA, token

LOOK = (Permission.look,)


def member(house, *granted):
    """Somebody of the committee, who may do what is granted."""
    permissions = {"coordinator": EVERYTHING, "committee": granted}
    programme = house.folder.programme.model_copy(update={"permissions": permissions})
    services = house.app.extensions["hoja.services"]
    house.app.extensions["hoja.services"] = replace(services, programme=programme)
    client = house.client()
    enter(house, client, MARTA)
    return client


def buttons_of(page):
    """Those of the page's own part: the one that signs out stands below it."""
    return page.partition("</main>")[0].count("<button")


def press(client, address, **data):
    csrf = token(client.get("/staff/devices").text)
    return client.post(address, data={"csrf_token": csrf, **data})


def test_who_may_look_only_sees_everything_and_no_button_that_acts(lived):
    held, unsent = add(lived, MessageState.held), add(lived, MessageState.unknown)
    client = member(lived, *LOOK)
    assert buttons_of(client.get("/staff/").text) == 0
    for address in (
        "/staff/gone",
        "/staff/pages",
        "/staff/mails",
        "/staff/texts",
        "/staff/ahead",
        "/staff/waiting/held?kind=daily",
    ):
        answer = client.get(address)
        assert (answer.status_code, buttons_of(answer.text)) == (200, 0), address
    for id in (held, unsent):
        page = client.get(f"/staff/mail/{id}").text
        assert (buttons_of(page), "/edit" in page) == (0, False)
    assert client.get("/staff/security").status_code == 403


def test_links_of_a_mail_are_for_those_who_may_send_it(lived):
    row = next(row for row in lived.outbox() if "/stop/" in row.text)
    looking, sending = member(lived, *LOOK), lived.client()
    for part in ("", "/html"):
        assert "/stop/" not in looking.get(f"/staff/mail/{row.id}{part}").text
    assert "/…" in looking.get(f"/staff/mail/{row.id}/html").text
    enter(lived, sending, LUCIA)
    assert "/stop/" in sending.get(f"/staff/mail/{row.id}/html").text


PRESSED = {
    "send": ("/staff/mail", {"action": "send"}, Permission.send),
    "again": ("/staff/mail", {"action": "again"}, Permission.send),
    "hold": ("/staff/mail", {"action": "hold"}, Permission.send),
    "drop": ("/staff/mail", {"action": "skip"}, Permission.drop),
    "without": ("/staff/mail/{id}/without", {}, Permission.send),
    "together": ("/staff/together/towns/MN-34679/x", {}, Permission.send),
    "try": ("/staff/mails/try", {}, Permission.send),
    "edit": (
        "/staff/mail/{id}/edit",
        {"subject": "x", "text": "x", "email": "a@b.org"},
        Permission.edit,
    ),
    "bring back": ("/staff/gone", {"reference": "MN-34679"}, Permission.bring_back),
    "page": ("/staff/pages", {"reference": "{town}"}, Permission.pages),
    "alarm": ("{alarm}", {"choice": "go"}, Permission.decide),
}


def test_button_of_another_role_says_who_can_and_does_nothing(lived):
    town = named(lived, "towns", "Serra das Flores")
    for name, (address, fields, permission) in PRESSED.items():
        id = add(lived, MessageState.held)
        _alarm, alarm = raised(lived, AlarmKind.decisions, town)
        data = {key: value.format(town=town) for key, value in fields.items()}
        pressed = {"address": address.format(id=id, alarm=alarm), "id": id, **data}
        others = (each for each in EVERYTHING if each is not permission)
        answer = press(member(lived, *others), **pressed)
        assert (answer.status_code, LUCIA in answer.text) == (403, True), name
        assert state(lived, id) is MessageState.held, name
        allowed = member(lived, Permission.look, permission)
        assert press(allowed, **pressed).status_code != 403, name
    assert refusals(lived) == sorted(
        (MARTA, permission) for _address, _fields, permission in PRESSED.values()
    )


def refusals(house):
    """Who was refused what, in order."""
    with house.journal.read() as connection:
        events = security_events.newest(connection, 100, by_somebody=True)
    return sorted(
        (event.email, event.about)
        for event in events
        if event.action is SecurityAction.refused
    )


def test_who_may_not_fill_in_for_others_is_as_everybody_else(lived):
    client = member(lived, *LOOK)
    assert client.get("/es/work_plan").status_code == 403
    assert fill(client, "/es/aspiring_town", ANSWERS).status_code == 303
    client = member(lived, Permission.look, Permission.fill_in)
    assert client.get("/es/work_plan").status_code == 200


def test_person_without_a_role_of_ours_opens_nothing(lived):
    client = member(lived, *LOOK)
    lived.edit("people", named(lived, "people", "Marta Quiroga"), "role", "")
    assert lived.settle()
    assert client.get("/staff/").status_code == 403
    # one's own sessions are always one's own
    assert client.get("/staff/devices").status_code == 200


@pytest.mark.parametrize(
    ("permissions", "role", "may"),
    [
        ({}, "coordinator", EVERYTHING),
        ({}, "committee", LOOK),
        ({}, "", ()),
        ({}, "treasurer", ()),
        ({"committee": ()}, "committee", ()),
        (
            {"committee": (Permission.look, Permission.send)},
            "committee",
            (Permission.look, Permission.send),
        ),
    ],
)
def test_what_is_not_said_is_not_allowed_but_for_the_role_that_answers(
    folder, permissions, role, may
):
    programme = folder.programme.model_copy(update={"permissions": permissions})
    assert tuple(each for each in Permission if programme.may(role, each)) == may
