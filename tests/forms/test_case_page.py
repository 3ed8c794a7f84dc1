"""The page of a case: stage, what is next, and nothing about how to reach anybody."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from journal.access import case_pages
from tests.forms.test_answers import COORDINATOR, path, personal, post
from tests.lived import batch, named, work

TOWN, OTHER = "Serra das Flores", "Villa Alta del Páramo"


def page_of(house, town=TOWN, language="es", edition=0):
    reference = named(house, "towns", town)
    return house.office.notify.links.case(language, reference, edition).removeprefix(
        house.settings.public_url
    )


def stages(page):
    """Class → labels of the stages in it."""
    found = {}
    for state, label in re.findall(
        r'<li class="(\w+)"[^>]*><span[^>]*>[^<]*</span><span>([^<]*)', page
    ):
        found.setdefault(state, []).append(label.strip())
    return found


def lists(page):
    """Heading → the words of each line."""
    sections = re.findall(
        r'<section class="listed"><h2>([^<]*)</h2>(.*?)</section>', page, re.DOTALL
    )
    return {
        heading: re.findall(r"<li><span>([^<]*)", lines) for heading, lines in sections
    }


def test_page_says_how_far_it_is_and_what_is_next(lived):
    page = lived.client().get(page_of(lived))
    assert page.status_code == 200
    assert stages(page.text) == {
        "done": ["Solicitud recibida", "Aprobado", "Con mentores"],
        "now": ["Plan de trabajo en marcha"],
        "to_come": ["En evaluación", "Reconocido"],
    }
    assert lists(page.text) == {
        "Lo que sigue": ["Combinar com três escolas a semana do Comércio Justo"],
        "Ya está hecho": ["Fazer a lista das lojas que vendem nossos produtos"],
    }
    assert [
        name
        for name in ("Vale do Café Novo", "Meadowbridge", "Brasil")
        if name not in page.text
    ] == []


def test_page_is_in_the_language_of_its_address(lived):
    client = lived.client()
    assert "O que vem a seguir" in client.get(page_of(lived, language="pt")).text
    assert "Work plan under way" in client.get(page_of(lived, language="en")).text


def test_page_shows_no_personal_contact_and_nothing_of_other_cases(lived):
    told = personal(lived) - set(lived.records("towns"))
    assert {
        "Carmen Guamán",
        "carmen.guaman@example.org",
        "+593987654321",
        COORDINATOR,
    } <= told
    tables = ("towns", "mentors")
    public = {
        str(row["name"]) for table in tables for row in lived.records(table).values()
    }
    commitments = lived.records("commitments").values()
    for town in (TOWN, OTHER, "Muqui"):
        page = unescape(lived.client().get(page_of(lived, town)).text)
        assert {word for word in told - public if word in page} == set(), town
        reference = named(lived, "towns", town)
        own = {row.get("what") for row in commitments if row["town"] == reference}
        others = {str(row.get("what")) for row in commitments} - set(map(str, own))
        assert {what for what in others if what in page} == set(), town


def test_page_is_for_nobody_s_search_engine_and_needs_no_cookie(lived):
    page = lived.client().get(page_of(lived))
    assert (page.headers["X-Robots-Tag"], page.headers["Referrer-Policy"]) == (
        "noindex, nofollow",
        "no-referrer",
    )
    assert "Set-Cookie" not in page.headers
    assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_answer_moves_a_commitment_to_what_is_done(lived):
    assert post(lived.client(), path(lived, "done")).status_code == 303
    assert lived.settle()
    assert list(lists(lived.client().get(page_of(lived)).text)) == ["Ya está hecho"]


def test_pause_keeps_how_far_it_was(lived):
    lived.edit("towns", named(lived, "towns", TOWN), "status", "En pausa")
    assert lived.settle()
    page = lived.client().get(page_of(lived)).text
    assert '<p class="notice">En pausa</p>' in page
    assert stages(page)["done"][-1] == "Plan de trabajo en marcha"


def test_next_meeting_shows_its_day_alone(lived):
    page = lived.client().get(page_of(lived, OTHER)).text
    [meeting] = re.findall(
        r"<h2>Próxima reunión</h2>\s*<ul>(.*?)</ul>", page, re.DOTALL
    )
    assert re.fullmatch(r"<li><time datetime=\"[\d-]+\">[^<]*</time></li>", meeting)


def test_link_in_a_mail_opens_the_page(lived):
    lived.edit("towns", named(lived, "towns", TOWN), "status", "Aprobado")
    work(lived)
    links = [
        link
        for kept in lived.mails()
        for link in re.findall(r"http://\S+/case/\S+", kept.text)
    ]
    assert links
    assert (
        TOWN
        in lived.client().get(links[-1].removeprefix(lived.settings.public_url)).text
    )


def test_new_address_ends_the_old_one_kindly(lived):
    old = page_of(lived)
    with lived.journal.write() as connection:
        edition = case_pages.renew(connection, named(lived, "towns", TOWN))
    page = lived.client().get(old)
    assert (page.status_code, TOWN in page.text, COORDINATOR in page.text) == (
        410,
        False,
        True,
    )
    assert lived.client().get(page_of(lived, edition=edition)).status_code == 200
    assert lived.client().get(page_of(lived, OTHER)).status_code == 200


def test_page_of_a_case_that_is_gone_says_so(lived):
    address, tab = page_of(lived), lived.look().tabs["towns"]
    at = tab.rows[named(lived, "towns", TOWN)].index
    rows = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": at,
        "endIndex": at + 1,
    }
    batch(lived, {"deleteDimension": {"range": rows}})
    assert lived.settle()
    page = lived.client().get(address)
    assert (page.status_code, TOWN in page.text) == (410, False)


def test_forged_link_is_not_found(lived):
    links, town = lived.office.notify.links, named(lived, "towns", TOWN)
    good = links.sign("case", [town, 0])
    forged = {
        "made up": "x",
        "cut": good[:-1],
        "changed": ("A" if good[0] != "A" else "B") + good[1:],
        "form": links.sign("form", [town, 0]),
        "other": links.sign("case", town),
    }
    for name, token in forged.items():
        page = lived.client().get(f"/es/case/{token}")
        assert (page.status_code, TOWN in page.text) == (404, False), name


def test_page_takes_nothing(lived):
    assert lived.client().post(page_of(lived)).status_code == 405


def test_page_is_shared_with_its_name_its_stage_and_its_address(lived):
    address = page_of(lived)
    page = unescape(lived.client().get(address).text)
    [link] = re.findall(r'href="(https://wa\.me/[^"]*)"', page)
    assert parse_qs(urlsplit(link).query)["text"] == [
        f"{TOWN}: Plan de trabajo en marcha\n{lived.settings.public_url}{address}"
    ]
    previews = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', page))
    assert previews == {
        "title": f"{TOWN} · Mentor Towns Global",
        "description": "Plan de trabajo en marcha · Mentor Towns Global",
        "site_name": "Mentor Towns Global",
    }


def test_form_tells_the_browser_how_far_the_demonstrations_clock_is_ahead(lived):
    services = lived.app.extensions["hoja.services"]
    [ahead] = re.findall(
        r'data-ahead="(\d+)"', lived.client().get("/es/aspiring_town").text
    )
    assert int(ahead) == round(services.clock.offset().total_seconds() * 1000)
