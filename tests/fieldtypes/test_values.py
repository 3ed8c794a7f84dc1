"""Addresses, telephone numbers, choices, yes and no, and blanks."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtypes.base import Locality
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import blank, plain
from fieldtypes.parsing.choices import choice, yes_or_no
from fieldtypes.parsing.email_addresses import emails
from fieldtypes.parsing.phone_numbers import phone, phones
from programme.parts import Choice

HERE = Locality("es", ("es", "pt", "en"), "es_EC", "America/Guayaquil", "EC")
STATUSES = (
    Choice(
        name="approved",
        label={"es": "Aprobado", "pt": "Aprovado", "en": "Approved"},
        aliases=("aprobada", "aprobado/a"),
    ),
    Choice(
        name="not_approved",
        label={"es": "No aprobado", "pt": "Não aprovado", "en": "Not approved"},
    ),
    Choice(name="paused", label={"es": "En pausa", "pt": "Em pausa", "en": "Paused"}),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ana@example.org", "ana@example.org"),
        (" ana@example.org\u200b", "ana@example.org"),
        ("mailto:ana@example.org", "ana@example.org"),
        ("Ana Paz <ana@example.org>", "Ana Paz <ana@example.org>"),
        ('"Paz, Ana" <ana@example.org>', '"Paz, Ana" <ana@example.org>'),
        ("ana@example.org, luis@example.org", "ana@example.org, luis@example.org"),
        ("ana@example.org; luis@example.org", "ana@example.org, luis@example.org"),
        ("ana@example.org\nluis@example.org", "ana@example.org, luis@example.org"),
        ("ana@example.org luis@example.org", "ana@example.org, luis@example.org"),
        (
            "Ana <ana@example.org>; luis@example.org,",
            "Ana <ana@example.org>, luis@example.org",
        ),
        ("'Ana' <mailto:ana@example.org>", "Ana <ana@example.org>"),
    ],
)
def test_cell_of_addresses_is_understood(text, found):
    assert emails(text) == found
    assert emails(found) == found


@pytest.mark.parametrize(
    "text",
    [
        "ana",
        "ana@",
        "ana luis@example.org",
        "Paz, Ana <ana@example.org>",
        "a@@b.org",
        ",",
        "<>",
        "a@b.org (Ana)",
    ],
)
def test_cell_with_anything_but_addresses_is_not(text):
    with pytest.raises(NotUnderstoodError):
        emails(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("099 123 4567", "+593991234567"),
        ("(02) 234-5678", "+59322345678"),
        ("593991234567", "+593991234567"),
        ("00593 99 123 4567", "+593991234567"),
        ("5535991234567", "+5535991234567"),
        ("+55 35 99123-4567", "+5535991234567"),
        ("\u202a+593 99 123 4567\u202c", "+593991234567"),
        ("099 123 4567 / 02 234 5678", "+593991234567, +59322345678"),
        ("099 123 4567; +593 99 123 4567", "+593991234567"),
    ],
)
def test_telephone_number_is_understood(text, found):
    assert phones(text, HERE) == found
    assert phones(found, HERE) == found


@pytest.mark.parametrize(
    "text", ["123", "99 123 456", "0991234567 (Ana)", "ninguno", "/", "+593 99 123 456"]
)
def test_number_that_cannot_be_called_is_not(text):
    with pytest.raises(NotUnderstoodError):
        phones(text, HERE)


def test_few_digits_are_never_taken_for_a_number_abroad():
    with pytest.raises(NotUnderstoodError):
        phone("376 312 345", HERE)
    assert phone("+376 312 345", HERE) == "+376312345"


@pytest.mark.parametrize(
    "text",
    [
        "Aprobado",
        "APROBADO",
        " aprobada ",
        "Approved",
        "Aprovado",
        "approved",
        "Aprobado\u00a0",
        "A\u200bprobado",
        "aprobado/a",
    ],
)
def test_choice_is_known_by_every_spelling(text):
    assert choice(text, STATUSES, "es") == "approved"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Aprobadoo", "Aprobado"),
        ("Noaprobado", "No aprobado"),
        ("en pauza", "En pausa"),
        ("aproved", "Aprobado"),
    ],
)
def test_near_miss_is_a_question_and_no_guess(text, label):
    with pytest.raises(NotUnderstoodError) as error:
        choice(text, STATUSES, "es")
    assert error.value.values == {"value": text, "label": label}


def test_far_miss_names_nothing():
    with pytest.raises(NotUnderstoodError) as error:
        choice("quién sabe", STATUSES, "es")
    assert error.value.values == {"value": "quién sabe"}


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("Sí", True),
        ("si", True),
        ("SIM", True),
        ("x", True),
        ("TRUE", True),
        ("X", True),
        ("✓", True),
        ("✔\ufe0f", True),
        ("☑", True),
        ("OK", True),
        ("ok.", True),
        ("Sí!", True),
        ("S", True),
        ("no", False),
        ("No.", False),
        ("N", False),
        ("☐", False),
        ("FALSE", False),
        ("Não", False),
        ("-", False),
    ],
)
def test_yes_and_no(text, yes):
    assert yes_or_no(text, ("es", "pt", "en")) is yes


@pytest.mark.parametrize(
    "text",
    ["detener", "parar", "stop", "❌", "✗", "sí, desde mayo", "quizás", "¿?", "46458"],
)
def test_what_is_neither_yes_nor_no_is_not_guessed(text):
    with pytest.raises(NotUnderstoodError):
        yes_or_no(text, ("es", "pt", "en"))


@pytest.mark.parametrize(
    "text", ["", " ", "\u00a0", "\u200b", "\ufeff \u2003\t\n", "\u2060\u00ad"]
)
def test_what_cannot_be_seen_is_blank(text):
    assert blank(text)


@pytest.mark.parametrize("text", ["-", ".", "0", "no", "n/a", "\u200ba"])
def test_what_can_be_seen_is_not(text):
    assert not blank(text)


@given(st.text())
def test_plain_is_plain_already(text):
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=60))
def test_addresses_of_any_text_are_understood_or_refused(text):
    with suppress(NotUnderstoodError):
        found = emails(text)
        assert emails(found) == found
