from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import ROOT, read

GOOGLE = {"SPREADSHEET": "abc", "GOOGLE_APPLICATION_CREDENTIALS": "key.json"}


def wrong(environ):
    with pytest.raises(SettingsError) as told:
        read(environ)
    return sorted(line.split()[0] for line in str(told.value).splitlines())


def test_nothing_set_is_a_demonstration_on_this_machine(tmp_path):
    found = read({"STATE_DIR": str(tmp_path)})
    assert found.demonstration
    assert found.database_url == f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    assert (found.sheets_api_url, found.smtp_url) == (
        "http://127.0.0.1:5001",
        "smtp://127.0.0.1:8025",
    )
    assert (found.programme_dir, found.spreadsheet) == (ROOT, "")


def test_every_wrong_variable_is_named_at_once(tmp_path):
    environ = {
        "STATE_DIR": str(tmp_path),
        "DATABASE_URL": "mysql://somewhere",
        "SMTP_URL": "mail.example.net:25",
        "PUBLIC_URL": "example.net",
        "SHEETS_API_URL": "ftp://example.net",
        "SECRET_KEY_FILE": str(tmp_path / "not_there"),
        "SPREADSHEET": "abc",
    }
    names = [
        "DATABASE_URL",
        "MAIL_FROM",
        "PUBLIC_URL",
        "SECRET_KEY",
        "SECRET_KEY_FILE",
        "SHEETS_API_URL",
        "SMTP_URL",
    ]
    assert wrong(environ) == names


def test_google_without_credentials_is_told(tmp_path):
    assert wrong({"STATE_DIR": str(tmp_path), "SPREADSHEET": "abc"}) == [
        "GOOGLE_APPLICATION_CREDENTIALS"
    ]


def test_mail_from_is_asked_for_beyond_this_machine(tmp_path):
    assert wrong(
        {"STATE_DIR": str(tmp_path), "SMTP_URL": "smtps://mail.example.net"}
    ) == ["MAIL_FROM"]


def test_spreadsheet_may_be_its_address(tmp_path):
    address = "https://docs.google.com/spreadsheets/d/1AbC_d/edit#gid=0"
    assert (
        read({"STATE_DIR": str(tmp_path), **GOOGLE, "SPREADSHEET": address}).spreadsheet
        == "1AbC_d"
    )


def test_secret_from_a_file_is_read_without_its_line_end(tmp_path):
    file = tmp_path / "secret"
    file.write_text("very secret\n")
    assert (
        read({"STATE_DIR": str(tmp_path), "SECRET_KEY_FILE": str(file)}).secret_key
        == "very secret"
    )


def test_own_secret_is_made_once_and_for_us_alone(tmp_path):
    first, second = (read({"STATE_DIR": str(tmp_path)}).secret_key for _ in range(2))
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_shared_journal_asks_for_a_shared_secret(tmp_path):
    assert wrong(
        {"STATE_DIR": str(tmp_path), "DATABASE_URL": "postgresql://localhost/hoja"}
    ) == ["SECRET_KEY"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_goes_by_any_of_its_names(tmp_path, scheme):
    environ = {
        "STATE_DIR": str(tmp_path),
        "SECRET_KEY": "s",
        "DATABASE_URL": f"{scheme}://u@localhost/hoja",
    }
    assert read(environ).database_url == "postgresql+psycopg://u@localhost/hoja"


@pytest.mark.parametrize(
    ("environ", "demonstration"),
    [
        ({}, True),
        ({"SMTP_URL": "smtp://localhost:2525"}, True),
        ({"SMTP_URL": "smtp://[::1]:2525"}, True),
        ({"SMTP_URL": "smtps://mail.example.net", "MAIL_FROM": "a@example.net"}, False),
        (
            {"SMTP_URL": "smtp://127.0.0.1.example.net", "MAIL_FROM": "a@example.net"},
            False,
        ),
        (GOOGLE, False),
    ],
)
def test_demonstration_is_only_what_stays_on_this_machine(
    tmp_path, environ, demonstration
):
    assert read({"STATE_DIR": str(tmp_path), **environ}).demonstration is demonstration


def test_limits_at_google_outlast_its_own(tmp_path):
    at_google, here = (
        read({"STATE_DIR": str(tmp_path), **GOOGLE}),
        read({"STATE_DIR": str(tmp_path)}),
    )
    assert (at_google.call_limit, at_google.server_limit, at_google.local_sheets) == (
        60,
        180,
        False,
    )
    assert (here.call_limit, here.local_sheets) == (10, True)


def test_programme_dir_is_taken_as_given(tmp_path):
    assert (
        read({"STATE_DIR": str(tmp_path), "PROGRAMME_DIR": "examples"}).programme_dir
        == Path("examples").resolve()
    )


def test_each_programme_keeps_its_own_things_beside_it(tmp_path):
    assert (
        read({"PROGRAMME_DIR": str(tmp_path)}).state_dir == tmp_path.resolve() / "var"
    )
    with pytest.raises(SettingsError, match="PROGRAMME_DIR"):
        read({"PROGRAMME_DIR": str(tmp_path / "nowhere")})
    assert not (tmp_path / "nowhere").exists()


SECRET = "pa55word"


@pytest.mark.parametrize(
    "name_and_value",
    [
        ("SMTP_URL", "smpt://me:{secret}@mail.example.net:465"),
        ("SMTP_URL", "me:{secret}@mail.example.net"),
        ("SMTP_URL", "{secret}:x@mail.example.net"),
        ("SMTP_URL", "smtps://me:{secret}/x@mail.example.net"),
        ("SMTP_URL", "smtps://me:{secret}#x@mail.example.net"),
        ("SMTP_URL", "smtps://me:{secret}?x@mail.example.net"),
        ("SMTP_URL", "smtps://me:{secret}@[::1"),
        ("SMTP_URL", "smtps://me:{secret}@mail.example.net:port"),
        ("DATABASE_URL", "me:{secret}@db/hoja"),
        ("DATABASE_URL", "mysql://me:{secret}@db/hoja"),
        ("DATABASE_URL", "postgresql://me:{secret}/x@db/hoja"),
        ("DATABASE_URL", "postgresql://me:x@db:{secret}/hoja"),
        ("SHEETS_API_URL", "ftp://me:{secret}@sheets.example.net"),
        ("PUBLIC_URL", "me:{secret}@example.net"),
        ("SECRET_KEY", "{secret}"),
        ("HOOK_SECRET", "{secret}"),
    ],
)
def test_mistake_is_named_without_the_secret_that_it_holds(tmp_path, name_and_value):
    name, value = name_and_value
    public = {} if name == "PUBLIC_URL" else {"PUBLIC_URL": "https://forms.example.net"}
    with pytest.raises(SettingsError) as told:
        read({"STATE_DIR": str(tmp_path), **public, name: value.format(secret=SECRET)})
    assert name in str(told.value)
    assert SECRET not in str(told.value)


REAL = {**GOOGLE, "PUBLIC_URL": "https://forms.example.net"}


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({}, []),
        ({"SECRET_KEY": "x"}, ["SECRET_KEY"]),
        ({"SECRET_KEY": "x" * 40}, ["SECRET_KEY"]),
        ({"SECRET_KEY": "0f3b" * 3}, ["SECRET_KEY"]),
        ({"SECRET_KEY": "3d5a8c1f9e7b2046d8c1"}, []),
        ({"PUBLIC_URL": "http://forms.example.net"}, ["PUBLIC_URL"]),
        ({"PUBLIC_URL": "http://192.168.1.5:8000"}, ["PUBLIC_URL"]),
        ({"PUBLIC_URL": "http://127.0.0.1.example.net"}, ["PUBLIC_URL"]),
        ({"PUBLIC_URL": "http://localhost:8000"}, []),
    ],
)
def test_real_spreadsheet_asks_for_a_real_secret_and_https(tmp_path, changed, names):
    environ = {"STATE_DIR": str(tmp_path), **REAL, **changed}
    assert (wrong(environ) if names else read(environ) and []) == names


@pytest.mark.parametrize(
    ("environ", "shows"),
    [
        ({}, True),
        ({"PUBLIC_URL": "http://[::1]:8000"}, True),
        ({"PUBLIC_URL": "https://forms.example.net"}, False),
        ({"PUBLIC_URL": "http://192.168.1.5:8000"}, False),
        (REAL, False),
    ],
)
def test_mailbox_is_shown_on_this_machine_only_and_the_program_says_what_to_set(
    tmp_path, environ, shows
):
    settings = read({"STATE_DIR": str(tmp_path), **environ})
    assert settings.shows_demonstration is shows
    assert ("SPREADSHEET" in settings.warning) is (settings.demonstration and not shows)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCANNER_URL", "tcp://scanner.example.net:3310"),
        ("SCANNER_URL", "127.0.0.1:3310"),
        ("SCANNER_URL", "tcp://127.0.0.1:port"),
        ("SCANNER_URL", "unix://run/clamd.ctl"),
        ("SCANNER_AWAY", "yes"),
        ("LOG_URL", "syslog://logs.example.net"),
        ("LOG_URL", "syslog+tls://"),
    ],
)
def test_scanner_and_receiver_of_logs_make_sense_or_are_named(tmp_path, name, value):
    assert wrong({"STATE_DIR": str(tmp_path), name: value}) == [name]
