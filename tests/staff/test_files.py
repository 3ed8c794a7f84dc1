import io

import pikepdf
import pytest
from PIL import Image

from tests.forms.test_views import rows
from tests.house import fill
from tests.lived import ANSWERS, coordinator
from tests.uploads import samples


def sent(house, *letters):
    """The paths in the sheet of the files that came with a form."""
    files = [(io.BytesIO(content), name) for name, content in letters]
    assert (
        fill(
            house.client(), "/es/aspiring_town", {**ANSWERS, "letter": files}
        ).status_code
        == 303
    )
    return [
        address.removeprefix(house.settings.public_url)
        for address in rows(house)[0].values["letter"]
    ]


@pytest.fixture
def letter(lived):
    """A letter in two photos, one of them HEIC, and a page as PDF."""
    phone = samples.photo_of_a_phone()
    paths = sent(
        lived, ("1.jpg", phone), ("2.jpg", samples.heic()), ("3.pdf", samples.pdf())
    )
    return lived, coordinator(lived), paths


def got(client, path):
    """An answer that has been read to its end, so that the file behind it is closed."""
    return client.get(path, buffered=True)


def test_link_in_the_sheet_opens_the_picture_with_what_belongs_to_it(letter):
    _house, client, (first, second, third) = letter
    page = got(client, first)
    assert page.status_code == 200
    for address in (
        f"{first}/shown",
        f"{first}/original",
        f"{first}/all.pdf",
        second,
        third,
    ):
        assert f'"{address}"' in page.text
    assert "Los 3 archivos" in page.text


def test_shown_picture_is_upright_without_its_place_and_the_original_is_untouched(
    letter,
):
    _house, client, (first, _second, _third) = letter
    for _ in range(2):  # the second one is read from where the first was put
        answer = got(client, f"{first}/shown")
        shown = Image.open(io.BytesIO(answer.data))
        assert (answer.mimetype, shown.size, dict(shown.getexif())) == (
            "image/jpeg",
            samples.SIDE,
            {},
        )
    original = got(client, f"{first}/original")
    assert (original.mimetype, original.data) == (
        "image/jpeg",
        samples.photo_of_a_phone(),
    )


def test_heic_is_shown_as_jpeg_and_downloaded_as_heic(letter):
    _house, client, (_first, second, _third) = letter
    assert Image.open(io.BytesIO(got(client, f"{second}/shown").data)).format == "JPEG"
    original = got(client, f"{second}/original")
    assert (original.mimetype, original.data) == ("image/heic", samples.heic())
    assert "filename=2.heic" in original.headers["Content-Disposition"]


def test_all_files_of_an_answer_are_one_pdf_in_their_order(letter):
    _house, client, (_first, second, _third) = letter
    answer = got(client, f"{second}/all.pdf")
    with pikepdf.open(io.BytesIO(answer.data)) as document:
        assert [round(float(page.mediabox[3])) for page in document.pages] == [
            561,
            561,
            792,
        ]


def test_pdf_is_opened_as_it_is(letter):
    _house, client, (_first, _second, third) = letter
    assert got(client, third).data == samples.pdf()
    assert got(client, f"{third}/shown").status_code == 404


@pytest.mark.parametrize("rest", ["", "/shown", "/original", "/all.pdf"])
def test_every_way_to_a_file_is_for_staff_and_inert(letter, rest):
    house, client, (first, *_others) = letter
    assert got(house.client(), first + rest).status_code == 401
    answer = got(client, first + rest)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (
        rest == ""
        or answer.headers["Content-Security-Policy"]
        == "sandbox; default-src 'none'; frame-ancestors 'self'"
    )
    assert got(client, f"/file/forged{rest}").status_code == 404


def test_picture_that_is_alone_is_offered_by_itself(lived):
    [path] = sent(lived, ("foto", samples.png()))
    assert "all.pdf" not in got(coordinator(lived), path).text


def test_file_that_is_gone_or_spoiled_is_no_error_of_ours(letter):
    house, client, (first, second, _third) = letter
    files = [
        path
        for path in (house.settings.state_dir / "uploads").iterdir()
        if path.is_file()
    ]
    for path in files:
        path.write_bytes(path.read_bytes()[:100])
    assert got(client, f"{first}/shown").status_code == 422
    assert got(client, f"{first}/all.pdf").status_code == 422
    for path in files:
        path.unlink()
    assert [
        got(client, second + rest).status_code
        for rest in ("/shown", "/original", "/all.pdf")
    ] == [404] * 3
