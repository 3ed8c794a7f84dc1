"""What answers of mail servers mean: a table."""

import pytest

from mail.servers.smtp_replies import Meaning, Stage, login_meaning, meaning

TABLE = [
    (Stage.sender, 451, "4.3.0 not now", Meaning.later),
    (Stage.sender, 550, "5.7.1 you are not allowed", Meaning.sender),
    (Stage.recipient, 450, "4.2.1 busy", Meaning.later),
    (Stage.recipient, 550, "5.1.1 no such user", Meaning.address),
    (Stage.recipient, 550, "no such user", Meaning.address),
    (Stage.recipient, 554, "no", Meaning.mail),
    (Stage.recipient, 554, "5.7.1 relay access denied", Meaning.mail),
    (Stage.recipient, 550, "5.1.8 sender address rejected", Meaning.mail),
    (Stage.data, 550, "5.1.1 no such user", Meaning.mail),
    (Stage.text, 550, "5.1.1 no such user", Meaning.address),
    (Stage.text, 554, "5.7.1 spam", Meaning.mail),
    (Stage.text, 550, "5.4.5 Daily user sending limit exceeded", Meaning.daily_limit),
    (Stage.recipient, 452, "your daily message quota is used up", Meaning.daily_limit),
    (Stage.sender, 421, "4.7.0 Try again later", Meaning.rate_limit),
    (Stage.sender, 454, "4.7.0 Too many login attempts", Meaning.rate_limit),
    (Stage.recipient, 421, "4.3.2 shutting down", Meaning.later),
    (Stage.recipient, -1, "hello", Meaning.later),
]


@pytest.mark.parametrize(("stage", "code", "text", "expected"), TABLE)
def test_meaning_of_an_answer(stage, code, text, expected):
    assert meaning(code, text, stage) is expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (535, "5.7.8 Username and Password not accepted", Meaning.login),
        (534, "5.7.9 Application-specific password required", Meaning.login),
        (454, "4.7.0 Too many login attempts", Meaning.rate_limit),
        (550, "5.4.5 Daily user sending limit exceeded", Meaning.daily_limit),
        (451, "4.3.0 not now", Meaning.later),
    ],
)
def test_meaning_of_an_answer_to_user_and_password(code, text, expected):
    assert login_meaning(code, text) is expected
