from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtypes.errors import NotUnderstoodError
from tests.uploads import samples
from uploads.kinds import HEAD, media_type, name_by_content, plain_name
from uploads.media_types import ENDINGS, MediaType


def refusal(content, name="carta.pdf"):
    with pytest.raises(NotUnderstoodError) as refused:
        media_type(content[:HEAD], name)
    return refused.value.words("en")


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("screenshot.jpg", samples.png(), "screenshot.png"),
        ("a.png", samples.jpeg(), "a.jpg"),
        ("a.heic", samples.jpeg(), "a.jpg"),
        ("IMG_6.jpg", samples.heic(), "IMG_6.heic"),
        ("image", samples.jpeg(), "image.jpg"),
        ("1000012345", samples.png(), "1000012345.png"),
        ("foto.jpeg (2)", samples.jpeg(), "foto (2).jpg"),
        ("foto.JPEG", samples.jpeg(), "foto.JPEG"),
        ("sticker.webp", samples.webp(), "sticker.webp"),
        ("carta 12.03", samples.pdf(), "carta 12.03.pdf"),
        ("photo.exe", samples.jpeg(), "photo.exe.jpg"),
        (".jpg", samples.jpeg(), "file.jpg"),
        ("...", samples.png(), "file.png"),
        ("x" * 400 + ".png", samples.jpeg(), "x" * 115 + ".jpg"),
    ],
)
def test_content_decides_and_the_name_gets_its_ending(name, content, kept_as):
    assert (
        name_by_content(plain_name(name), media_type(content[:HEAD], name)) == kept_as
    )


@pytest.mark.parametrize(
    "brand", [b"heic", b"heix", b"heim", b"hevc", b"hevx", b"mif1", b"msf1"]
)
def test_every_brand_of_heic_is_one(brand):
    assert media_type(samples.heic(brand)[:HEAD], "foto") is MediaType.heic


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"\xef\xbb\xbf\n <html>", "web page"),
        (b"<!-- %PDF-1.4 --><html>", "web page"),
        (b"<?xml version='1.0'?><!DOCTYPE html SYSTEM 'x'>", "web page"),
        (b"<!---->" * 600, "neither"),
        (samples.zipped(), "packed"),
        (b"Rar!\x1a\x07\x00", "packed"),
        (samples.zipped("[Content_Types].xml", "word/document.xml"), "office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
        (b"GIF89a" + bytes(20), "GIF"),
        (b"II*\0" + bytes(20), "TIFF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "SVG"),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf", "AVIF"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        (b"RIFF\0\0\0\0WAVEfmt ", "video"),
        (b"MZ" + bytes(64), "neither"),
        (b"Querido alcalde", "neither"),
    ],
)
def test_what_is_not_taken_is_refused_with_its_true_reason(content, reason):
    words = refusal(content)
    assert reason in words
    assert "carta.pdf" in words


@given(st.binary(max_size=HEAD), st.text(max_size=300))
def test_any_bytes_under_any_name_are_a_kind_or_a_reason(content, name):
    with suppress(NotUnderstoodError):
        assert media_type(content, name) in ENDINGS


@given(st.text(max_size=300), st.sampled_from(MediaType))
def test_name_is_short_and_has_the_ending_of_its_content(name, kind):
    named = name_by_content(plain_name(name), kind)
    assert len(named) <= 120
    assert "/" not in named
    assert named.rpartition(".")[2].lower() in ENDINGS[kind]
    assert named.rpartition(".")[0]
