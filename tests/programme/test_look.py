"""What a programme looks like: a colour that can be read, and a
logo that can do nothing.
"""

import struct
import zlib

import pytest

from core.notation.colours import (
    USUAL,
    contrast,
    contrast_on_page,
    luminance,
    nearest_readable,
    shades,
)
from programme.load import load
from programme.reading.logo import MOST_BYTES, LogoError, read_logo
from tests.programme.files import MAIN, mistakes, write

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'
COLOURS = [
    f"#{red:02x}{green:02x}{blue:02x}"
    for red in range(0, 256, 51)
    for green in range(0, 256, 51)
    for blue in (0, 90, 255)
]
READABLE = [colour for colour in COLOURS if contrast_on_page(colour) >= 4.5]


def png(width: int = 2, height: int = 2) -> bytes:
    """The smallest PNG of that size: its header is all that is looked at."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
    )


def look(text: str) -> str:
    return MAIN + f"look: {text}\n"


def told(tmp_path, text: str) -> str:
    [line] = mistakes(tmp_path, main=look(text))
    return line


def test_luminance_and_contrast_are_those_of_the_standard():
    assert luminance("#ffffff") == pytest.approx(1)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", READABLE)
def test_words_of_every_shade_can_be_read_on_what_is_behind_them(colour):
    for palette in (shades(colour).light, shades(colour).dark):
        for ground in (palette.ground, palette.paper):
            for words in (palette.accent, palette.strong, palette.ink, palette.soft):
                assert contrast(words, ground) >= 4.5, (words, ground)
        assert contrast(palette.on_accent, palette.accent) >= 4.5
        assert contrast(palette.on_accent, palette.strong) >= 4.5


@pytest.mark.parametrize(
    "colour", [colour for colour in COLOURS if colour not in READABLE]
)
def test_colour_that_is_suggested_passes(colour):
    assert contrast_on_page(nearest_readable(colour)) >= 4.5


def test_suggested_colour_is_near():
    assert nearest_readable("#4a9e5b") == "#3c7f49"


def test_colour_too_light_is_told_with_its_ratio_and_one_that_passes(tmp_path):
    line = told(tmp_path, '{colour: "#7fc97f"}')
    assert line.startswith("config/programme.yaml:")
    assert "look.colour: words in #7fc97f cannot be read well" in line
    assert "the contrast is 1.8 to 1, and 4.5 is needed" in line
    suggestion = line.split('"')[-2]
    assert (
        load(write(tmp_path, main=look(f'{{colour: "{suggestion}"}}'))).look.colour
        == suggestion
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "\n  name: Trees\n  colour: #2f6b3a",
            "without them YAML takes it for a remark",
        ),
        ("{colour: green}", '"green" is no colour'),
        ('{color: "#2f6b3a"}', 'did you mean "colour"?'),
        ("{logo: ../logo.svg}", "must be the name of a file beside programme.yaml"),
        ("{logo: logo.jpg}", "that ends in .svg or .png"),
        ("{logo: logo.svg}", "there is no file logo.svg beside programme.yaml"),
        ("{logo_says: Trees}", "speaks of a logo, and none is named"),
        ("{name: {en: Trees}}", "a text is missing in: es"),
        ("{picture: x}", '"picture" is not known here'),
    ],
)
def test_mistake_in_a_look_is_told(tmp_path, text, words):
    assert words in told(tmp_path, text)


def test_programme_that_says_nothing_of_its_look_has_the_usual_colour(tmp_path):
    programme = load(write(tmp_path))
    assert (programme.look.colour, programme.picture, programme.shown_name("en")) == (
        USUAL,
        None,
        "Trees",
    )
    assert programme.letterhead("en").name == ""


def test_name_of_the_look_is_what_pages_and_mails_show(tmp_path):
    programme = load(
        write(tmp_path, main=look("{name: {en: Our trees, es: Nuestros árboles}}"))
    )
    assert (
        programme.shown_name("es")
        == programme.letterhead("es").name
        == "Nuestros árboles"
    )


def test_logo_becomes_a_part_of_the_programme(tmp_path):
    (write(tmp_path) / "config" / "logo.png").write_bytes(png(60, 20))
    picture = load(write(tmp_path, main=look("{logo: logo.png}"))).picture
    assert picture
    assert (picture.width, picture.height, picture.is_svg) == (60, 20, False)


def test_drawing_loses_what_its_program_noted_and_keeps_what_it_shows(tmp_path):
    file = tmp_path / "logo.svg"
    noted = '<metadata>me</metadata><x:view xmlns:x="urn:x" x:a="1"/><path d="M0 0h9" fill="url(#a)" xmlns:i="urn:i" i:b="2"/>'
    file.write_text(SVG.format(noted), encoding="utf-8")
    picture = read_logo(file)
    assert (picture.width, picture.height) == (40, 20)
    assert (
        picture.data
        == b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h9" fill="url(#a)" /></svg>'
    )


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "a part <script>"),
        ("<foreignObject/>", "a part <foreignObject>"),
        ('<image href="https://elsewhere.example/x.png"/>', "a part <image>"),
        ('<path onload="alert(1)"/>', "would run a script (onload)"),
        ('<g><path OnClick="alert(1)"/></g>', "would run a script (OnClick)"),
        (
            '<use href="https://elsewhere.example/x.svg#a"/>',
            "loads something from elsewhere",
        ),
        (
            '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:alert(1)"/>',
            "loads something from elsewhere",
        ),
        (
            '<path style="fill: url(https://elsewhere.example)"/>',
            "loads something from elsewhere (style)",
        ),
        ("<style>@import 'https://elsewhere.example'</style>", "in its style"),
        ("<set attributeName='href' to='javascript:alert(1)'/>", "a part <set>"),
    ],
)
def test_drawing_that_could_act_or_load_something_is_refused(tmp_path, inside, words):
    file = tmp_path / "logo.svg"
    file.write_text(SVG.format(inside), encoding="utf-8")
    with pytest.raises(LogoError, match=words.replace("(", r"\(").replace(")", r"\)")):
        read_logo(file)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.png", b"GIF89a", "is no PNG picture"),
        ("logo.png", png(0, 5), "0 × 5 pixels"),
        ("logo.png", png(4000, 20), "4000 × 20 pixels"),
        ("logo.png", png() + b"\0" * MOST_BYTES, "32 KB"),
        ("logo.svg", b"<svg", "is no SVG picture"),
        ("logo.svg", b"<p>x</p>", "does not begin with <svg"),
        (
            "logo.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"/>',
            "does not say how large it is",
        ),
        (
            "logo.svg",
            b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;").encode(),
            "declares entities",
        ),
        ("logo.svg", SVG.format("").encode("utf-16"), "not in UTF-8"),
    ],
)
def test_file_that_is_no_logo_is_refused(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LogoError, match=words):
        read_logo(tmp_path / name)
