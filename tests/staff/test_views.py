import re

import pytest

from journal.mails import messages
from journal.operation import worker_steps
from tests.forms.test_views import PDF, file, rows
from tests.house import fill, hidden
from tests.lived import ANSWERS, TASK, coordinator, named, told, work

LUCIA = "coordinacion@example.org"
TOWN = "Serra das Flores"


def token(page):
    return hidden(page, "csrf_token")


def ask(house, client, email=LUCIA):
    """Asks for a link; gives the links that were mailed since, whoever asked."""
    before = len(house.mails())
    ask_only(client, email)
    assert house.settle()
    return [
        link
        for kept in house.mails()[before:]
        for link in re.findall(r"/staff/enter/\S+", kept.text)
    ]


def ask_only(client, email=LUCIA):
    """Asks for a link, which the worker has to mail yet."""
    page = client.get("/staff/").text
    answer = client.post(
        "/staff/sign-in", data={"email": email, "csrf_token": token(page)}
    )
    assert answer.status_code == 200


def signed_in(house):
    client = house.client()
    [link] = ask(house, client)
    assert (
        client.post(link, data={"csrf_token": token(client.get(link).text)}).status_code
        == 303
    )
    return client


def test_link_shows_a_button_and_only_pressing_it_signs_in_once(lived):
    client = lived.client()
    [link] = ask(lived, client)
    for _ in range(3):  # link scanners look as often as they like
        assert lived.client().get(link).status_code == 200
    assert client.get("/staff/").status_code == 401
    pressed = client.post(link, data={"csrf_token": token(client.get(link).text)})
    assert (pressed.status_code, client.get("/staff/").status_code) == (303, 200)
    other = lived.client()
    assert other.get(link).status_code == 410
    assert other.get("/staff/").status_code == 401


def test_link_is_for_active_people_only_and_everybody_reads_the_same(lived):
    assert len(ask(lived, lived.client(), LUCIA.upper())) == 1
    assert ask(lived, lived.client(), "stranger@example.org") == []
    assert ask(lived, lived.client(), "carmen.guaman@example.org") == []
    lived.edit("people", named(lived, "people", "Marta Quiroga"), "active", "no")
    assert lived.settle()
    assert ask(lived, lived.client(), "comite.quiroga@example.org") == []


def test_person_who_leaves_is_signed_out(lived):
    client = signed_in(lived)
    assert client.get("/staff/").status_code == 200
    lived.edit("people", named(lived, "people", "Lucía Andrade"), "active", "no")
    assert lived.settle()
    assert client.get("/staff/").status_code == 401


def test_button_without_the_page_s_token_does_nothing(lived):
    client = lived.client()
    [link] = ask(lived, client)
    assert client.post(link).status_code == 400
    assert client.get("/staff/").status_code == 401


def test_sign_in_link_is_shown_nowhere_else(lived):
    client = signed_in(lived)
    assert "/staff/enter/" not in client.get("/staff/").text
    shown = [row.own["subject"] for row in lived.look().tabs["outbox"].rows.values()]
    secret = [row for row in lived.outbox() if row.kind == "signin"]
    assert len(secret) == 1
    assert secret[0].subject not in shown
    assert client.get(f"/staff/mail/{secret[0].id}").status_code == 404


def test_file_is_shown_to_staff_only(lived):
    fill(lived.client(), "/es/aspiring_town", {**ANSWERS, "letter": file()})
    [address] = rows(lived)[0].values["letter"]
    path = address.removeprefix(lived.settings.public_url)
    assert lived.client().get(path).status_code == 401
    with coordinator(lived).get(path) as answer:
        assert (answer.status_code, answer.data, answer.mimetype) == (
            200,
            PDF,
            "application/pdf",
        )
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert coordinator(lived).get("/file/forged").status_code == 404


def test_staff_fill_in_a_form_for_somebody_else_and_say_how_it_came(lived):
    client = coordinator(lived)
    missing = fill(client, "/es/aspiring_town", ANSWERS)
    assert missing.status_code == 422
    answer = fill(
        client,
        "/es/aspiring_town",
        {**ANSWERS, "arrived-by": "whatsapp", "arrived-note": "de Ana, el lunes"},
    )
    assert answer.status_code == 303
    way = rows(lived)[0].values["arrived_by"]
    assert way == f"por WhatsApp · de Ana, el lunes · {LUCIA}"


def test_staff_choose_what_a_form_is_about(lived):
    client = coordinator(lived)
    town = named(lived, "towns", TOWN)
    assert f'value="{town}"' in client.get("/es/work_plan").text
    answers = {**TASK, "consent-given": "y"}
    answer = fill(
        client, "/es/work_plan", {**answers, "town": town, "arrived-by": "phone"}
    )
    assert answer.status_code == 303
    assert rows(lived)[0].values["town"] == town
    assert (
        fill(
            client,
            "/es/work_plan",
            {**answers, "town": "MN-XXXXX", "arrived-by": "phone"},
        ).status_code
        == 422
    )


@pytest.mark.parametrize(("action", "state"), [("send", "sent"), ("skip", "skipped")])
def test_held_mail_is_let_go_or_dropped(lived, action, state):
    lived.edit("towns", named(lived, "towns", TOWN), "status", "Aprobado")
    work(lived)
    client = coordinator(lived)
    [id] = [
        row.id
        for row in lived.outbox()
        if (row.kind, row.state) == ("approved_mayor", "held")
    ]
    page = client.get("/staff/").text
    client.post(
        "/staff/mail", data={"csrf_token": token(page), "action": action, "id": id}
    )
    assert lived.settle()
    assert ("prefeitura@example.org", state) in told(lived, "approved")


def test_mail_cannot_be_moved_by_strangers_or_without_a_token(lived):
    lived.edit("towns", named(lived, "towns", TOWN), "status", "Aprobado")
    work(lived)
    [id] = [
        row.id
        for row in lived.outbox()
        if (row.kind, row.state) == ("approved_mayor", "held")
    ]
    stranger = lived.client()
    data = {
        "csrf_token": token(stranger.get("/staff/").text),
        "action": "send",
        "id": id,
    }
    assert stranger.post("/staff/mail", data=data).status_code == 401
    assert (
        coordinator(lived)
        .post("/staff/mail", data={"action": "send", "id": id})
        .status_code
        == 400
    )
    assert ("prefeitura@example.org", "held") in told(lived, "approved")


def test_signing_out_forgets(lived):
    client = coordinator(lived)
    client.post(
        "/staff/sign-out", data={"csrf_token": token(client.get("/staff/").text)}
    )
    assert client.get("/staff/").status_code == 401


def test_mail_shown_can_run_nothing(lived):
    client = coordinator(lived)
    row = next(row for row in lived.outbox() if row.kind == "commitments")
    answer = client.get(f"/staff/mail/{row.id}/html")
    with lived.journal.read() as connection:
        assert answer.text == messages.by_id(connection, row.id).html
    assert answer.headers["Content-Security-Policy"].startswith(
        "sandbox allow-same-origin; default-src 'none'"
    )
    assert lived.client().get(f"/staff/mail/{row.id}/html").status_code == 401


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("watch", "llegar a la hoja"),
        ("flag", "llegar a la hoja"),
        ("send", "servidor de correo"),
        ("decide", "qué vence"),
    ],
)
def test_what_the_worker_ran_into_stands_on_the_page_and_in_readyz(lived, step, words):
    client = coordinator(lived)
    with lived.journal.write() as connection:
        worker_steps.note_error(connection, step, "it broke <here>")
    page = client.get("/staff/?lang=es").text
    [notice] = re.findall(r'<p class="notice" role="alert">(.*?)</p>', page)
    assert words in notice
    assert "it broke &lt;here&gt;" in notice
    assert client.get("/readyz").json["degraded"][step] == "it broke <here>"
    with lived.journal.write() as connection:
        worker_steps.note_error(connection, step, "")
    assert "it broke" not in client.get("/staff/").text


@pytest.mark.long
@pytest.mark.parametrize(
    ("line", "word", "notice"),
    [
        (
            "mail",
            "enviarr tal vez",
            "La línea de todos los correos en la pestaña Ajustes está vacía o no se entiende",
        ),
        (
            "approved",
            "automatico creo",
            "La línea de este tipo en la pestaña Ajustes está vacía o no se entiende: ",
        ),
    ],
)
def test_line_of_settings_that_cannot_be_read_is_told_outside_of_the_mail(
    lived, line, word, notice
):
    client = coordinator(lived)
    lived.edit("settings", line, "value", word)
    lived.edit("towns", named(lived, "towns", TOWN), "status", "Aprobadísimo")
    work(lived)
    page = client.get("/staff/outbox?lang=es").text
    assert notice in page
    [review] = re.findall(r'<section id="problems">.*?</section>', page, re.DOTALL)
    assert review.index(word) < review.index("Aprobadísimo")
    assert "settings" in client.get("/readyz").json["degraded"]
    lived.edit("settings", line, "value", "enviar" if line == "mail" else "automático")
    work(lived)
    assert notice not in client.get("/staff/").text
    assert "settings" not in client.get("/readyz").json["degraded"]
