"""The commands of deploy/ that keep secrets, with systemd's own encryption; their paths
are those of a folder of the test.
"""

import os
import shutil
import subprocess

import pytest

from core.secret_values import SECRETS
from tests.conftest import missing
from tests.house import ROOT

SHOWN = "smtps://me:password@mail.example.net"
FLASK = """#!/bin/sh
cd "$CREDENTIALS_DIRECTORY" && stat -c '%a %n' . * && cat * && echo && pwd && echo "$@"
"""
"""In the place of Flask: shows what a command of Hoja could read."""


class Server:
    """The commands, with everything of theirs in one folder."""

    def __init__(self, folder):
        self.folder = folder
        self.store = folder / "etc/credstore.encrypted"
        (folder / "srv/hoja/app/.venv/bin").mkdir(parents=True)
        (folder / "run").mkdir()
        (folder / "etc/systemd/system").mkdir(parents=True)
        (folder / "etc/hoja.env").write_text("PUBLIC_URL=https://forms.example.net\n")
        units = ROOT / "deploy/systemd"
        shutil.copy(units / "hoja-web.service", folder / "etc/systemd/system")
        flask = folder / "srv/hoja/app/.venv/bin/flask"
        flask.write_text(FLASK)
        flask.chmod(0o755)

    def type(self, command, *words, stdin=""):
        """Types a command, and gives what became of it."""
        text = (ROOT / "deploy" / command).read_text("utf-8")
        for path in ("/etc/", "/srv/", "/run/"):
            text = text.replace(path, f"{self.folder}{path}")
        # Nobody is called hoja where the tests run.
        text = text.replace("chown -R hoja", "chown -R root")
        script = self.folder / command
        script.write_text(text.replace("-u hoja", "-u root"))
        return subprocess.run(
            ["sh", str(script), *words],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def server(tmp_path):
    if not shutil.which("systemd-creds") or os.geteuid():
        missing("systemd", "install it (Debian: apt-get install systemd), be root")
    return Server(tmp_path)


def test_secret_is_encrypted_and_a_command_reads_it_from_memory(server):
    assert server.type("hoja-secret", "SMTP_URL", stdin=SHOWN).returncode == 0
    [kept] = server.store.iterdir()
    assert (kept.name, kept.stat().st_mode & 0o777) == ("hoja.SMTP_URL", 0o600)
    assert SHOWN.encode() not in kept.read_bytes()
    shown = server.type("hoja", "status", "--short").stdout.splitlines()
    assert shown[:3] == ["500 .", "400 hoja.SMTP_URL", SHOWN]
    assert shown[-1] == "status --short"
    assert list((server.folder / "run").iterdir()) == []


def test_command_that_fails_says_so_and_leaves_no_secret(server):
    server.type("hoja-secret", "SMTP_URL", stdin=SHOWN)
    flask = server.folder / "srv/hoja/app/.venv/bin/flask"
    flask.write_text("#!/bin/sh\nexit 3\n")
    assert server.type("hoja", "check").returncode == 3
    assert list((server.folder / "run").iterdir()) == []


def test_new_secret_is_random_and_never_takes_the_place_of_one(server):
    assert server.type("hoja-secret", "SECRET_KEY", "--new").returncode == 0
    kept = (server.store / "hoja.SECRET_KEY").read_bytes()
    again = server.type("hoja-secret", "SECRET_KEY", "--new")
    assert (again.returncode, "There is one" in again.stderr) == (2, True)
    assert (server.store / "hoja.SECRET_KEY").read_bytes() == kept
    secret = server.type("hoja").stdout.splitlines()[2]
    assert (len(secret), len(set(secret)) > 8) == (64, True)


def test_secret_is_destroyed(server):
    server.type("hoja-secret", "SMTP_URL", stdin=SHOWN)
    assert server.type("hoja-secret").stdout == "SMTP_URL\n"
    assert server.type("hoja-secret", "SMTP_URL", "--remove").returncode == 0
    assert server.type("hoja-secret").stdout == ""


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (["SMTP_ADDRESS"], SHOWN),
        (["SMTP.URL"], SHOWN),
        (["SMTP_URL"], ""),
        (["SMTP_URL", "--newer"], SHOWN),
    ],
)
def test_what_would_do_nothing_is_refused_and_keeps_nothing(server, words, stdin):
    refused = server.type("hoja-secret", *words, stdin=stdin)
    assert (refused.returncode, refused.stderr != "") == (2, True)
    assert not server.store.exists() or list(server.store.iterdir()) == []


def test_commands_list_every_secret_that_there_can_be(server):
    refused = server.type("hoja-secret", "?", stdin=SHOWN)
    assert refused.stderr.splitlines()[1:] == list(SECRETS)
