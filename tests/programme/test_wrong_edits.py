"""More than a hundred slips in a programme of `flask new`: each is told once, at its
line, in the words of the table.
"""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from cli.programme_files.new import new
from core.errors import ProgrammeError
from tests.house import ROOT
from worker.folder import read_folder

TABLE = ROOT / "tests" / "programme" / "wrong_edits.yaml"
EDITS = yaml.load(TABLE.read_text("utf-8"), yaml.CSafeLoader)
ANSWERS = ("Good Kitchens", "en", "Schools", "Office", "certification")


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "kitchens"
    answers = "\n".join(ANSWERS) + "\n"
    result = CliRunner().invoke(new, [str(folder), "--country", "GB"], input=answers)
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["write"].strip()[:50])
def test_slip_is_told_once_at_its_line(programme: Path, edit: dict[str, str]):
    file = programme / edit["file"]
    text = file.read_text(encoding="utf-8")
    changed = text.replace(edit["instead_of"], edit["write"], 1)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    try:
        with pytest.raises(ProgrammeError) as mistakes:
            read_folder(programme)
    finally:
        file.write_text(text, encoding="utf-8")
    assert str(mistakes.value) == f"{edit['file']}:{edit['told']}"


def test_table_holds_a_hundred_slips():
    assert len(EDITS) > 100
