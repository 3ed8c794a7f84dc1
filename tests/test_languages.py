"""Pages and mails in each language that Hoja speaks, in one that it does not
speak, and from right to left.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import cli
from mail.compose import compose
from mail.written import Written
from notify.preview import preview
from programme.records.display import written_date
from tests.house import ROOT, House, fill, open_house
from tests.test_other_programme import ANSWERS
from tests.translation.programmes import copied
from web import file_size
from worker.folder import read_folder

STYLE = (ROOT / "static" / "style.css").read_text(encoding="utf-8")
LANGUAGES = ("fr", "de", "ar")
WAYS = {"fr": "ltr", "de": "ltr", "ar": "rtl"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    place = tmp_path_factory.mktemp("languages")
    folder = copied(place, LANGUAGES)
    with open_house(
        place / "state", read_folder(folder), programme_dir=folder
    ) as opened:
        yield opened.prepare(example=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_says_in_which_language_and_direction_it_is(
    house: House, language: str
) -> None:
    page = house.client().get(f"/{language}/register_school").text
    assert f'<html lang="{language}" dir="{WAYS[language]}">' in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Merci de répondre à cette question."),
        ("de", "Bitte beantworten Sie diese Frage."),
    ],
)
def test_form_tells_what_is_wrong_in_its_language(
    house: House, language: str, words: str
) -> None:
    answer = fill(
        house.client(), f"/{language}/register_school", {**ANSWERS, "name": ""}
    )
    assert words in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_arrives_and_shows_its_receipt(house: House, language: str) -> None:
    client = house.client()
    sent = fill(
        client, f"/{language}/register_school", {**ANSWERS, "name": f"École {language}"}
    )
    assert sent.status_code == 303
    assert f'dir="{WAYS[language]}"' in client.get(sent.headers["Location"]).text


def test_arrows_point_the_way_that_is_read(house: House) -> None:
    home = [house.client().get(f"/?lang={language}").text for language in ("fr", "ar")]
    assert [
        re.findall('<span aria-hidden="true">(.)</span>', page)[0] for page in home
    ] == ["→", "←"]


def test_check_tells_which_language_hoja_does_not_speak(house: House) -> None:
    cli.register(house.app)
    said = house.app.test_cli_runner().invoke(args=["check"]).output.splitlines()
    [line] = [line for line in said if line.startswith("Hoja does not speak")]
    assert "Arabic (ar)" in line
    assert "“Send”" in line


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_no_wider_than_a_small_phone(
    house: House, browser: Browser, language: str
) -> None:
    client = house.client()
    pages = [
        client.get(f"/?lang={language}").text,
        fill(client, f"/{language}/register_school", {**ANSWERS, "name": ""}).text,
        preview(house.office.notify, "school_registered", language)[0].html,
    ]
    phone = browser.new_page(viewport={"width": 360, "height": 740})
    for page in pages:
        phone.set_content(
            re.sub(r'<link rel="stylesheet"[^>]*>', f"<style>{STYLE}</style>", page)
        )
        assert phone.evaluate("document.documentElement.scrollWidth") == 360
        assert (
            phone.evaluate("getComputedStyle(document.body).direction")
            == WAYS[language]
        )
    phone.close()


def test_style_names_no_side_but_by_the_direction_of_reading() -> None:
    assert (
        re.findall(
            r"(?:margin|padding|border)-(?:left|right)|text-align: left|[{;] *(?:left|right):",
            STYLE,
        )
        == []
    )


def test_style_knows_only_what_chrome_70_knows() -> None:
    assert (
        re.findall(
            r"(?:inset|margin|padding)-(?:inline|block)\b(?!-)|inset-inline",
            STYLE.partition("/* Logical")[0],
        )
        == []
    )


def test_mail_from_right_to_left_has_its_lists_on_the_right() -> None:
    html = compose(Written("…", "- صور"), "ar", "…").html
    assert '<html lang="ar" dir="rtl">' in html
    assert re.search(r'<ul style="[^"]*padding-right: 24px', html)
    assert "padding-left" not in html


def british(folder: Path) -> Path:
    """The programme of schools in British English."""
    for file in folder.glob("config/**/*.yaml"):
        text = file.read_text(encoding="utf-8").replace("[pt, en]", "[pt, en_GB]")
        file.write_text(
            re.sub(r"\ben: ", "en_GB: ", text).replace(
                "_language: en", "_language: en_GB"
            ),
            encoding="utf-8",
        )
    for file in folder.glob("mail_templates/*/en.md"):
        file.rename(file.with_name("en_GB.md"))
    return folder


def test_language_of_a_country_has_the_words_of_its_language(tmp_path: Path) -> None:
    folder = british(copied(tmp_path))
    with open_house(
        tmp_path / "state", read_folder(folder), programme_dir=folder
    ) as opened:
        client = opened.prepare(example=True).client()
        page = client.get("/?lang=en_GB").text
        assert '<html lang="en-GB" dir="ltr">' in page
        assert re.search(r'hreflang="en-GB"[^>]*>English</a>', page)
        sent = fill(
            client, "/en_GB/register_school", {**ANSWERS, "teacher_language": "en_GB"}
        )
        assert "Received. Thank you!" in client.get(sent.headers["Location"]).text


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "28 November 2026"),
        ("en_US", "November 28, 2026"),
        ("en_GB", "28 November 2026"),
        ("pt_BR", "28 de novembro de 2026"),
        ("fr", "28 novembre 2026"),
        ("de", "28. November 2026"),
    ],
)
def test_date_is_written_as_in_the_language_of_the_country(
    language: str, day: str
) -> None:
    assert written_date(date(2026, 11, 28), language) == day


@pytest.mark.parametrize(
    ("language", "size"), [("en_GB", "1.5 MB"), ("fr", "1,5\u202fMo"), ("de", "1,5 MB")]
)
def test_size_of_a_file_is_written_as_in_the_language(language: str, size: str) -> None:
    assert file_size(1_572_864, language) == size
