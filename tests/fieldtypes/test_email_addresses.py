"""One e-mail address in a form."""

import pytest

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing.email_addresses import email, in_letters, one_email


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a@b.org",
            " a@b.org ",
            "a@b.org,",
            "a@b.org;",
            "a@b.org.",
            "Ana <a@b.org>",
            '"Ana <a@b.org>"',
            "“a@b.org”",
        ),
        *(
            "<a@b.org>",
            "mailto:a@b.org",
            '"Paz, Ana" <a@b.org>,',
            "\u200ba@b.org\u200b",
            "< a@b.org >",
        ),
    ],
)
def test_address_with_one_reading_is_taken(text):
    assert one_email(text) == "a@b.org"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a@b.org, c@d.org", "more than one address"),
        ("a@b.org c@d.org", "more than one address"),
        ("ana at example", "is not an e-mail address"),
        ("Ana", "is not an e-mail address"),
        (",", "is not an e-mail address"),
        ("josé@example.org", "with “é” before the @"),
        ("José Núñez <josé@example.org>", "with “é” before the @"),
    ],
)
def test_what_is_said_of_others_is_true(text, words):
    with pytest.raises(NotUnderstoodError) as error:
        one_email(text)
    assert words in error.value.words("en")


@pytest.mark.parametrize(
    "address",
    ["ana@españa.example.org", "ana@münchen.de", "ana@xn--fake-.org", "ana@例え.jp"],
)
def test_domain_is_kept_as_the_net_knows_it_and_shown_in_letters(address):
    try:
        kept = email(address)
    except NotUnderstoodError:
        assert in_letters(address) == address
        return
    assert kept.isascii()
    assert in_letters(kept) == address
    assert email(in_letters(kept)) == kept
