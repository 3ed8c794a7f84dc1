"""Numbers with either decimal sign."""

from contextlib import suppress
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing import numbers

EITHER = "“{value}” could mean {one} or {other}. Write the one you mean like that."
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)


def refused(read, text, locale="es_EC"):
    with pytest.raises(NotUnderstoodError) as error:
        read(text, locale)
    return (
        error.value.text,
        error.value.values.get("one"),
        error.value.values.get("other"),
    )


@pytest.mark.parametrize("locale", ["es_EC", "pt_BR", "en_US", "es_MX", "fr_FR"])
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1234.5", "1234.5"), ("1234,5", "1234.5"), ("12,5", "12.5"),
        ("12.5", "12.5"),        ("1.234.567", "1234567"), ("1,234,567.89", "1234567.89"), ("1 234 567", "1234567"),
        ("1\u202f234,5", "1234.5"),
        ("1'234.5", "1234.5"), ("1’234.5", "1234.5"), ("0.500", "0.5"), ("0,125", "0.125"), ("1234.567", "1234.567"),
        ("1.2345", "1.2345"), ("-12,5", "-12.5"), ("−12,5", "-12.5"), ("+3", "3"), ("007", "7"), ("\u200b12,5\u00a0", "12.5"),
    ],
)  # fmt: skip
def test_number_with_one_reading_is_understood_everywhere(text, number, locale):
    assert numbers.decimal(text, locale) == Decimal(number)


def test_number_with_two_readings_is_a_question():
    assert refused(numbers.decimal, "1.234") == (EITHER, "1234", "1,2340")
    assert refused(numbers.decimal, "1,234", "en_US") == (EITHER, "1234", "1.2340")
    assert refused(numbers.decimal, "-12.500") == (EITHER, "-12,5000", "-12500")


def test_what_the_question_offers_has_one_reading():
    for locale in ("es_EC", "en_US"):
        _text, one, other = refused(numbers.decimal, "12.345", locale)
        assert [numbers.decimal(one, locale), numbers.decimal(other, locale)] == [
            Decimal(12345),
            Decimal("12.345"),
        ]


@pytest.mark.parametrize(
    ("text", "number"),
    [("18.400", 18400), ("18,400", 18400), ("1.000", 1000), ("12,0", 12), ("-7", -7)],
)
def test_whole_number_may_part_its_thousands_by_either_sign(text, number):
    assert numbers.whole(text, "es_EC") == number


@pytest.mark.parametrize("text", ["12,5", "12.5", "1.234,5"])
def test_part_of_a_whole_is_not_whole(text):
    assert refused(numbers.whole, text)[0] == "“{value}” is not a whole number."


@pytest.mark.parametrize(
    "text",
    ["1e5", "NaN", "Infinity", "1.23.456", "12.34,5", "1..2", "5.", ",", "-", "", "12 %", "$5", "12 habitantes", "1/2", "(5)",
     "0x10", "1_000", "--5", "TRUE", "12,5,7", "1 23"],
)  # fmt: skip
def test_what_is_no_number_is_none(text):
    assert refused(numbers.decimal, text)[0] == "“{value}” is not a number."


def test_groups_of_a_locale_are_understood_there_only():
    assert numbers.decimal("1,23,456", "en_IN") == 123456
    assert refused(numbers.decimal, "1,23,456")[0] == "“{value}” is not a number."


@given(AMOUNTS, st.sampled_from(["es_EC", "pt_BR", "en_US", "fr_FR", "de_CH", "en_IN"]))
def test_amount_as_a_locale_writes_it_is_that_amount(amount, locale):
    written = (
        format_decimal(amount, format="#,##0.00", locale=locale)
        if locale != "en_IN"
        else f"{amount:.2f}"
    )
    assert numbers.decimal(written, locale) == amount


@given(
    st.integers(-(10**14), 10**14),
    st.sampled_from(["es_EC", "en_US", "fr_FR", "de_CH", "hi_IN"]),
)
def test_whole_number_as_a_locale_writes_it_is_that_number(number, locale):
    assert numbers.whole(format_decimal(number, locale=locale), locale) == number


@given(st.text(alphabet="0123456789.,-+ '’eE%x", max_size=20))
def test_any_text_is_one_number_or_a_reason(text):
    with suppress(NotUnderstoodError):
        assert abs(numbers.decimal(text, "es_EC")) < numbers.LARGEST
