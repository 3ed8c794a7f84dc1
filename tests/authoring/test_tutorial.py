"""The tutorial, followed to the letter in each language: every edit finds its line, and
leaves a programme without mistakes; the one that is wrong is told as the page says.
"""

import re

import pytest
from click.testing import CliRunner

from cli.programme_files.new import new
from core.errors import ProgrammeError
from tests.house import ROOT
from worker.folder import read_folder

ANSWER = re.compile(r"^\| .+\? .*\| `(.+)` \|$|^\| .+\? \| `(.+)` \|$", re.MULTILINE)
EDIT = re.compile(
    r"^`([\w/.]+)`:\n\n```\w+\n(.*?)\n```\n\n```\w+\n(.*?)\n```\n(?:\n```text\n(.*?)\n```)?",
    re.MULTILINE | re.DOTALL,
)
PAGES = {"en": "tutorial.md", "es": "tutorial.es.md", "pt": "tutorial.pt.md"}


@pytest.mark.parametrize("language", PAGES)
def test_tutorial_can_be_followed(tmp_path, language):
    page = (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")
    answers = [first or second for first, second in ANSWER.findall(page)]
    folder = tmp_path / "mine"
    result = CliRunner().invoke(new, [str(folder)], input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    edits = EDIT.findall(page)
    for path, before, after, told in edits:
        file = folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, (path, before)
        file.write_text(text.replace(before, after), encoding="utf-8")
        if told:
            with pytest.raises(ProgrammeError) as mistakes:
                read_folder(folder)
            assert str(mistakes.value) == told
            file.write_text(text, encoding="utf-8")
    programme = read_folder(folder).programme
    assert len(programme.registers) == 1
    assert (len(answers), len(edits)) == (5, 12)


def test_tutorials_have_the_same_steps():
    pages = [(ROOT / "docs" / name).read_text("utf-8") for name in PAGES.values()]
    steps = [
        [
            path.replace("/es.", "/en.").replace("/pt.", "/en.")
            for path, *_ in EDIT.findall(page)
        ]
        for page in pages
    ]
    assert steps[0] == steps[1] == steps[2]
