"""Accented subjects and names arrive to the letter, wherever a line ends."""

import email
from dataclasses import replace
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mail.compose import LONGEST_SUBJECT, Parts, build
from mail.headers import LONGEST_NAME
from mail.markdown import one_line
from tests.mail.test_compose import MAIL

WORDS = st.lists(
    st.text("aeinorsáéíóúñçãõ¿", min_size=1, max_size=12), min_size=1, max_size=30
).map(" ".join)


def parsed(mail):
    return email.message_from_bytes(build(mail).as_bytes(), policy=default)


@given(WORDS)
@example("Nova inscrição: Santa María del Río Ñudo, X")
@example("😀 " * 60)
def test_subject_arrives_to_the_letter(subject):
    message = parsed(replace(MAIL, parts=Parts(subject, "", "")))
    assert message["Subject"] == one_line(subject)[:LONGEST_SUBJECT].strip()


@given(WORDS)
@example("José María Núñez Conceição São Sebastião Gonçalves Araújo")
def test_name_arrives_to_the_letter(name):
    message = parsed(replace(MAIL, recipient=(name, "ana@example.org")))
    [recipient] = message["To"].addresses
    assert (recipient.display_name, recipient.addr_spec) == (
        name[:LONGEST_NAME].strip(),
        "ana@example.org",
    )


@pytest.mark.parametrize("subject", ["Nova inscrição " * 12, "ñ" * 250])
def test_no_line_of_a_subject_is_too_long(subject):
    head = (
        build(replace(MAIL, parts=Parts(subject, "", "")))
        .as_bytes()
        .partition(b"\r\n\r\n")[0]
    )
    assert max(map(len, head.split(b"\r\n"))) <= 76
