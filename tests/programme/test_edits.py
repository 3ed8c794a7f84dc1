"""Single edits of the shipped programmes: never anything but mistakes, and they lead to
the line that was edited.
"""

import os
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from tests.house import ROOT
from tests.programme.edits import Edit, copied, edits, told_of

EXAMPLES = sorted(
    folder for folder in (ROOT / "examples").iterdir() if (folder / "config").is_dir()
)
QUICK = 10
"""Edits of each example."""
EDITS = int(os.environ.get("EDITS", "400"))
"""Edits in the long lane; `make prove` makes 10,000."""
SHIPPED = 20
"""One edit in so many is made in the programme of `config`, which takes
twenty times as long to read.
"""
ENOUGH = 0.9
SEED = 17


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda folder: folder.name)
def test_edit_of_an_example_loads_or_tells(tmp_path: Path, example: Path):
    folder = copied(example, tmp_path)
    told = [told_of(folder, edit) for edit in islice(edits(folder, SEED), QUICK)]
    assert [
        entry.edit
        for entry in told
        if any("Error" in mistake for mistake in entry.mistakes)
    ] == []


def test_computed_column_that_cannot_be_used_is_told_where_it_is_written_alone(
    tmp_path: Path,
):
    folder = copied(ROOT / "examples" / "dark-skies", tmp_path)
    file = Path("config/programme.yaml")
    text = (folder / file).read_text(encoding="utf-8")
    wrong = text.replace(
        "value: assessment.points}", "value: assessment.points == 'many'}"
    )
    [mistake] = told_of(
        folder, Edit("misspelt", file, wrong, frozenset(), "", "")
    ).mistakes
    assert mistake.startswith(f"{file}:")


@pytest.mark.long
def test_mistakes_name_the_edited_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    share = {folder: EDITS // len(EXAMPLES) for folder in EXAMPLES} | {
        ROOT: max(EDITS // SHIPPED, 1)
    }
    named: Counter[str] = Counter()
    invalid: Counter[str] = Counter()
    for number, (programme, count) in enumerate(share.items()):
        folder = copied(programme, tmp_path / str(number))
        for edit in islice(edits(folder, SEED + number), count):
            told = told_of(folder, edit)
            if told.mistakes:
                invalid[edit.kind] += 1
                named[edit.kind] += told.names_the_line
    with capsys.disabled():
        print(
            f"\n{named.total()} of {invalid.total()} invalid edits of {sum(share.values())} name the edited line"
        )
        for kind, count in sorted(invalid.items()):
            print(f"  {kind}: {named[kind]} of {count}")
    assert named.total() >= ENOUGH * invalid.total()
