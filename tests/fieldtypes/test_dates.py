"""Days as people write them: one reading, or the reason why there is none."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing import dates

LANGUAGES = ("es", "pt", "en")
DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31))
UNDERSTOOD = [
    "2027-03-12", "2027-3-12", "2027/03/12", "2027.3.12", " 2027-03-12 ", "2027-03-12T10:00", "2027-03-12 10:00:30",
    "12/03/2027", "12/3/2027", "12-03-2027", "12.3.2027", "12 03 2027", "12 / 3 / 2027", "12/03/27", "12.3.27",
    "12/03/2027 10:00", "12/03/2027, 9:30",
    "12 de marzo de 2027", "12 de Marzo del 2027", "12 marzo 2027", "12-mar-2027", "12-mar-27", "12 mar. 2027",
    "12 de março de 2027", "12 de mar. de 2027", "12º de março de 2027", "dia 12 de março de 2027",
    "March 12, 2027", "March 12th, 2027", "Mar 12 2027", "12 March 2027", "12th of March 2027", "2027 March 12", "March 12, 27",
    "12 mars 2027", "le 12 mars 2027",
    "viernes 12 de marzo de 2027", "vie, 12 mar 2027", "sexta-feira, 12 de março de 2027", "Fri 12 Mar 2027", "ven. 12 mars 2027",
    "12\u00a0de\u00a0marzo\u00a0de\u00a02027", "\u200b12/03/2027\ufeff", "１２/０３/２０２７",
]  # fmt: skip
NOT = "“{value}” is not a date. Write it as 2027-03-12."
PART = "“{value}” is only a part of a date. Write day, month and year, like 2027-03-12."
EITHER = "“{value}” could mean {one} or {other}. Write the one you mean like that."
ORDER = "“{value}” is not in the order that is usual here. Did you mean {day}?"
WEEKDAY = "“{value}”: {day} is another day of the week."


def read(text, locale="es_EC", languages=LANGUAGES):
    return dates.day(text, languages, locale)


def refused(text, locale="es_EC"):
    with pytest.raises(NotUnderstoodError) as error:
        read(text, locale)
    return error.value.text, {
        name: value for name, value in error.value.values.items() if name != "value"
    }


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_day_is_understood(text):
    assert read(text) == "2027-03-12"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er janvier 2027", "2027-01-01"),
        ("1.º de enero de 2027", "2027-01-01"),
        ("5 de setiembre de 2027", "2027-09-05"),
        ("5 sept 2027", "2027-09-05"),
        ("5 set. 2027", "2027-09-05"),
        ("31 août 2027", "2027-08-31"),
        ("mar 2 mar 2027", "2027-03-02"),
        ("29 de febrero de 2028", "2028-02-29"),
    ],
)
def test_other_days_are_understood(text, day):
    assert read(text) == day


@pytest.mark.parametrize(
    ("text", "words", "gaps"),
    [
        ("marzo", PART, {}),
        ("12 de marzo", PART, {}),
        ("marzo de 2027", PART, {}),
        ("2027", PART, {}),
        ("03/04", PART, {}),
        ("03/2027", PART, {}),
        ("12/25/2027", ORDER, {"day": "2027-12-25"}),
        ("12/3/98", EITHER, {"one": "1998-03-12", "other": "2098-03-12"}),
        ("12 de marzo de 98", EITHER, {"one": "1998-03-12", "other": "2098-03-12"}),
        ("27-03-12", EITHER, {"one": "2012-03-27", "other": "2027-03-12"}),
        ("lunes 12 de marzo de 2027", WEEKDAY, {"day": "2027-03-12"}),
        ("31/02/2027", NOT, {}),
        ("2027-13-01", NOT, {}),
        ("30 de febrero de 2027", NOT, {}),
        ("12 de marzo de 2027?", NOT, {}),
        ("12 o 13 de marzo de 2027", NOT, {}),
        ("12 de marzo o abril de 2027", NOT, {}),
        ("mañana", NOT, {}),
        ("fin de mes", NOT, {}),
        ("46093", NOT, {}),
        ("20270312", NOT, {}),
        ("12/03-2027", NOT, {}),
        ("2027-03-12T23:30:00Z", NOT, {}),
    ],
)
def test_day_that_is_not_one_is_no_guess(text, words, gaps):
    assert refused(text) == (words, gaps)


def test_order_of_numbers_is_the_locale_s():
    assert [read("03/04/2027", locale) for locale in ("es_EC", "pt_BR", "en_GB", "en_US")] == [
        "2027-04-03", "2027-04-03", "2027-04-03", "2027-03-04"
    ]  # fmt: skip
    assert refused("25/12/2027", "en_US") == (ORDER, {"day": "2027-12-25"})


def test_where_the_year_stands_in_front_numbers_with_it_behind_are_asked_about():
    assert read("27/03/12", "sv_SE") == "2027-03-12"
    assert refused("12/03/2027", "sv_SE") == (
        EITHER,
        {"one": "2027-03-12", "other": "2027-12-03"},
    )
    assert refused("25/03/2027", "sv_SE") == (ORDER, {"day": "2027-03-25"})


def test_months_of_the_programme_s_own_languages_are_understood():
    assert read("12. März 2027", languages=("de",)) == "2027-03-12"
    assert refused("12. März 2027") == (NOT, {})


@given(
    DAYS,
    st.sampled_from(["es", "pt", "en", "fr", "es_PE", "pt_PT", "en_US", "fr_CA"]),
    st.sampled_from(["long", "full"]),
)
def test_day_written_out_in_any_language_is_that_day(day, language, length):
    assert read(format_date(day, length, locale=language)) == day.isoformat()


@given(
    DAYS,
    st.sampled_from(["es_EC", "pt_BR", "en_US", "en_GB", "fr_FR", "de_DE", "es_PA"]),
    st.sampled_from("-/. "),
)
def test_day_in_numbers_of_the_locale_is_that_day(day, locale, sign):
    parts = {"d": day.day, "M": day.month, "y": day.year}
    written = sign.join(str(parts[part]) for part in dates._order(locale))
    assert read(written, locale) == day.isoformat()


@given(st.text(max_size=80), st.sampled_from(["es_EC", "en_US", "sv_SE"]))
def test_any_text_is_a_day_or_a_reason(text, locale):
    with suppress(NotUnderstoodError):
        assert date.fromisoformat(read(text, locale)).year in dates.YEARS


@given(DAYS.filter(lambda day: day.day <= 12 and day.day != day.month))
def test_no_reading_of_numbers_depends_on_anything_but_the_locale(day):
    written = f"{day.day}/{day.month}/{day.year}"
    assert {read(written, "es_EC"), read(written, "en_US")} == {
        day.isoformat(), date(day.year, day.day, day.month).isoformat()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-03-12 10:00", "2027-03-12T15:00:00+00:00"),
        ("12/03/2027 10:00", "2027-03-12T15:00:00+00:00"),
        ("12 de marzo de 2027, 9:30", "2027-03-12T14:30:00+00:00"),
        ("2027-03-12T10:00:00Z", "2027-03-12T10:00:00+00:00"),
        ("2027-03-12T10:00:00+02:00", "2027-03-12T08:00:00+00:00"),
        ("2027-03-12", "2027-03-12T05:00:00+00:00"),
        ("12/03/2027", "2027-03-12T05:00:00+00:00"),
    ],
)
def test_moment_is_on_the_clocks_of_the_zone(text, moment):
    assert dates.moment(text, LANGUAGES, "es_EC", "America/Guayaquil") == moment


@pytest.mark.parametrize(
    "text", ["12/03/2027 25:00", "10:00", "ayer", "9999-12-31T23:59:59Z", "x" * 5000]
)
def test_moment_that_makes_no_sense_is_none(text):
    with pytest.raises(NotUnderstoodError):
        dates.moment(text, LANGUAGES, "es_EC", "America/Guayaquil")


def test_every_day_of_a_leap_year_is_understood():
    days = [date(2028, 1, 1) + timedelta(days=number) for number in range(366)]
    assert [read(format_date(day, "full", locale="pt")) for day in days] == [
        day.isoformat() for day in days
    ]
