"""What a look at the spreadsheet shows of the forms that are edited there: problems,
and what could be published.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from form_tabs.judge import Judged, judge
from form_tabs.live import LiveProgramme
from form_tabs.rows import TabRows
from form_tabs.wording import KNOWN
from published_tabs.mistakes import TabMistake
from xlsform.export_form import lines_of_tabs

Address = Callable[[str, str], str]
"""(tab, cell) → where it is in the browser."""
log = logging.getLogger("hoja.forms")
TOLD = 20
"""Lines about one form; who mends these sees the next ones."""
IN_CELL = _("Form “{form}”, tab “{tab}”, {cell}: {mistake}")
IN_TAB = _("Form “{form}”, tab “{tab}”: {mistake}")
OF_FORM = _("Form “{form}”: {mistake}")
MORE = _("Form “{form}”: {number} more mistakes in its tabs.")
MISSING = _(
    "Form “{form}”: its tabs are not there. `flask setup-sheet` makes them; what is published stays as it is."
)
OLDER = _(
    "Form “{form}”: what was published last does not go with the programme’s files any more: {mistake}"
)
UNFIT = _("Form “{form}”: it cannot be edited in the spreadsheet: {mistake}")
UNREADABLE = _("its tabs cannot be read; whoever looks after the program must be told")


@dataclass(frozen=True)
class JudgedTabs:
    """What was found in a form's tabs: for these cells, beside this publication.

    `version`: of the form that they make.
    """

    digest: str
    number: int
    problems: Sequence[Problem]
    version: str = ""
    mistakes: int = 0


def judge_tabs(
    live: LiveProgramme, form: str, rows: TabRows, address: Address
) -> JudgedTabs:
    """Judges the cells of a form's tabs for the list of what is to be looked at.

    `address`: of a cell of a tab.
    """
    try:
        judged = judge(live, form, rows)
    except Exception:
        # One tab of one form must not stop the looks at all the others: its form
        # stays as it was published.
        log.exception("the tabs of %s cannot be judged", form)
        judged = Judged((TabMistake("", "", UNREADABLE),))
    version = ""
    if judged.form:
        version = judged.form.version
    problems = problems_of(live, form, judged.mistakes, address)
    return JudgedTabs(
        rows.digest, live.current.number, problems, version, len(judged.mistakes)
    )


def problems_of(
    live: LiveProgramme, form: str, mistakes: Sequence[TabMistake], address: Address
) -> list[Problem]:
    """A line for each mistake, in the language of the spreadsheet; not
    more than staff would read.
    """
    problems = [_problem(live, form, mistake, address) for mistake in mistakes[:TOLD]]
    if len(mistakes) > TOLD:
        values = (("form", form), ("number", str(len(mistakes) - TOLD)))
        problems.append(Problem(ProblemCode.form_tab, MORE, values))
    return problems


def standing_problems(
    live: LiveProgramme, form: str, *, is_there: bool
) -> list[Problem]:
    """What is wrong with a form whatever stands in its tabs.

    `is_there`: both tabs are.
    """
    faults = live.current.faults.get(form, ())[:1]
    problems = [
        Problem(ProblemCode.form_tab, OLDER, (("form", form), ("mistake", line)))
        for line in faults
    ]
    unfit = live.file_only(form).unfit
    if unfit:
        problems.append(
            Problem(
                ProblemCode.form_tab, UNFIT, (("form", form), ("mistake", unfit[0]))
            )
        )
    elif not is_there:
        problems.append(Problem(ProblemCode.form_tab, MISSING, (("form", form),)))
    return problems


def first_lines(
    live: LiveProgramme, form: str
) -> tuple[Sequence[Sequence[object]], Sequence[Sequence[object]]]:
    """What new tabs of a form begin with: the questions that it has now."""
    survey, choices, _lost = lines_of_tabs(
        live.current.programme.forms[form], live.base.languages
    )
    return survey, choices


def _problem(
    live: LiveProgramme, form: str, mistake: TabMistake, address: Address
) -> Problem:
    text = mistake.words(live.base.language, KNOWN)
    values: tuple[tuple[str, str], ...] = (("form", form), ("mistake", text))
    if not mistake.tab:
        return Problem(ProblemCode.form_tab, OF_FORM, values)
    values = (
        ("form", form),
        ("tab", live.base.forms[form].tab_title(mistake.tab)),
        ("mistake", text),
    )
    link = address(mistake.tab, mistake.cell)
    if not mistake.cell:
        return Problem(ProblemCode.form_tab, IN_TAB, values, address=link)
    return Problem(
        ProblemCode.form_tab, IN_CELL, (*values, ("cell", mistake.cell)), address=link
    )
