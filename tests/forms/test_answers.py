"""Answers without an account: a link in a mail opens a short page for one thing, once,
for one person, for a time.
"""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from core.clock import local_date
from journal.schema import submissions
from tests.forms.test_views import PNG, errors, file, rows
from tests.house import fill, hidden, own_fields
from tests.lived import batch, named, own, work

TASK = "Combinar com três escolas a semana do Comércio Justo"
OWNER, COORDINATOR = "beatriz.nunes@example.org", "coordinacion@example.org"
SHORT = 4  # “Ms” may stand in any signed address
PERSONAL = ("name", "email", "phone", "address", "office")
ENDED = {
    "old": "de hace un tiempo",
    "handed_over": "ya no es el contacto",
    "gone": "ya no está en nuestra lista",
}


def today(house):
    return local_date(house.office.sync.now(), house.folder.programme.time_zone)


def path(
    house,
    answer="",
    *,
    form="progress_report",
    record="",
    person=OWNER,
    days=60,
    language="es",
):
    """The path of a link for somebody, of so many days."""
    until = today(house) + timedelta(days=days)
    record = record or named(house, "commitments", TASK)
    address = house.office.notify.links.form(
        language, form, record, person=person, until=until, answer=answer
    )
    return address.removeprefix(house.settings.public_url)


def later(house, **passed):
    """Moves the clock on, for the pages too."""
    house.later(**passed)
    house.app.extensions["hoja.services"].clock.forget()


def post(client, address, **answers):
    """Opens a short page and sends it."""
    page = client.get(address).text
    data = {
        **{
            name: hidden(page, name)
            for name in ("form-key", "form-version", "form-about", "consent-given")
        },
        **answers,
    }
    return client.post(address, data=data, content_type="multipart/form-data")


def sent(house):
    with house.journal.read() as connection:
        return connection.execute(submissions.select()).all()


def personal(house):
    """Everything that says who somebody is, or how to reach them,
    of all contacts and people.
    """
    found = set()
    tables = house.folder.programme.tables
    for table in tables.values():
        columns = {
            getattr(contact, part)
            for contact in table.contacts.values()
            for part in PERSONAL
        }
        columns |= (
            {"name", "email", "phone"}
            if table.name == "people"
            else {"sent_by", "notes"}
        )
        for values in house.records(table.name).values():
            found |= {
                str(values[column]) for column in columns - {None} if values.get(column)
            }
    return {word for word in found if len(word) > SHORT}


def test_mail_has_a_link_for_each_answer_and_each_opens_its_page(lived):
    [mail] = [kept for kept in lived.mails() if OWNER in str(kept.message["To"])]
    links = re.findall(r"http://\S+answer=\S+", mail.text)
    assert [link.rpartition("=")[2] for link in links] == ["done", "other_date", "help"]
    for link in links:
        page = lived.client().get(link.removeprefix(lived.settings.public_url))
        assert (page.status_code, TASK in page.text) == (200, True)


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("done", {"details", "photos", "publication-given"}),
        ("other_date", {"new_date", "details"}),
        ("help", {"details", "photos", "publication-given"}),
    ],
)
def test_page_of_an_answer_asks_only_what_belongs_to_it(lived, answer, asked):
    page = lived.client().get(path(lived, answer)).text
    ours = {"form-key", "form-version", "form-about", "consent-given"}
    assert (
        set(re.findall(r'<(?:input|select|textarea)[^>]* name="([\w-]+)"', page)) - ours
        == asked
    )
    label = lived.folder.programme.forms["progress_report"].answers[answer].label["es"]
    assert re.search(rf'class="chosen">.*{label}', page)
    others = [
        unescape(link) for link in re.findall(r'class="card" href="([^"]*)"', page)
    ]
    assert others == [
        path(lived, other)
        for other in ("done", "other_date", "help", "news")
        if other != answer
    ]


def test_looking_changes_nothing_and_leaves_no_cookie(lived):
    client = lived.client()
    for _ in range(3):  # scanners of mail look at every link
        for method in ("get", "head"):
            page = client.open(path(lived, "done"), method=method.upper())
            assert (page.status_code, "Set-Cookie" in page.headers) == (200, False)
    assert (sent(lived), rows(lived)) == ([], [])


def test_page_says_the_task_and_its_date_and_nothing_personal(lived):
    page = lived.client().get(path(lived, "help"))
    day = date.fromisoformat(
        lived.records("commitments")[named(lived, "commitments", TASK)]["due"]
    )
    assert TASK in page.text
    assert f"{day.day} de " in page.text
    told = personal(lived)
    assert {OWNER, "Beatriz Nunes", COORDINATOR, "antonio.lopes@example.org"} <= told
    # Of the one person whose link it is only the name, so that whoever got
    # it by mistake can say so.
    assert {word for word in told if word in unescape(page.text)} == {"Beatriz Nunes"}
    assert (page.headers["Referrer-Policy"], page.headers["X-Robots-Tag"]) == (
        "no-referrer",
        "noindex, nofollow",
    )


def test_answer_becomes_a_row_and_the_rules_read_it(lived):
    task = named(lived, "commitments", TASK)
    before = lived.records("commitments")[task]
    answer = post(lived.app.test_client(use_cookies=False), path(lived, "done"))
    assert answer.status_code == 303
    [row] = rows(lived)
    told = {
        name: row.values.get(name)
        for name in ("commitment", "progress", "sent_by", "details", "publication")
    }
    assert told == {
        "commitment": task,
        "progress": "done",
        "sent_by": "Beatriz Nunes",
        "details": None,
        "publication": False,
    }
    assert sent(lived)[0].consent["by"] == "sending"
    assert "Ya está hecho" in lived.client().get(answer.location).text
    work(lived)
    assert own(lived, "commitments", task)["flag"].startswith(
        "Confirmar: dicen que está hecho ("
    )
    assert lived.records("commitments")[task] == before
    lived.edit("commitments", task, "status", "Hecho")
    work(lived)
    assert own(lived, "commitments", task)["flag"] is None


def test_other_date_needs_a_date_and_a_reason_and_keeps_what_was_typed(lived):
    client = lived.client()
    wrong = post(client, path(lived, "other_date"), new_date="1999-01-01")
    assert (wrong.status_code, set(errors(wrong.text))) == (
        422,
        {"new_date", "details"},
    )
    assert 'value="1999-01-01"' in wrong.text
    day = (today(lived) + timedelta(days=30)).isoformat()
    assert (
        post(
            client, path(lived, "other_date"), new_date=day, details="Llueve."
        ).status_code
        == 303
    )
    [row] = rows(lived)
    assert (row.values["progress"], row.values["new_date"], row.values["details"]) == (
        "under_way",
        day,
        "Llueve.",
    )


def test_photo_goes_with_an_answer_and_survives_an_error(lived):
    client = lived.client()
    wrong = post(client, path(lived, "help"), photos=file(PNG, "foto.png"))
    kept = {
        "kept-photos": hidden(wrong.text, "kept-photos"),
        "details": "¿Quién conoce escuelas?",
        "consent-given": "y",
    }
    assert client.post(path(lived, "help"), data=kept).status_code == 303
    assert len(rows(lived)[0].values["photos"]) == 1


def test_second_tap_gives_the_same_receipt(lived):
    client = lived.client()
    first, second = (
        post(client, path(lived, "done")),
        lived.client().post(path(lived, "done"), data={"consent-given": "y"}),
    )
    assert first.location == second.location
    assert len(rows(lived)) == 1


def test_used_link_says_when_and_not_what_and_offers_the_whole_form(lived):
    assert (
        post(lived.client(), path(lived, "help"), details="Un secreto").status_code
        == 303
    )
    for answer in ("help", "done", "other_date"):  # the links of one mail are one
        page = lived.client().get(path(lived, answer))
        assert (page.status_code, "Ya recibimos una respuesta" in page.text) == (
            200,
            True,
        )
        assert not {
            word
            for word in ("Un secreto", "Necesitamos ayuda", *personal(lived))
            if word in page.text
        }
        [whole] = re.findall(r'class="button" href="([^"]*)"', page.text)
        assert unescape(whole) == path(lived)
    later = path(lived, "done", days=61)  # of the next mail
    assert post(lived.client(), later).status_code == 303


def test_other_answer_by_a_used_link_is_not_lost(lived):
    first, second = lived.client(), lived.client()
    address = path(lived, "help")
    second.get(address)
    assert post(first, path(lived, "done"), details="Todo listo").status_code == 303
    again = second.post(
        address, data={"details": "¿Quién ayuda?", "consent-given": "y"}
    )
    assert (
        again.status_code,
        "¿Quién ayuda?" in again.text,
        "Todo listo" in again.text,
    ) == (409, True, False)
    [chosen] = [
        tag
        for tag in re.findall(r'<input[^>]*name="progress"[^>]*>', again.text)
        if "checked" in tag
    ]
    assert 'value="needs_help"' in chosen
    [box] = re.findall(r'<input[^>]*name="consent-given"[^>]*>', again.text)
    assert "checked" not in box
    [action] = re.findall(r'<form [^>]*action="([^"]*)"', again.text)
    answers = {
        "progress": "needs_help",
        "details": "¿Quién ayuda?",
        "sent_by": "Bia",
        "consent-given": "y",
    }
    assert (
        second.post(
            unescape(action), data={**own_fields(again.text), **answers}
        ).status_code
        == 303
    )
    assert [row.values["progress"] for row in rows(lived)] == ["done", "needs_help"]


@pytest.mark.parametrize("answer", ["", "done"])
def test_link_ends_after_its_days_with_kind_words(lived, answer):
    address = path(lived, answer)
    later(lived, days=60)
    assert lived.client().get(address).status_code == 200
    later(lived, days=1)
    check_ended(lived, address, "old")


@pytest.mark.parametrize("answer", ["", "done"])
def test_link_dies_with_its_person(lived, answer):
    address, task = path(lived, answer), named(lived, "commitments", TASK)
    lived.edit("commitments", task, "owner_email", "otra.persona@example.org")
    work(lived)
    check_ended(lived, address, "handed_over")
    assert (
        lived.client()
        .get(path(lived, answer, person="Otra.Persona@example.org"))
        .status_code
        == 200
    )


def test_link_of_a_row_that_is_gone_says_so(lived):
    address, tab = path(lived, "done"), lived.look().tabs["commitments"]
    at = tab.rows[named(lived, "commitments", TASK)].index
    rows_ = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": at,
        "endIndex": at + 1,
    }
    batch(lived, {"deleteDimension": {"range": rows_}})
    work(lived)
    check_ended(lived, address, "gone")


def check_ended(house, address, why):
    """Says why and whom to write to, tells nothing else, keeps what was typed on
    the page, and takes nothing.
    """
    before = len(sent(house))
    page = house.client().get(address)
    assert (
        page.status_code,
        ENDED[why] in page.text,
        f"mailto:{COORDINATOR}" in page.text,
    ) == (410, True, True)
    assert {word for word in personal(house) if word in page.text} <= {
        "Lucía Andrade",
        COORDINATOR,
    }
    assert TASK not in page.text
    answer = house.client().post(
        address, data={"details": "Ya casi", "consent-given": "y"}
    )
    assert (answer.status_code, "Ya casi" in answer.text) == (410, True)
    assert len(sent(house)) == before


@pytest.mark.parametrize(
    "person", [COORDINATOR, "rosa.tenesaca@example.org", "carmen.guaman@example.org"]
)
def test_link_is_good_for_whoever_the_rules_tell(lived, person):
    """The coordinator by role, the mentor by the town, the town's contact."""
    task = named(
        lived, "commitments", "Presentar al concejo el borrador de la ordenanza"
    )
    assert (
        lived.client().get(path(lived, "news", record=task, person=person)).status_code
        == 200
    )


def test_link_of_somebody_who_left_the_team_ends(lived):
    address = path(lived, person="comite.quiroga@example.org")
    assert lived.client().get(address).status_code == 200
    lived.edit("people", named(lived, "people", "Marta Quiroga"), "active", "no")
    work(lived)
    assert lived.client().get(address).status_code == 410


def test_cell_with_two_people_makes_links_for_both(lived):
    lived.edit(
        "commitments",
        named(lived, "commitments", TASK),
        "owner_email",
        f"Ana Reis <ana@example.org>; {OWNER}",
    )
    work(lived)
    assert (
        post(lived.client(), path(lived, "done", person="ana@example.org")).status_code
        == 303
    )
    assert post(lived.client(), path(lived, "done")).status_code == 303
    assert [row.values["sent_by"] for row in rows(lived)] == ["Ana Reis", OWNER]


@pytest.mark.parametrize("answer", ["", "&answer=done"])
def test_forged_link_opens_nothing_and_tells_nothing(lived, answer):
    links, until = (
        lived.office.notify.links,
        (today(lived) + timedelta(days=9)).isoformat(),
    )
    task, town = (
        named(lived, "commitments", TASK),
        named(lived, "towns", "Serra das Flores"),
    )
    good = links.sign("form", ["progress_report", task, links.mark(OWNER), until])
    forged = {
        "no link": "x",
        "blank": "",
        "cut": good[:-1],
        "changed": ("A" if good[0] != "A" else "B") + good[1:],
        "other record": links.sign(
            "form", ["progress_report", town, links.mark(OWNER), until]
        ),
        "other form": links.sign("form", ["work_plan", task, links.mark(OWNER), until]),
    }
    client, secrets = lived.client(), (*personal(lived), TASK)
    seen = {}
    for kind, about in forged.items():
        address = f"/es/progress_report?about={about}{answer}"
        for page in (
            client.get(address),
            client.post(address, data={"consent-given": "y"}),
        ):
            told = [word for word in secrets if word in page.text]
            seen[kind, page.request.method] = (page.status_code, told)
    assert seen == dict.fromkeys(seen, (403, []))
    assert len(seen) == 2 * len(forged)
    assert sent(lived) == []


def test_link_of_the_old_kind_still_opens(lived):
    """Without person or end: mails that went out before links had them."""
    task = named(lived, "commitments", TASK)
    address = lived.office.notify.links.form(
        "pt", "progress_report", task
    ).removeprefix(lived.settings.public_url)
    assert lived.office.notify.links.read("form", address.partition("about=")[2]) == [
        "progress_report",
        task,
    ]
    answers = {"progress": "done", "sent_by": "Bia", "consent-given": "y"}
    assert fill(lived.client(), address, answers).status_code == 303


def test_answer_that_the_programme_does_not_know_any_more_opens_the_whole_form(lived):
    page = lived.client().get(path(lived, "finished"))
    assert (page.status_code, 'name="progress"' in page.text) == (200, True)


def test_other_language_keeps_the_answer(lived):
    page = lived.client().get(path(lived, "done")).text
    assert path(lived, "done", language="pt") in unescape(page)
    assert (
        "Já está feito" in lived.client().get(path(lived, "done", language="pt")).text
    )


def test_address_says_nobody_s_e_mail(lived):
    """Nor can whoever reads it try addresses out without our secret."""
    token = lived.office.notify.links.read("form", path(lived).partition("about=")[2])
    assert (len(token), token[2]) == (4, lived.office.notify.links.mark(OWNER.upper()))
    assert re.fullmatch(r"[0-9a-f]{16}", token[2])
