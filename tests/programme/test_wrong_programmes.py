"""114 wrong programmes, each with what was done wrong and what must be read of it: told
as it was judged to be right, word for word, so that nothing gets worse unseen.

`wrong_programmes.yaml`: case → mistakes; none where what was thought wrong is right.
After a change for the better: `WRONG=write .venv/bin/pytest` on this file; judge the
difference beside the EXPECTED.txt of each case.
"""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from core.errors import ProgrammeError
from tests.house import ROOT
from worker.folder import read_folder

CASES = Path(
    os.environ.get("WRONG_PROGRAMMES", ROOT.parent / "shared/cases/wrong-programmes")
)
TABLE = Path(__file__).with_name("wrong_programmes.yaml")
JUDGED: dict[str, list[str]] = yaml.safe_load(TABLE.read_text("utf-8"))
MISSING_MANY = "092"
"""A language that nothing is written in yet: every place that lacks it is told."""


def told(case: str, folder: Path) -> list[str]:
    shutil.copytree(CASES / "base", folder)
    shutil.copytree(CASES / case, folder, dirs_exist_ok=True)
    for line in (CASES / case / "EXPECTED.txt").read_text("utf-8").splitlines():
        word, _space, name = line.partition(" ")
        if word == "DELETE" and (folder / name).is_dir():
            shutil.rmtree(folder / name)
        elif word == "DELETE":
            (folder / name).unlink()
    try:
        read_folder(folder)
    except ProgrammeError as error:
        return str(error).splitlines()
    return []


@pytest.mark.long
def test_wrong_programmes_are_told_as_judged(tmp_path):
    if not CASES.is_dir():
        pytest.skip("THE WRONG PROGRAMMES ARE MISSING: none was read")
    cases = sorted(path.name for path in CASES.iterdir() if path.name.isdecimal())
    now = {case: told(case, tmp_path / case) for case in cases}
    if os.environ.get("WRONG") == "write":
        TABLE.write_text(
            yaml.safe_dump(now, allow_unicode=True, width=1_000), encoding="utf-8"
        )
        return
    assert now == JUDGED


@pytest.mark.parametrize("case", sorted(JUDGED))
def test_no_place_is_told_twice(case):
    places = Counter(line.split(": ", 1)[0] for line in JUDGED[case])
    assert [place for place, count in places.items() if count > 1] == []
    assert case == MISSING_MANY or len(JUDGED[case]) <= 12
