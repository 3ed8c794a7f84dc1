"""The units of deploy/systemd, judged by systemd's own tool; started by it they cannot
be here.
"""

import re
import shutil
import subprocess

import pytest

from core.secret_values import SECRETS
from tests.conftest import missing
from tests.house import ROOT

FOLDER = ROOT / "deploy" / "systemd"
SERVICES = sorted(file.name for file in FOLDER.glob("*.service"))
UNITS = sorted(file.name for file in FOLDER.iterdir())
EXPOSURE = 15
"""Tenths, of 100: an ordinary service has 96. docs/hosting.md says ours."""
APP = "/srv/hoja/app"


def analyze(*words):
    if not shutil.which("systemd-analyze"):
        missing("systemd", "install it (Debian: apt-get install systemd)")
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, check=False
    )


def lines(name):
    return (FOLDER / name).read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", UNITS)
def test_unit_is_valid_and_starts_what_is_there(tmp_path, name):
    for unit in UNITS:
        text = (FOLDER / unit).read_text("utf-8").replace(APP, str(ROOT))
        (tmp_path / unit).write_text(text)
    verified = analyze("verify", "--man=no", str(tmp_path / name))
    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_hole_in_a_service_opens_little_else(name):
    judged = analyze(
        *("security", "--offline=true", f"--threshold={EXPOSURE}", str(FOLDER / name))
    )
    assert judged.returncode == 0, judged.stdout[-200:]


@pytest.mark.parametrize("name", SERVICES)
def test_service_cannot_see_the_history_of_the_program_nor_write_into_it(name):
    unit = lines(name)
    [folder] = [line.partition("=")[2] for line in unit if "WorkingDirectory" in line]
    assert f"InaccessiblePaths=-{folder}/.git" in unit
    assert "ProtectSystem=strict" in unit
    writable = [line for line in unit if line.startswith("ReadWritePaths=")]
    assert not any(folder in line for line in writable)


@pytest.mark.parametrize("name", SERVICES)
def test_service_gets_every_secret_decrypted_and_none_in_clear(name):
    loaded = [line for line in lines(name) if "Credential" in line]
    assert loaded == [f"LoadCredentialEncrypted=hoja.{secret}" for secret in SECRETS]


def test_services_differ_only_in_what_they_run():
    hardened = set()
    for name in SERVICES:
        text = (FOLDER / name).read_text("utf-8")
        hardened.add(re.search(r"# What the process(.*?)\.git$", text, re.S | re.M)[0])
    assert len(hardened) == 1


def test_guide_installs_every_unit():
    guide = (ROOT / "docs" / "hosting.md").read_text("utf-8")
    assert "cp deploy/systemd/*" in guide
    for name in UNITS:
        assert name.partition(".")[0] in guide + (
            ROOT / "docs" / "keeping.md"
        ).read_text("utf-8")
