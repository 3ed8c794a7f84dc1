"""A question of every type: what a form draws, understands and keeps; what stands in
the sheet, and comes back.
"""

import io
import re

import pytest

from journal.forms import submissions
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.forms.every_type import every_type
from tests.house import fill, open_house
from tests.uploads import recordings
from worker.folder import read_folder

FORM = "/en/new_tree"
NAME = {"name": "Ana", "consent-given": "y"}


@pytest.fixture(scope="module")
def programme(tmp_path_factory):
    return read_folder(every_type(tmp_path_factory.mktemp("every_type")))


@pytest.fixture
def every(tmp_path, programme):
    """A house in which nothing has happened."""
    with open_house(tmp_path, programme) as house:
        yield house


def values(house):
    with house.journal.read() as connection:
        rows = deliveries.in_state(connection, DeliveryState.queued, 100)
    [row] = (row for row in rows if row.table == "things")
    return row.values


def errors(page):
    return dict(
        re.findall(r'<li><a href="#(?:q-)?([\w-]+)">[^<]*</a>: ([^<]*)</li>', page)
    )


def refused(house, **answers):
    answer = fill(house.client(), FORM, {**NAME, **answers})
    assert answer.status_code == 422
    return errors(answer.text), answer.text


def sent(house, form=FORM, **answers):
    answer = fill(house.client(), form, {**NAME, **answers})
    assert answer.status_code == 303, errors(answer.text)
    return values(house)


@pytest.mark.parametrize("typed", ["2027-03-12T10:00", "12/03/2027 10:00"])
def test_moment_is_ten_o_clock_in_the_programme_s_zone(every, typed):
    assert (
        sent(every, "/es/new_tree", start=typed)["start"] == "2027-03-12T15:00:00+00:00"
    )


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_day_in_numbers_is_the_same_in_every_language(every, language):
    answers = {"day": "12/03/2027", "start": "12/03/2027 10:00"}
    row = sent(every, f"/{language}/new_tree", **answers)
    assert (row["day"], row["start"]) == ("2027-03-12", "2027-03-12T15:00:00+00:00")


def test_time_alone_is_asked_for_its_day_and_stays_on_the_page(every):
    said, page = refused(every, start="10:00")
    assert said == {
        "start": "“10:00” is a time without a day. Write both, like 2027-03-12 10:00."
    }
    assert re.search(r'<input[^>]*name="start"[^>]*type="text"[^>]*value="10:00"', page)


def test_day_written_as_people_do_stays_on_the_page_beside_an_error_elsewhere(every):
    _said, page = refused(
        every,
        day="12 de marzo de 2027",
        start="2027-03-12T10:00",
        hour="2:30 pm",
        count="many",
    )
    assert re.search(
        r'<input[^>]*name="day"[^>]*type="text"[^>]*value="12 de marzo de 2027"', page
    )
    assert re.search(
        r'<input[^>]*name="start"[^>]*type="datetime-local"[^>]*value="2027-03-12T10:00"',
        page,
    )
    assert re.search(
        r'<input[^>]*name="hour"[^>]*type="text"[^>]*value="2:30 pm"', page
    )


def test_time_and_scale_are_kept_and_shown_as_they_were_understood(every):
    client = every.client()
    answer = fill(
        client, FORM, {**NAME, "hour": "2:30 pm", "mood": "4", "share": "12.5"}
    )
    kept = values(every)
    assert (kept["hour"], kept["mood"], kept["share"]) == ("14:30", 4, 12.5)
    assert "<dd>14:30</dd>" in client.get(answer.location).text


def test_scale_of_few_steps_is_buttons_with_one_for_no_answer(every):
    page = every.client().get(FORM).text
    assert re.findall(r'<input[^>]*name="mood"[^>]*value="([^"]*)"', page) == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "",
    ]
    assert "From 0 to 100, in steps of 0.5." in page


@pytest.mark.parametrize("mood", ["", "3"])
def test_button_for_no_answer_takes_an_answer_back(every, mood):
    assert sent(every, mood=mood, drink="").get("mood") == (3 if mood else None)


def test_number_beside_the_scale_is_refused(every):
    said, _page = refused(every, share="12.3", mood="7")
    assert set(said) == {"share", "mood"}


def test_text_has_one_line_unless_the_form_says_so(every):
    page = every.client().get(FORM).text
    assert re.findall(r'<textarea[^>]*name="(\w+)"', page) == ["story"]
    assert "autocomplete" not in re.sub(r'<div class="apart".*?</div>', "", page)


def test_line_breaks_count_once(every):
    lines = ["x" * 199] * 9 + ["x" * 200]
    text = "\r\n".join(lines)
    assert len(text) == 2009
    assert sent(every, story=text)["story"] == text.replace("\r\n", "\n")


def test_text_of_a_sign_more_is_too_long(every):
    said, _page = refused(every, story="x" * 2001)
    assert "2001" in said["story"]


@pytest.mark.parametrize(
    "typed", ["Ana <a@b.org>", '"Ana <a@b.org>"', "a@b.org,", "  a@b.org  "]
)
def test_address_with_one_reading_is_taken(every, typed):
    assert sent(every, mail=typed)["mail"] == "a@b.org"


def test_address_that_cannot_be_written_to_is_told_why(every):
    said, _page = refused(every, mail="josé@example.org")
    assert "with “é” before the @" in said["mail"]


def test_domain_is_shown_in_its_letters(every):
    client = every.client()
    answer = fill(client, FORM, {**NAME, "mail": "ana@españa.example.com"})
    assert values(every)["mail"] == "ana@xn--espaa-rta.example.com"
    assert "ana@españa.example.com" in client.get(answer.location).text


@pytest.mark.parametrize(
    ("land", "typed", "number"),
    [
        ("c_co", "321 234 5678", "+573212345678"),
        ("c_pe", "987654321", "+51987654321"),
        ("c_ec", "0991234567", "+593991234567"),
        ("", "0991234567", "+593991234567"),
        ("c_pe", "00593 99 123 4567", "+593991234567"),
    ],
)
def test_telephone_number_is_read_by_the_country_that_was_answered(
    every, land, typed, number
):
    client = every.client()
    answer = fill(client, FORM, {**NAME, "land": land, "phone": typed})
    assert values(every)["phone"] == number
    assert number in client.get(answer.location).text


def test_number_of_several_countries_is_asked_about(every):
    said, _page = refused(every, phone="987654321")
    assert (
        "Ecuador: +593 98 765 4321, Chile: +56 9 8765 4321, Peru: +51 987 654 321"
        in said["phone"]
    )


def test_recording_is_kept_and_a_photo_in_its_place_is_not(every):
    recording = (io.BytesIO(recordings.ogg()), "voz")
    answer = fill(every.client(), FORM, {**NAME, "voice": recording})
    assert answer.status_code == 303
    [link] = values(every)["voice"]
    assert "/file/" in link
    with every.journal.read() as connection:
        [row] = deliveries.in_state(connection, DeliveryState.queued, 100)
        [upload] = submissions.uploads_of(connection, row.reference, "voice")
    assert (upload.media_type, upload.name) == ("audio/ogg", "voz.ogg")


def test_row_of_every_type_is_understood_again_in_the_sheet(every):
    every.prepare()
    written = {
        "story": "One.\nTwo.",
        "count": "7",
        "height": "1,5",
        "cost": "1.234,5",
        "day": "2027-03-12",
        "start": "2027-03-12T10:00",
        "hour": "14:30",
        "mood": "5",
        "share": "99.5",
        "drink": "tea",
        "drinks": ["both", "tea"],
        "land": "c_co",
        "mail": "ana@españa.example.com",
        "phone": "321 234 5678",
        "page": "example.org",
        "agreed": "y",
    }
    kept = sent(every, **written)
    assert every.settle()
    [row] = every.look().tabs["things"].rows.values()
    assert row.wrong == {}
    assert {name: row.values[name] for name in written} == {
        name: kept[name] for name in written
    }


@pytest.mark.parametrize(
    ("land", "number"), [("Colombia", "+573212345678"), ("Ecuador", None)]
)
def test_number_that_staff_type_is_read_by_the_country_of_its_row(every, land, number):
    every.prepare()
    sent(every, land="c_co", mail="a@b.org")
    assert every.settle()
    [reference] = every.look().tabs["things"].rows
    every.edit("things", reference, "land", land)
    every.edit("things", reference, "phone", "321 234 5678")
    row = every.look().tabs["things"].rows[reference]
    assert row.values.get("phone") == number
    assert set(row.wrong) == (set() if number else {"phone"})


def test_hour_that_staff_type_is_understood_and_a_number_is_not(every):
    every.prepare()
    sent(every, hour="14:30")
    assert every.settle()
    [reference] = every.look().tabs["things"].rows
    every.edit("things", reference, "hour", "9h15")
    assert every.look().tabs["things"].rows[reference].values["hour"] == "09:15"
    every.edit("things", reference, "hour", "14")
    assert set(every.look().tabs["things"].rows[reference].wrong) == {"hour"}
