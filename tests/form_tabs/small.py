"""A small programme whose form is edited in two tabs, and tabs written as text."""

from pathlib import Path

from form_tabs.judge import Judged, judge
from form_tabs.live import LiveProgramme
from form_tabs.rows import bounded
from form_tabs.wording import KNOWN
from journal.database import Journal
from programme.load import build, read_sources
from programme.reading.mistakes import Mistakes
from tests.programme.files import FORM, MAIN, write

NAME = "new_tree"
EDITED = FORM + "edited_in_sheet: true\n"
SURVEY = """\
type    | name    | label   | required | constraint
text    | kind    | Kind    | yes      |
decimal | height  | Height  |          | . > 0
date    | planted | Planted |          |
"""


def live_programme(
    folder: Path, journal: Journal | None = None, main: str = MAIN, form: str = EDITED
) -> LiveProgramme:
    mistakes = Mistakes(folder)
    sources = read_sources(write(folder, main=main, form=form), mistakes)
    base = build(sources, mistakes)
    assert mistakes.report() == ""
    assert base is not None
    return LiveProgramme(base, sources, journal)  # type: ignore[arg-type] - what only judges needs none


def lines(text: str) -> list[list[str]]:
    """Cells between bars, a row a line."""
    return [[cell.strip() for cell in line.split("|")] for line in text.splitlines()]


def judged(
    live: LiveProgramme, survey: str = SURVEY, choices: str = "list_name|name|label"
) -> Judged:
    return judge(live, NAME, bounded(lines(survey), lines(choices)))


def told(result: Judged) -> list[str]:
    """The mistakes, as staff read them."""
    return [
        f"{item.tab}!{item.cell} {item.words('en', KNOWN)}" for item in result.mistakes
    ]
