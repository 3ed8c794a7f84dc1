"""Every programme of examples/ is read without a mistake, and is told about
where people look for it.
"""

from pathlib import Path

import pytest

from core.errors import ProgrammeError
from tests.house import ROOT
from worker.folder import read_folder

FOLDERS = sorted(
    path for path in (ROOT / "examples").iterdir() if (path / "config").is_dir()
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_example_has_no_mistakes(folder: Path) -> None:
    try:
        read_folder(folder)
    except ProgrammeError as mistakes:
        pytest.fail(str(mistakes))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_example_stands_in_the_documentation(folder: Path) -> None:
    assert f"examples/{folder.name}" in (ROOT / "docs" / "examples.md").read_text(
        encoding="utf-8"
    )
