"""Files that a page sends one by one before its form: kept as with the form, and by
nobody but a page of ours.
"""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.forms.test_answers import path
from tests.forms.test_uploads import names, on_disk, part, states
from tests.forms.test_views import FORM
from tests.house import LONG_OPEN, open_house, own_fields, served
from tests.lived import ANSWERS
from tests.uploads import samples

EARLY = f"{FORM}/files"


@pytest.fixture
def empty(tmp_path, folder):
    with open_house(tmp_path, folder) as house:
        yield house


def keep(client, own, *files, address=EARLY, question="letter", **data):
    return client.post(
        address,
        data={**own, **data, question: list(files)},
        content_type="multipart/form-data",
    )


def test_file_sent_early_comes_with_the_form_and_not_twice(empty):
    client = empty.client()
    own = own_fields(client.get(FORM).text)
    early = keep(client, own, part(samples.pdf()))
    assert early.status_code == 200
    [file] = early.json["arrived"]
    assert (file["name"], early.json["problems"]) == ("carta.pdf", [])
    assert (
        client.post(
            FORM, data={**own, **ANSWERS, "kept-letter": file["token"]}
        ).status_code
        == 303
    )
    assert (names(empty), len(on_disk(empty))) == (["carta.pdf"], 1)


@pytest.mark.parametrize("forged", [{"csrf-token": ""}, {"csrf-token": "forged"}])
def test_nothing_is_kept_without_the_token_of_a_page(empty, forged):
    client = empty.client()
    answer = keep(
        client, {**own_fields(client.get(FORM).text), **forged}, part(samples.pdf())
    )
    assert (answer.status_code, answer.json["arrived"]) == (403, [])
    assert (on_disk(empty), states(empty)) == ([], [])


def test_token_of_another_session_keeps_nothing(empty):
    own = own_fields(empty.client().get(FORM).text)
    stranger = empty.client()
    stranger.get(FORM)
    assert keep(stranger, own, part(samples.pdf())).status_code == 403
    assert on_disk(empty) == []


def test_file_that_is_refused_says_why(empty):
    client = empty.client()
    answer = keep(
        client, own_fields(client.get(FORM).text), part(b"<html>", "pagina.pdf")
    )
    assert (answer.status_code, answer.json["arrived"]) == (422, [])
    assert "pagina.pdf" in answer.json["problems"][0]


def test_files_beyond_the_most_are_counted_with_those_that_have_arrived(empty):
    client = empty.client()
    own = own_fields(client.get(FORM).text)
    tokens = [
        keep(client, own, part(samples.pdf())).json["arrived"][0]["token"]
        for _ in range(5)
    ]
    answer = keep(client, own, part(samples.pdf(), "6.pdf"), **{"kept-letter": tokens})
    assert answer.status_code == 422
    assert "6.pdf" in answer.json["problems"][0]
    assert len(on_disk(empty)) == 5


def test_short_page_keeps_files_by_its_link_and_a_forged_one_does_not(lived):
    address = path(lived, "done").replace("?", "/files?")
    client = lived.client()
    before = len(on_disk(lived))
    assert (
        keep(
            client,
            {},
            part(samples.png(), "foto.png"),
            address=address,
            question="photos",
        ).status_code
        == 200
    )
    forged = "/es/progress_report/files?about=forged&answer=done"
    assert (
        keep(
            client,
            {},
            part(samples.png(), "foto.png"),
            address=forged,
            question="photos",
        ).status_code
        == 403
    )
    assert len(on_disk(lived)) == before + 1


@pytest.fixture
def address(empty):
    with served(empty.app) as opened:
        yield opened


def photo(side=2400):
    """A photo of more than a megabyte: random points, as those of a camera's noise."""
    picture = Image.effect_noise((side, side), 90).convert("RGB")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()


@pytest.mark.browser
def test_photo_is_made_smaller_and_what_broke_is_sent_again_alone(
    empty, address, browser
):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="es", base_url=address
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(FORM)
    page.evaluate(
        "press => { document.querySelector('[name=form-press]').value = press }",
        LONG_OPEN,
    )
    broken = []

    def answer(route):
        # The second file breaks, once.
        if (
            route.request.url.endswith("/files")
            and len(on_disk(empty)) == 1
            and not broken
        ):
            broken.append(1)
            route.abort()
        else:
            route.continue_()

    page.route("**/files", answer)
    large = photo()
    files = [
        {"name": "foto.jpeg", "mimeType": "image/jpeg", "buffer": large},
        {"name": "carta.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()},
    ]
    page.set_input_files("[name=letter]", files)
    expect(page.locator(".files li", has_text="foto.jpg")).to_contain_text("✓")
    expect(page.locator(".files li", has_text="carta.pdf")).to_contain_text(
        "Intentar otra vez"
    )
    page.get_by_role("button", name="Intentar otra vez").click()
    expect(page.locator(".files li", has_text="carta.pdf")).to_contain_text("✓")
    for name, value in ANSWERS.items():
        field = page.locator(f"[name={name}]").first
        if field.get_attribute("type") in ("radio", "checkbox"):
            page.check(f"[name={name}][value={value}]")
        else:
            field.fill(value)
    page.click("main form button[type=submit]:not([name])")
    expect(page.locator(".reference")).to_be_visible()
    context.close()
    assert names(empty) == ["foto.jpg", "carta.pdf"]
    sizes = sorted(
        (empty.settings.state_dir / "uploads" / file).stat().st_size
        for file in on_disk(empty)
    )
    assert len(sizes) == 2
    assert sizes[1] < len(large)
