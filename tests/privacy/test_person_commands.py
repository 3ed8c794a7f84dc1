"""What an operator types about one person's data, and about what is kept no longer."""

import json
import zipfile

import pytest

from cli import register
from tests.lived import work
from tests.privacy.test_erase import ANA, applied, town, traces

__all__ = ["applied"]


@pytest.mark.long
def test_commands_say_before_they_do(applied, tmp_path):
    register(applied.app)
    runner = applied.app.test_cli_runner()
    file = tmp_path / "ana.zip"
    assert (
        runner.invoke(args=["person", "export", ANA, "--to", str(file)]).exit_code == 0
    )
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("data.json"))["address"] == ANA
    assert (
        "is there already"
        in runner.invoke(args=["person", "export", ANA, "--to", str(file)]).output
    )
    before = traces(applied)
    said = runner.invoke(args=["person", "erase", ANA])
    assert "Nothing was changed" in said.output
    assert "Municipios (4)" in said.output
    assert traces(applied) == before
    assert runner.invoke(args=["person", "erase", ANA, "--yes"]).exit_code == 0
    work(applied)
    assert town(applied)["contact_email"] is None
    assert traces(applied) == set()
    again = runner.invoke(args=["person", "erase", ANA])
    assert (again.exit_code, "nothing is known" in again.output) == (1, True)
    assert "Nobody's data is due." in runner.invoke(args=["retention"]).output
    assert runner.invoke(args=["backup"]).exit_code == 2
    made = runner.invoke(args=["backup", str(tmp_path / "backups")])
    assert made.exit_code == 0, made.output
    assert (
        "not empty"
        in runner.invoke(args=["restore-backup", made.stdout.split(": ")[0]]).output
    )
