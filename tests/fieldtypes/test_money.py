"""Amounts by the minor unit of their currency."""

import pytest

from fieldtypes.base import Locality
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.registry import field_type
from programme.models.forms import FormField

HERE = Locality("es", ("es", "pt", "en"), "es_EC", "America/Guayaquil", "EC")
ENGLISH = Locality("en", ("es", "pt", "en"), "en", "America/Guayaquil", "EC")
MONEY = field_type("money")


def amount_in(currency):
    return FormField(
        name="it", type="money", label={"es": "it"}, parameters={"currency": currency}
    )


@pytest.mark.parametrize(
    ("currency", "typed", "value", "shown"),
    [
        ("CLP", "1500", 1500, "1.500\xa0CLP"),
        ("CLP", "1.500", 1500, "1.500\xa0CLP"),
        ("PYG", "1,500,000", 1500000, "1.500.000\xa0PYG"),
        ("USD", "1500,5", 1500.5, "1.500,50\xa0USD"),
        ("USD", "0,05", 0.05, "0,05\xa0USD"),
        ("USD", "1.234.567,89", 1234567.89, "1.234.567,89\xa0USD"),
        ("TND", "2,1255", None, ""),
        ("TND", "12,1250", 12.125, "12,125\xa0TND"),
        ("CLP", "10,5", None, ""),
        ("USD", "10,505", 10505, "10.505,00\xa0USD"),
        ("USD", "1,5055", None, ""),
        ("RSD", "100,50", 100.5, "100,50\xa0RSD"),
        ("USD", "-3", -3, "-3,00\xa0USD"),
    ],
)
def test_amount_as_people_write_it(currency, typed, value, shown):
    question = amount_in(currency)
    if value is None:
        with pytest.raises(NotUnderstoodError):
            MONEY.parse(typed, question, HERE)
        return
    assert MONEY.parse(typed, question, HERE) == value
    assert MONEY.show(value, question, HERE) == shown
    cell = MONEY.to_cell(value, question, HERE)
    assert MONEY.from_cell(cell, question, HERE) == value


@pytest.mark.parametrize("raw", [1e26, -1e308, 1e28])
def test_number_of_a_cell_is_never_too_large_to_be_read(raw):
    for currency in ("CLP", "USD", "TND", "CLF"):
        value = MONEY.from_cell(raw, amount_in(currency), HERE)
        assert float(value) == raw
        assert MONEY.show(value, amount_in(currency), HERE).endswith(currency)


def test_amount_with_two_readings_is_asked_about():
    with pytest.raises(NotUnderstoodError, match="could mean"):
        MONEY.parse("1.500", amount_in("TND"), HERE)


@pytest.mark.parametrize("raw", [10.505, "0,1234"])
def test_cell_with_digits_that_the_currency_lacks_is_not_rounded(raw):
    with pytest.raises(NotUnderstoodError):
        MONEY.from_cell(raw, amount_in("USD"), HERE)


def test_computed_amount_keeps_its_digits():
    assert MONEY.show(33.3333, amount_in("CLP"), ENGLISH) == "33.3333\xa0CLP"


def test_page_says_the_currency():
    explanations = [
        MONEY.explanation(amount_in(code), ENGLISH) for code in ("CLP", "USD")
    ]
    assert explanations == ["In CLP, without decimals.", "An amount in USD."]


@pytest.mark.parametrize(
    ("parameters", "mistake"),
    [
        ({}, "needs its currency, as in `parameters: {currency: USD}`"),
        ({"currency": "US"}, 'has a currency "US" that is no code of ISO 4217'),
        ({"currency": "USD", "start": 1}, 'has no parameter "start"'),
    ],
)
def test_mistake_is_told(parameters, mistake):
    question = FormField(
        name="it", type="money", label={"es": "it"}, parameters=parameters
    )
    [told] = MONEY.mistakes(question)
    assert told.startswith(mistake)


def test_number_is_shown_with_all_of_its_digits():
    decimal = FormField(name="it", type="decimal", label={"es": "it"})
    assert field_type("decimal").show(0.123456, decimal, HERE) == "0,123456"
