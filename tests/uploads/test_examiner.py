"""What the examiner does, in this process: hundreds of files a second."""

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from attack.malformed_files import huge_png, pdf_with, script_on_opening
from tests.uploads import samples
from uploads import examiner
from uploads.examiner import (
    DAMAGED,
    LENGTH_BYTES,
    LOCKED,
    PACKED,
    PIXELS,
    SCRIPTS,
    RefusedFile,
    bind,
    examine,
    show,
)

PICTURES = {
    "image/jpeg": samples.jpeg(),
    "image/png": samples.png(),
    "image/webp": samples.webp(),
    "image/heic": samples.heic(),
}
GOOD = {**PICTURES, "application/pdf": samples.pdf()}


def reason(content, kind):
    """Why a file is refused, as `main` tells it; "" where it is not."""
    try:
        examine(content, kind)
    except RefusedFile as refused:
        return refused.why
    except Exception:  # noqa: BLE001 - as `main` does
        return DAMAGED
    return ""


@pytest.mark.parametrize("kind", GOOD)
def test_good_file_is_taken(kind):
    assert reason(GOOD[kind], kind) == ""


def test_pdf_that_is_filled_up_behind_its_end_is_taken():
    assert reason(samples.pdf() + bytes(5_000), "application/pdf") == ""


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.8])
def test_picture_that_was_cut_off_is_damaged(kind, part):
    content = PICTURES[kind]
    assert reason(content[: int(len(content) * part)], kind) == DAMAGED


@settings(max_examples=60)
@given(st.sampled_from(sorted(GOOD)), st.binary(max_size=200), st.integers(0, 10_000))
def test_spoiled_file_is_taken_or_refused_and_nothing_else(kind, noise, place):
    content = GOOD[kind]
    place %= len(content)
    assert reason(content[:place] + noise + content[place + len(noise) :], kind) in (
        "",
        DAMAGED,
        PIXELS,
    )


def test_too_many_dots_are_refused_before_any_is_decoded():
    with pytest.raises(RefusedFile) as refused:
        examine(huge_png(), "image/png")
    assert (refused.value.why, refused.value.gaps) == (
        PIXELS,
        {"width": "40000", "height": "40000"},
    )


@pytest.mark.parametrize(
    "change",
    [script_on_opening, samples.on_a_link, samples.on_a_name, samples.launching],
)
def test_script_is_found_wherever_it_hangs(change):
    assert reason(pdf_with(change), "application/pdf") == SCRIPTS


def test_files_in_a_pdf_are_named():
    with pytest.raises(RefusedFile) as refused:
        examine(pdf_with(samples.with_a_table), "application/pdf")
    assert (refused.value.why, refused.value.gaps) == (
        PACKED,
        {"files": "cuentas.xlsx"},
    )


def test_pdf_that_asks_for_a_password_is_locked_and_one_that_forbids_printing_is_not():
    assert reason(samples.locked_pdf(), "application/pdf") == LOCKED
    assert reason(samples.unprintable_pdf(), "application/pdf") == ""


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n",
        b"%PDF-1.7",
        samples.pdf(pages=0),
        samples.pdf(pages=30)[:900],
    ],
)
def test_pdf_without_pages_or_end_is_damaged(content):
    assert reason(content, "application/pdf") == DAMAGED


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_shown_picture_is_upright_and_tells_nothing_but_what_is_seen(kind):
    shown = Image.open(
        io.BytesIO(show(samples.photo_of_a_phone(kind), f"image/{kind.lower()}"))
    )
    assert (shown.format, shown.size, dict(shown.getexif())) == (
        "JPEG",
        samples.SIDE,
        {},
    )
    assert not {"exif", "xmp", "comment", "icc_profile"} & set(shown.info)
    above, below = shown.getpixel((40, 5)), shown.getpixel((40, 60))
    assert above[0] > above[2]
    assert below[2] > below[0]


def test_heic_is_shown_as_jpeg():
    shown = Image.open(io.BytesIO(show(samples.photo_of_a_phone("HEIF"), "image/heic")))
    assert (shown.format, shown.size) == ("JPEG", samples.SIDE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_picture_of_any_colours_is_shown(mode):
    image = Image.new(mode, samples.SIDE)
    assert (
        Image.open(io.BytesIO(show(samples.written(image, "PNG"), "image/png"))).mode
        == "RGB"
    )


def test_what_can_be_seen_through_stands_on_white():
    clear = Image.new("RGBA", samples.SIDE, (0, 0, 0, 0))
    assert (
        min(
            Image.open(
                io.BytesIO(show(samples.written(clear, "PNG"), "image/png"))
            ).getpixel((9, 9))
        )
        > 250
    )


def test_large_picture_is_shown_in_a_size_to_read(monkeypatch):
    monkeypatch.setattr(examiner, "SHOWN_SIDE", 50)
    assert Image.open(io.BytesIO(show(samples.jpeg(), "image/jpeg"))).size == (50, 33)


def test_pictures_and_pdfs_become_one_pdf_in_their_order():
    parts = [samples.jpeg(), samples.pdf(pages=2), samples.jpeg((64, 96))]
    content = b"".join(len(part).to_bytes(LENGTH_BYTES, "big") + part for part in parts)
    with pikepdf.open(io.BytesIO(bind(content))) as document:
        boxes = [
            [round(float(side)) for side in page.mediabox][2:]
            for page in document.pages
        ]
        first = document.pages[0].Resources.XObject.Picture.read_raw_bytes()
    assert boxes[0] == [842, 561]
    assert boxes[3] == [561, 842]
    assert len(boxes) == 4
    assert first == parts[0]
