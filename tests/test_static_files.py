"""What a page weighs, and how browsers keep its parts."""

import gzip
import re

import pytest
from werkzeug.datastructures import MultiDict

from forms.web_form.build import WebForm
from static_files import BUNDLES
from tests.house import House
from tests.lived import lived

__all__ = ["lived"]
PAGE_BYTES, PAGE_BYTES_WITH_SCRIPTS = 14 * 1024, 24 * 1024
PARTS = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def parts(page: str) -> list[str]:
    """The addresses of what a page asks for."""
    return [address.replace("&amp;", "&") for address in PARTS.findall(page)]


def weight(house: House, address: str) -> int:
    """Bytes of a static file as it is sent."""
    answer = house.client().get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    return len(answer.data)


@pytest.fixture
def pages(lived: House) -> dict[str, str]:
    """The page of each public form in each language."""
    programme = lived.app.extensions["hoja.services"].programme
    client = lived.client()
    return {
        f"/{language}/{name}": client.get(f"/{language}/{name}").text
        for name, form in programme.forms.items()
        if form.public
        for language in programme.languages
    }


def test_form_is_light_with_all_that_it_needs(
    lived: House, pages: dict[str, str]
) -> None:
    for address, page in pages.items():
        scripts = sum(weight(lived, part) for part in parts(page) if ".js" in part)
        styles = sum(weight(lived, part) for part in parts(page) if ".css" in part)
        page_bytes = len(gzip.compress(page.encode())) + styles
        print(f"{address}: {page_bytes} bytes, {page_bytes + scripts} with scripts")
        assert page_bytes <= PAGE_BYTES, address
        assert page_bytes + scripts <= PAGE_BYTES_WITH_SCRIPTS, address


def test_form_asks_for_three_things_at_most(pages: dict[str, str]) -> None:
    assert pages
    for address, page in pages.items():
        assert 1 + len(parts(page)) <= 3, address


@pytest.mark.parametrize("name", BUNDLES)
def test_scripts_of_a_page_come_as_one_file(lived: House, name: str) -> None:
    bundle = lived.client().get(f"/static/{name}").text
    for part in BUNDLES[name]:
        assert lived.client().get(f"/static/{part}").text in bundle


def test_form_with_all_scripts_is_not_too_heavy(
    lived: House, pages: dict[str, str]
) -> None:
    scripts = max(weight(lived, f"/static/{name}") for name in BUNDLES)
    print(f"the heaviest scripts: {scripts} bytes")
    for address, page in pages.items():
        styles = sum(weight(lived, part) for part in parts(page) if ".css" in part)
        assert (
            len(gzip.compress(page.encode())) + styles + scripts
            <= PAGE_BYTES_WITH_SCRIPTS
        ), address


def test_file_with_the_version_in_its_address_is_kept_for_a_year(
    lived: House, pages: dict[str, str]
) -> None:
    for address in parts(next(iter(pages.values()))):
        head = lived.client().get(address).headers
        assert head["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (
            lived.client().get(address.partition("?")[0]).headers["Cache-Control"]
            == "public, max-age=3600"
        )


def test_browser_that_reads_nothing_compressed_gets_the_file_as_it_is(
    lived: House,
) -> None:
    plain = lived.client().get(
        "/static/style.css", headers={"Accept-Encoding": "identity"}
    )
    assert "Content-Encoding" not in plain.headers
    zipped = lived.client().get(
        "/static/style.css", headers={"Accept-Encoding": "br, gzip"}
    )
    assert gzip.decompress(zipped.data) == plain.data


def test_file_outside_the_folder_is_not_sent(lived: House) -> None:
    assert lived.client().get("/static/../web.py").status_code == 404


@pytest.mark.parametrize("typed", ["", "Otavalo"])
def test_blank_question_whose_html_is_kept_shows_nothing_that_somebody_typed(
    lived: House, typed: str
) -> None:
    client = lived.client()
    blank = client.get("/es/aspiring_town").text
    client.post("/es/aspiring_town", data={"name": "Cotacachi", "why": typed})
    assert re.sub(
        r'value="[^"]{20,}"', "", client.get("/es/aspiring_town").text
    ) == re.sub(r'value="[^"]{20,}"', "", blank)


def test_field_of_one_form_keeps_nothing_for_the_next(lived: House) -> None:
    with lived.app.test_request_context("/es/aspiring_town"):
        classes: dict[object, type[WebForm]] = lived.app.extensions[
            "hoja.services"
        ].classes
        lived.client().get("/es/aspiring_town")
        form_class = next(iter(classes.values()))
        first, second = (
            form_class(formdata=MultiDict({"name": "a"})),
            form_class(formdata=MultiDict()),
        )
        first["name"].errors = ["wrong"]
        assert (
            first["name"].data,
            second["name"].data,
            list(second["name"].errors),
        ) == ("a", None, [])
