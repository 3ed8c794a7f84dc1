from base64 import urlsafe_b64decode
from hashlib import sha256

import pytest
from itsdangerous import Signer, URLSafeSerializer

from core.links import Links

LINKS = Links("a secret of this test", "https://hoja.example.net")
PURPOSES = ("form", "file", "receipt", "upload")


@pytest.mark.parametrize("other", PURPOSES[1:])
def test_token_of_one_purpose_is_no_good_as_another(other):
    assert LINKS.read(other, LINKS.sign("form", "MN-34679")) is None


@pytest.mark.parametrize("purpose", PURPOSES)
def test_token_says_what_was_signed(purpose):
    assert LINKS.read(purpose, LINKS.sign(purpose, ["work_plan", "MN-34679"])) == [
        "work_plan",
        "MN-34679",
    ]


@pytest.mark.parametrize("data", ["MN-34679", ["work_plan", "MN-34679"]])
def test_token_is_signed_with_sha_256(data):
    signature = LINKS.sign("receipt", data).rpartition(".")[2]
    assert len(urlsafe_b64decode(f"{signature}=")) == sha256().digest_size


@pytest.mark.parametrize(
    ("earlier", "data"),
    [
        (
            Signer(LINKS.secret, salt="hoja.receipt.text").sign("MN-34679").decode(),
            "MN-34679",
        ),
        (
            URLSafeSerializer(LINKS.secret, salt="hoja.receipt").dumps(["MN-34679", 1]),
            ["MN-34679", 1],
        ),
    ],
)
def test_token_that_was_signed_as_before_still_opens(earlier, data):
    assert LINKS.read("receipt", earlier) == data


def test_token_changed_in_any_letter_is_no_token():
    token = LINKS.sign("receipt", "MN-34679")
    changed = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        for at in range(len(token) - 1)
    ]
    assert {LINKS.read("receipt", other) for other in changed} == {None}


@pytest.mark.parametrize(
    "forged", ["", ".", "MN-34679", "Ik1OLTM0Njc5Ig.AAAA", "é", "a" * 10_000]
)
def test_token_not_ours_is_none(forged):
    assert LINKS.read("receipt", forged) is None


def test_token_of_another_secret_is_none():
    assert (
        LINKS.read("form", Links("another secret", "").sign("form", "MN-34679")) is None
    )


def test_addresses_are_under_the_public_address():
    assert LINKS.form("es", "work_plan", "MN-34679").startswith(
        "https://hoja.example.net/es/work_plan?about="
    )
    assert LINKS.file("abc").startswith("https://hoja.example.net/file/")
    assert (
        LINKS.read("receipt", LINKS.receipt("MN-34679").rpartition("/")[2])
        == "MN-34679"
    )
