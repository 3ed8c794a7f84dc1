"""A public form inside another site's page: without cookies, and for
the sites that are named.
"""

import io
import re
from dataclasses import replace

import pytest

from tests.house import LONG_OPEN, fill, hidden, open_house
from tests.lived import ANSWERS, coordinator
from tests.uploads.samples import jpeg

SITE = "https://town.example"
FORM = "/es/aspiring_town"
INSIDE = f"{FORM}?embedded"
SELF, NOBODY = "frame-ancestors 'self'", "frame-ancestors 'none'"


@pytest.fixture
def house(tmp_path, folder):
    programme = folder.programme.model_copy(
        update={"embed": (SITE, "https://*.other.example")}
    )
    with open_house(tmp_path, replace(folder, programme=programme)) as opened:
        yield opened


def ancestors(answer):
    return re.search(
        r"frame-ancestors ([^;]*);", answer.headers["Content-Security-Policy"]
    )[1]


def token_fields(page):
    names = ("csrf-token", "form-key", "form-version")
    return {name: hidden(page, name) for name in names} | {"form-press": LONG_OPEN}


def opened(house):
    return token_fields(house.app.test_client(use_cookies=False).get(INSIDE).text)


def send(house, **fields):
    client = house.app.test_client(use_cookies=False)
    return client.post(
        INSIDE, data={**ANSWERS, **fields}, content_type="multipart/form-data"
    )


def test_form_is_filled_in_and_sent_without_a_cookie(house):
    page = house.app.test_client(use_cookies=False).get(INSIDE)
    answer = send(house, **token_fields(page.text))
    receipt = house.app.test_client(use_cookies=False).get(answer.location)
    assert answer.status_code == 303
    for reply in (page, answer, receipt):
        assert ancestors(reply) == f"{SITE} https://*.other.example"
        assert "Set-Cookie" not in reply.headers
    assert "Recibido" in receipt.text


def test_page_inside_another_has_no_way_out_of_it(house):
    for address in (INSIDE, send(house, **opened(house)).location):
        page = house.client().get(address).text
        leaving = [
            tag
            for tag in re.findall(r"<a [^>]*>", page)
            if 'target="_blank"' not in tag
        ]
        assert all("?embedded" in tag or 'href="#' in tag for tag in leaving), leaving
        assert 'class="name"' not in page
        assert 'name="continue-later"' not in page


def test_other_language_stays_inside(house):
    page = house.client().get(INSIDE).text
    assert 'formaction="/pt/aspiring_town?embedded=' in page


def test_page_s_token_is_good_for_its_one_time_key_alone(house):
    fields = opened(house)
    refused = send(house, **{**fields, "form-key": "another-key-of-mine"})
    assert refused.status_code == 422
    assert 'value="Cotacachi"' in refused.text
    assert "Esta página estuvo abierta mucho tiempo" in refused.text
    assert send(house, **fields).location == send(house, **fields).location


@pytest.mark.parametrize("token", ["", "x", "WyJhIl0.x"])
def test_nothing_is_sent_or_kept_without_the_token(house, token):
    fields = {**opened(house), "csrf-token": token}
    assert send(house, **fields).status_code == 422
    files = house.client().post(
        f"{FORM}/files?embedded",
        data={**fields, "letter": (io.BytesIO(jpeg()), "a.jpg")},
        content_type="multipart/form-data",
    )
    assert files.status_code == 403


def test_token_of_an_embedded_page_is_none_of_the_session(house):
    client = house.client()
    client.get(FORM)
    assert (
        client.post(
            FORM, data={**ANSWERS, **opened(house), "form-about": ""}
        ).status_code
        == 422
    )


def test_file_that_was_sent_before_is_carried_without_a_cookie(house):
    fields = opened(house)
    client = house.app.test_client(use_cookies=False)
    early = client.post(
        f"{FORM}/files?embedded",
        data={**fields, "letter": (io.BytesIO(jpeg()), "a.jpg")},
        content_type="multipart/form-data",
    )
    [arrived] = early.get_json()["arrived"]
    assert send(house, **fields, **{"kept-letter": arrived["token"]}).status_code == 303


def test_after_an_error_the_page_carries_a_token_that_is_good(house):
    wrong = send(house, **{**opened(house), "contact_email": "ana"})
    assert wrong.status_code == 422
    assert send(house, **token_fields(wrong.text)).status_code == 303


def test_other_answers_under_the_same_key_are_shown_and_can_be_sent(house):
    fields = opened(house)
    send(house, **fields)
    twice = send(house, **{**fields, "name": "Otavalo"})
    assert twice.status_code == 409
    assert (
        send(house, **{**token_fields(twice.text), "name": "Otavalo"}).status_code
        == 303
    )


def test_staff_are_nobody_inside_another_site(house):
    house.prepare(example=True)
    house.settle()
    client = coordinator(house)
    assert 'name="by-staff"' in client.get(FORM).text
    assert 'name="by-staff"' not in client.get(INSIDE).text


@pytest.mark.parametrize(
    "address",
    [
        FORM,
        "/",
        "/staff/",
        "/es/evaluation?embedded",
        f"{INSIDE}&about=x",
        f"{INSIDE}&saved-form=x",
    ],
)
def test_nothing_else_stands_inside_another_site(house, address):
    assert ancestors(house.client().get(address)) == "'none'"


def test_receipt_stands_inside_another_site_only_where_it_was_sent_from_there(house):
    client = house.client()
    receipt = fill(
        client,
        FORM,
        ANSWERS,
    ).location
    assert ancestors(client.get(receipt)) == "'none'"


def test_form_names_sites_of_its_own_or_none(house):
    services = house.app.extensions["hoja.services"]
    programme = services.programme
    for sites in ((), ("https://village.example",)):
        form = programme.forms["aspiring_town"].model_copy(update={"embed": sites})
        changed = programme.model_copy(
            update={"forms": {**programme.forms, "aspiring_town": form}}
        )
        house.app.extensions["hoja.services"] = replace(services, programme=changed)
        page = house.client().get(INSIDE)
        assert ancestors(page) == (" ".join(sites) or "'none'")
        assert ('class="name"' in page.text) == (not sites)


@pytest.mark.long
def test_staff_find_what_a_site_writes(house):
    house.prepare(example=True)
    house.settle()
    page = coordinator(house).get("/staff/forms").text
    address = f"{house.settings.public_url}/es/aspiring_town?embedded"
    assert (
        f"&lt;iframe src=&#34;{address}&#34; title=&#34;Quiero postular a mi municipio&#34;"
        in page
    )
    assert SITE in page
