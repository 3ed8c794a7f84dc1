"""Cells as people leave them, by the type of their column."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.registry import names_where
from fieldtypes.types.date import TYPED_BELOW
from programme.parts import Choice, Column
from sheets.cells import Cells
from tests.rules.small import programme

PLACES = (
    Choice(name="here", label={"es": "Aquí", "en": "Here"}),
    Choice(name="there", label={"es": "Allá, lejos", "en": "There"}, aliases=("—",)),
)
CELLS = Cells(programme())


def column(kind, **more):
    chosen = kind in ("select_one", "select_multiple")
    return Column(
        name="it",
        type=kind,
        label={"es": "it"},
        choices=PLACES if chosen else (),
        **more,
    )


def read(kind, raw):
    return CELLS.read(column(kind), raw)


@pytest.mark.parametrize(
    "kind", sorted(names_where(lambda field_type: field_type.is_stored))
)
@pytest.mark.parametrize("raw", [None, "", " ", "\u00a0", "\u200b\ufeff", "\n\t"])
def test_blank_is_blank_in_every_column(kind, raw):
    assert read(kind, raw) is None


@pytest.mark.parametrize(
    "kind",
    [
        "integer",
        "decimal",
        "date",
        "moment",
        "email",
        "phone",
        "reference",
        "select_one",
    ],
)
@pytest.mark.parametrize("raw", ["-", " - ", "–", "--", "n/a", "N/A", "s/d"])
def test_lone_dash_is_blank_where_no_sentence_can_stand(kind, raw):
    assert read(kind, raw) is None


@pytest.mark.parametrize("raw", ["-", "—", "n/a", " x"])
def test_text_is_kept_to_the_letter(raw):
    assert read("text", raw) == raw


def test_dash_is_what_the_list_says_where_it_is_in_the_list():
    assert read("select_one", "—") == "there"
    assert read("select_one", "-") is None


def test_dash_beside_a_box_is_no():
    assert read("acknowledge", "-") is False


@pytest.mark.parametrize(
    "raw", ["#N/A", "#REF!", "#¡REF!", "#DIV/0!", "#NAME?", "#¿NOMBRE?", "#ERROR!"]
)
def test_error_of_a_formula_is_a_problem(raw):
    with pytest.raises(NotUnderstoodError) as error:
        read("text", raw)
    assert error.value.text == "The formula in this cell gives an error: {value}"


@pytest.mark.parametrize("raw", ["#1", "#hola!", "# N/A", "#comercio justo!"])
def test_text_with_a_number_sign_is_text(raw):
    assert read("text", raw) == raw


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (46458, "2027-03-12"),
        (46458.75, "2027-03-12"),
        ("12/03/2027", "2027-03-12"),
        (-100, "1899-09-21"),
    ],
)
def test_date_is_a_serial_number_or_a_text(raw, day):
    assert read("date", raw) == day


@pytest.mark.parametrize("raw", [2027, 12, 12.3, 0.5, 0, True, 1e9, "marzo"])
def test_year_day_or_time_alone_is_no_date(raw):
    with pytest.raises(NotUnderstoodError):
        read("date", raw)


def test_text_of_a_moment_is_on_the_programme_s_clocks():
    assert read("moment", "2027-03-12 10:00") == "2027-03-12T15:00:00+00:00"


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Aquí", ["here"]),
        ("Aquí; Allá, lejos", ["here", "there"]),
        ("here, there", ["here", "there"]),
        ("Allá, lejos\nAquí\n", ["there", "here"]),
        ("Aquí, here", ["here"]),
        ("Allá, lejos, Aquí", ["there", "here"]),
        ("; Aquí;; ,", ["here"]),
    ],
)
def test_several_choices_in_a_cell(raw, names):
    assert read("select_multiple", raw) == names


@given(st.dates(date(1800, 1, 1), date(2299, 12, 31)))
def test_date_comes_back_as_it_was_shown(day):
    shown = CELLS.show(column("date"), day.isoformat())
    assert CELLS.read(column("date"), shown) == day.isoformat()
    assert isinstance(shown, str) == (
        0 <= (day - date(1899, 12, 30)).days < TYPED_BELOW
    )


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants them so
def test_moment_comes_back_to_the_second(moment):
    written = moment.replace(microsecond=0).isoformat(timespec="seconds")
    assert (
        CELLS.read(column("moment"), CELLS.show(column("moment"), written)) == written
    )


@given(st.integers(-(10**14), 10**14))
def test_number_comes_back(number):
    assert (
        CELLS.read(column("integer"), CELLS.show(column("integer"), number)) == number
    )


@pytest.mark.parametrize("raw", [1e300, -1e300, 2_958_465.9, -693_593, 1e6])
def test_moment_beyond_all_calendars_is_a_problem(raw):
    with pytest.raises(NotUnderstoodError):
        read("moment", raw)


@pytest.mark.parametrize("kind", ["integer", "decimal", "date", "moment"])
def test_value_from_before_its_column_had_this_type_is_written_as_the_text_that_it_is(
    kind,
):
    assert CELLS.typed(column(kind), "two")["userEnteredValue"] == {
        "stringValue": "two"
    }


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("Colombia", "+573212345678"),
        ("CO", "+573212345678"),
        ("Kolumbien", None),
        ("", None),
    ],
)
def test_cell_of_numbers_is_read_by_the_country_of_its_row(country, number):
    if number:
        assert CELLS.read(column("phone"), "321 234 5678", country) == number
        return
    with pytest.raises(NotUnderstoodError):
        CELLS.read(column("phone"), "321 234 5678", country)
