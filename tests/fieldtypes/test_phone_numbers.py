"""Telephone numbers: by the row's country, and never silently by another's."""

from dataclasses import replace

import pytest

from fieldtypes.base import Locality
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing.phone_numbers import phone, phones

HERE = Locality("en", ("es", "pt", "en"), "es_EC", "America/Guayaquil", "EC")
SEVERAL = replace(HERE, countries=("CL", "EC", "PE", "PY"))


def refusal(text, locality=HERE):
    with pytest.raises(NotUnderstoodError) as error:
        phone(text, locality)
    return error.value.words("en")


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("321 234 5678", "CO", "+573212345678"),
        ("656 123 4567", "México", "+526561234567"),
        ("987654321", "Perú", "+51987654321"),
        ("9 8765 4321", "Chile", "+56987654321"),
        ("35 99123-4567", "Brasil", "+5535991234567"),
        ("0991234567", "EC", "+593991234567"),
        ("991234567", "Ecuador", "+593991234567"),
        ("+593 99 123 4567", "CO", "+593991234567"),
        ("00593 99 123 4567", "CO", "+593991234567"),
        ("593991234567", "Peru", "+593991234567"),
        ("573212345678", "EC", "+573212345678"),
    ],
)
def test_number_is_read_by_the_country_of_its_row(typed, country, number):
    assert phone(typed, HERE.of_row(country)) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0991234567", "+593991234567"),
        ("099 123 4567", "+593991234567"),
        ("+593 99 123 4567", "+593991234567"),
        ("00593 99 123 4567", "+593991234567"),
        ("593991234567", "+593991234567"),
        ("+57 321 234 5678", "+573212345678"),
    ],
)
def test_number_written_the_programme_s_way_needs_no_country(typed, number):
    assert phone(typed, HERE) == number


def test_number_of_two_countries_is_asked_about_naming_them():
    assert refusal("987654321") == (
        "“987654321” looks alike in several countries (Ecuador: +593 98 765 4321, Chile: +56 9 8765 4321, "
        "Peru: +51 987 654 321). Write it with the country's code and a +."
    )


def test_number_of_another_country_is_never_taken_silently():
    assert "Colombia: +57 321 2345678" in refusal("321 234 5678", HERE.of_row("EC"))
    assert "Ecuador" in refusal("321 234 5678", HERE.of_row("EC"))


def test_programme_of_several_countries_asks_also_about_its_own_way_of_writing():
    assert "Paraguay" in refusal("0991 234567", SEVERAL)
    assert phone("02 234 5678", SEVERAL) == "+59322345678"


def test_country_that_is_not_understood_is_no_reason_to_take_the_programme_s():
    assert "several countries" in refusal("0991234567", HERE.of_row("Gran Colombia"))


@pytest.mark.parametrize("typed", ["12", "+1", "abc", "+" + "9" * 40, "9" * 400])
def test_what_cannot_be_called_is_refused(typed):
    assert "that can be called" in refusal(typed)


def test_cell_of_several_numbers_is_read_by_one_country():
    assert (
        phones("321 234 5678; +593 99 123 4567", HERE.of_row("Colombia"))
        == "+573212345678, +593991234567"
    )


def test_number_comes_back_as_it_is_kept():
    assert phone("+51987654321", HERE.of_row("EC")) == "+51987654321"


def test_plus_is_put_back_before_a_whole_number_only():
    only_here = replace(HERE, countries=("EC",))
    assert phone("+376712345", only_here) == "+376712345"
    assert (
        refusal("376712345", only_here)
        == "“376712345” is not a telephone number that can be called."
    )
