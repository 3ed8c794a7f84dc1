"""The look of a programme on its pages, papers and mails."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest

from core.notation.colours import shades
from programme.models.pages.look import Look, Picture
from tests.house import fill, open_house
from tests.lived import ANSWERS

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20z" fill="#502828" /></svg>'
LOGO = Picture(name="logo.svg", data=SVG, width=40, height=20)
LOOK = Look(name={"es": "Nuestros pueblos", "pt": "Nossas cidades", "en": "Our towns"}, colour="#7a2f4d", logo="logo.svg",
            logo_says={"es": "Una casa", "pt": "Uma casa", "en": "A house"})  # fmt: skip


@pytest.fixture
def house(tmp_path, folder):
    programme = folder.programme.model_copy(update={"look": LOOK, "picture": LOGO})
    with open_house(tmp_path, replace(folder, programme=programme)) as opened:
        yield opened


def asset(page, name):
    return re.search(rf'(?:href|src)="(/static/{re.escape(name)}[^"]*)"', page)[1]


def test_page_has_the_name_the_colour_and_the_logo(house):
    page = house.client().get("/es/aspiring_town").text
    assert "<title>Quiero postular a mi municipio · Nuestros pueblos</title>" in page
    assert 'width="40" height="20" alt="Una casa">Nuestros pueblos</a>' in page
    style = house.client().get(asset(page, "style.css")).text
    assert "--leaf: #7a2f4d;" in style
    assert f"--leaf: {shades('#7a2f4d').dark.accent};" in style


def test_logo_is_served_as_a_picture_that_can_do_nothing(house):
    answer = house.client().get(
        asset(house.client().get("/es/aspiring_town").text, "logo.svg")
    )
    assert (answer.data, answer.content_type) == (SVG, "image/svg+xml; charset=utf-8")
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    )
    assert answer.headers["Content-Security-Policy"] == policy
    assert "immutable" in answer.headers["Cache-Control"]


def test_another_look_has_other_addresses(house, tmp_path, folder):
    page = house.client().get("/es/aspiring_town").text
    with open_house(tmp_path / "other", folder) as other:
        assert asset(
            other.client().get("/es/aspiring_town").text, "style.css"
        ) != asset(page, "style.css")


@pytest.mark.parametrize("picture", [None, LOGO])
def test_paper_has_the_name_and_the_logo(house, picture):
    services = house.app.extensions["hoja.services"]
    programme = services.programme.model_copy(update={"picture": picture})
    house.app.extensions["hoja.services"] = replace(services, programme=programme)
    pdf = house.client().get("/es/aspiring_town/paper.pdf").data
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/Author"]) == "Nuestros pueblos"
    plain = house.client().get("/pt/aspiring_town/paper.pdf").data
    assert plain.startswith(b"%PDF")


def test_receipt_has_the_look(house):
    client = house.client()
    page = client.get(fill(client, "/es/aspiring_town", ANSWERS).location).text
    assert "Nuestros pueblos</a>" in page
