"""A change in a file is seen at once, in a real program over HTTP; with a mistake in
it the last good one goes on.
"""

import shutil

import pytest
import requests

from authoring.watching import MISTAKES, WatchedFolder
from forms.request.press import FIELD
from mail.servers.mailbox import mails
from tests.house import ROOT, hidden
from tests.lived import lived
from tests.program import everything, until

__all__ = ["lived"]
ANSWERS = {
    "name": "Escola do Sol",
    "themes": "water",
    "teacher_name": "Rui",
    "teacher_email": "rui@example.net",
    "teacher_language": "pt",
    "consent-given": "y",
}
FORM = "config/forms/register_school.yaml"
HIDDEN = ("csrf-token", "form-key", "form-version", FIELD)
MAIL = "mail_templates/school_registered/pt.md"


@pytest.fixture
def programme(tmp_path):
    return shutil.copytree(ROOT / "examples" / "green-flag", tmp_path / "programme")


def write(programme, path, old, new):
    file = programme / path
    before = file.read_text("utf-8")
    assert old in before
    file.write_text(before.replace(old, new, 1), "utf-8")


def test_folder_is_taken_over_when_it_has_no_mistakes(programme, monkeypatch):
    monkeypatch.setattr("authoring.watching.LOOK_SECONDS", 0.0)
    watched = WatchedFolder(programme)
    first = watched.folder
    assert not watched.take_over()
    write(programme, FORM, "max_length", "max_lenght")
    assert not watched.take_over()
    assert watched.folder is first
    assert watched.mistakes == (
        "config/forms/register_school.yaml:6:26: "
        '"max_lenght" is not known here; did you mean "max_length"?'
    )
    write(programme, FORM, "max_lenght", "max_length")
    assert watched.take_over()
    assert (watched.folder is first, watched.mistakes) == (False, "")


@pytest.mark.parametrize(
    ("host", "address", "is_told"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("localhost:8000", "::1", True),
        ("rebound.example.org", "127.0.0.1", False),
        ("127.0.0.1:8000", "192.0.2.1", False),
    ],
)
def test_mistakes_are_told_on_this_machine_alone(lived, host, address, is_told):
    environ = {MISTAKES: "rules.yaml:1:1: wrong", "REMOTE_ADDR": address}
    page = lived.client().get("/es/", headers={"Host": host}, environ_overrides=environ)
    assert ("rules.yaml:1:1: wrong" in page.text) == is_told


@pytest.mark.long
def test_change_is_seen_in_form_and_mail_at_once(programme, tmp_path):
    with everything(tmp_path, "--watch", PROGRAMME_DIR=str(programme)) as program:
        address = f"{program.url}/pt/register_school"

        def page() -> str:
            return requests.get(address, timeout=60).text

        def shows(*texts: str):
            return until(
                lambda: all(text in page() for text in texts), " and ".join(texts)
            )

        shows("Inscrever uma escola")
        write(programme, FORM, "Inscrever uma escola", "Inscrever a sua escola")
        shows("Inscrever a sua escola")
        # Both in one press of “save”: between two, the first would be seen by itself.
        changed = (programme / FORM).read_text("utf-8")
        changed = changed.replace("Inscrever a sua escola", "Outra vez")
        (programme / FORM).write_text(changed.replace("max_length", "max_lenght", 1))
        shows(
            "Inscrever a sua escola",
            "config/forms/register_school.yaml:6:26: ",
            "did you mean &#34;max_length&#34;?",
        )
        write(programme, MAIL, "record.name", "record.nam")
        write(programme, FORM, "max_lenght", "max_length")
        shows(
            "Inscrever a sua escola", "mail_templates/school_registered/pt.md:", "name"
        )
        write(programme, MAIL, "record.nam ", "record.name ")
        write(programme, MAIL, "Inscrição recebida", "Já está inscrita")
        shows("Outra vez")
        assert "file-mistakes" not in page()

        send(address)
        until(
            lambda: [
                mail
                for mail in mails(tmp_path / "mailbox")
                if "Já está inscrita" in str(mail.message["Subject"])
            ],
            "the mail in its new words",
        )


def send(address: str) -> None:
    with requests.Session() as browser:
        page = browser.get(address, timeout=60).text
        # Whoever is as quick as a program is asked to press once more.
        for _ in range(2):
            own = {name: hidden(page, name) for name in HIDDEN}
            answer = browser.post(address, data={**own, **ANSWERS}, timeout=60)
            page = answer.text
            if "/receipt/" in answer.url:
                return
        raise AssertionError(page)
