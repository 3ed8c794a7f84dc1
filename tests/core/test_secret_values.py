"""Secrets from systemd's credentials, beside the environment and files."""

import pytest

from core.secret_values import SECRETS, path_of, value_of

LEFT_TO_THE_ENVIRONMENT = "MAIL_FROM"


def credential(folder, name, content=b"from systemd\n"):
    (folder / f"hoja.{name}").write_bytes(content)
    return {"CREDENTIALS_DIRECTORY": str(folder)}


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_be_a_credential(tmp_path, name):
    wrong: list[str] = []
    environ = credential(tmp_path, name)
    assert (value_of(environ, name, wrong), wrong) == ("from systemd", [])


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_stand_in_a_file(tmp_path, name):
    wrong: list[str] = []
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    assert value_of({f"{name}_FILE": str(file)}, name, wrong) == "from a file"
    assert wrong == []


@pytest.mark.parametrize("beside", ["SMTP_URL", "SMTP_URL_FILE"])
def test_secret_that_is_set_twice_is_asked_and_shown_nowhere(tmp_path, beside):
    file = tmp_path / "other"
    file.write_text("smtps://me:password@mail.example.net")
    environ = {**credential(tmp_path, "SMTP_URL"), beside: str(file)}
    wrong: list[str] = []
    value_of(environ, "SMTP_URL", wrong)
    assert wrong == [
        "SMTP_URL is set twice: in the settings and as a secret of systemd (hoja.SMTP_URL). Take one of them away."
    ]


def test_credential_that_is_no_text_is_told(tmp_path):
    wrong: list[str] = []
    environ = credential(tmp_path, "HOOK_SECRET", b"\xff\xfe")
    assert value_of(environ, "HOOK_SECRET", wrong) == ""
    assert wrong == [
        "The secret hoja.HOOK_SECRET of systemd is not a file of plain text."
    ]


def test_secret_by_itself_and_in_a_file_is_asked_and_shown_nowhere(tmp_path):
    file = tmp_path / "secret"
    file.write_text("new")
    wrong: list[str] = []
    value_of(
        {"HOOK_SECRET": "old", "HOOK_SECRET_FILE": str(file)}, "HOOK_SECRET", wrong
    )
    assert wrong == [
        "HOOK_SECRET is set twice: by itself and by HOOK_SECRET_FILE. Take one of them away."
    ]


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf \r\n"])
def test_secret_that_nobody_has_written_is_told(tmp_path, content):
    wrong: list[str] = []
    environ = credential(tmp_path, "METRICS_TOKEN", content)
    assert value_of(environ, "METRICS_TOKEN", wrong) == ""
    assert wrong == ["The secret hoja.METRICS_TOKEN of systemd is empty."]


def test_mark_before_the_first_letter_is_no_part_of_a_secret(tmp_path):
    wrong: list[str] = []
    environ = credential(tmp_path, "HOOK_SECRET", b"\xef\xbb\xbfpassword\xc3\xa9\r\n")
    assert (value_of(environ, "HOOK_SECRET", wrong), wrong) == ("passwordé", [])


def test_key_of_google_is_the_credential_itself(tmp_path):
    environ = credential(tmp_path, "GOOGLE_APPLICATION_CREDENTIALS", b"{}")
    path = path_of(environ, "GOOGLE_APPLICATION_CREDENTIALS", [])
    assert path == str(tmp_path / "hoja.GOOGLE_APPLICATION_CREDENTIALS")


def test_what_is_no_secret_is_never_read_from_there(tmp_path):
    environ = credential(tmp_path, LEFT_TO_THE_ENVIRONMENT)
    assert value_of(environ, LEFT_TO_THE_ENVIRONMENT, []) == ""
