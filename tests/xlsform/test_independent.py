"""Relevance, constraints and calculations are those that Enketo's evaluator comes to,
on published, random and our own forms.

Where we differ on purpose is written in docs/xlsform.md: `not` of what is not known, a
blank computed number compared with `=`, a division by zero, a pattern that fits a part
of the answer, and 15 figures. The random expressions keep clear of these.
"""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from pyxform.errors import PyXFormError

from programme.form_parts.form_logic import Decision, FormLogic, QuestionLogic
from programme.form_parts.repeats import repeats_of
from programme.load import load
from tests.conftest import missing
from tests.xlsform import xpath
from tests.xlsform.answers import TODAY, answers
from tests.xlsform.books import book, brought_in, folder_of
from tests.xlsform.published_books import ENKETO, FILES, HINT, as_xlsx
from tests.xlsform.test_round_trip import Case, cases
from tests.xlsform.xform import XForm, open_page
from xlsform.export_form import export_form
from xlsform.import_form import import_form
from xlsform.remarks import Weight, WorkbookError

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
]
WITH_LOGIC = (
    "cascading_select_test_equivalent.xls",
    "specify_other.xls",
    "spaces_in_choices_header.xls",
    "badly_named_choices_sheet.xls",
)
HEAD = ("type", "name", "label", "calculation", "relevant", "constraint")
FIGURES = 1e-12
DRAWN = {
    "database": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    if not ENKETO.is_dir():
        missing("published", HINT)
    page = open_page(browser)
    page.clock.set_fixed_time(
        datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=UTC)
    )
    yield page
    page.context.close()


def drawn(strategy: st.SearchStrategy[Any], examples: int) -> list[Any]:
    """So many examples, the same ones each time."""
    values: list[Any] = []

    @settings(max_examples=examples, **DRAWN)
    @given(strategy)
    def draw(value: Any) -> None:
        values.append(value)

    draw()
    return values


def differences(
    page: Page, xform: XForm, batch: list[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    """What the two do not agree in: question, what of it, the expression,
    the answers, ours, theirs.
    """
    logic = FormLogic.of(xform.form)
    different: list[tuple[Any, ...]] = []
    for given_answers, theirs in zip(batch, xform.decide(page, batch), strict=True):
        decision = logic.decide(given_answers, TODAY)
        for name, their in theirs.items():
            part = logic.parts[name]
            written = xform.expressions(name)
            for key, ours, other in verdicts(xform, part, decision, their):
                if not same(ours, other):
                    different.append(
                        (name, key, written.get(key), given_answers, ours, other)
                    )
    return different


def verdicts(
    xform: XForm, part: QuestionLogic, decision: Decision, their: dict[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    name = part.field.name
    value = decision.values[name]
    yield "relevant", name in decision.relevant, their["relevant"]
    if part.calculate:
        yield (
            "calculate",
            value or None if isinstance(value, bool) else value,
            xform.value(part.field, their["value"]),
        )
    if part.constraint and value is not None:
        yield (
            "constraint",
            part.constraint.evaluate(decision.values) is True,
            their["constraint"],
        )


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=FIGURES, abs_tol=FIGURES)
    return bool(ours == theirs)


# Published forms


def check_published(page: Page, file: Path, place: Path, examples: int) -> None:
    folder = folder_of(place, "[en]")
    workbook = as_xlsx(file, place)
    try:
        imported = import_form(workbook, load(folder))
    except WorkbookError:
        pytest.skip("it is not a form")
    if imported.of(Weight.mistake):
        pytest.skip("its mistakes are named (test_published.py)")
    form = brought_in(folder, imported).forms[imported.name]
    try:
        xform = XForm.of(workbook, form)
    except PyXFormError:
        pytest.skip("pyxform does not take it")
    not_carried = {
        name
        for name in xform.paths
        for key, ours in (
            ("relevant", "relevant"),
            ("constraint", "constraint"),
            ("calculate", "calculate"),
        )
        if key in xform.expressions(name) and not getattr(form.field(name), ours)
    }
    # What is not carried is told, and such a question cannot be compared.
    assert (
        not not_carried or imported.of(Weight.left_out) or imported.of(Weight.changed)
    )
    different = differences(page, xform, drawn(answers(form), examples))
    assert [part for part in different if part[0] not in not_carried] == []


@pytest.mark.parametrize("name", WITH_LOGIC)
def test_published_form_with_logic_decides_as_enketo_does(
    name: str, page: Page, tmp_path: Path
) -> None:
    [file] = [file for file in FILES if file.name == name]
    check_published(page, file, tmp_path, examples=15)


@pytest.mark.long
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_published_form_decides_as_enketo_does(
    file: Path, page: Page, tmp_path: Path
) -> None:
    check_published(page, file, tmp_path, examples=25)


# Random expressions


def random_form(place: Path, expressions: list[tuple[str, str, str]]) -> XForm:
    """Imported from a workbook with these calculations and conditions."""
    rows: list[tuple[Any, ...]] = list(xpath.SURVEY)
    for index, (number, text, condition) in enumerate(expressions):
        rows.append(("calculate", f"number{index}", None, number))
        rows.append(("calculate", f"text{index}", None, text))
        rows.append(("text", f"asked{index}", "Asked", None, condition))
        rows.append(("integer", f"checked{index}", "Checked", None, None, condition))
    place.mkdir()
    workbook = book(place / "book.xlsx", rows, xpath.CHOICES, head=HEAD)
    folder = folder_of(place, "[en]")
    imported = import_form(workbook, load(folder))
    assert imported.of(Weight.left_out) == imported.of(Weight.mistake) == []
    return XForm.of(workbook, brought_in(folder, imported).forms[imported.name])


def check_random(page: Page, place: Path, examples: int, *, blanks: bool) -> None:
    shape = st.tuples(xpath.NUMBER, xpath.TEXT, xpath.CONDITION)
    if blanks:
        shape = st.tuples(xpath.NUMBER_OF_BLANKS, xpath.TEXT, xpath.CONDITION_OF_BLANKS)
    for number, expressions in enumerate(
        drawn(st.lists(shape, min_size=25, max_size=25, unique=True), examples)
    ):
        xform = random_form(place / str(number), expressions)
        values = answers(xform.form, blanks=blanks)
        assert differences(page, xform, drawn(values, 20)) == []


def test_random_expressions_give_what_enketo_gives(page: Page, tmp_path: Path) -> None:
    check_random(page, tmp_path, 1, blanks=False)


def test_random_expressions_over_blanks_give_what_enketo_gives(
    page: Page, tmp_path: Path
) -> None:
    check_random(page, tmp_path, 1, blanks=True)


@pytest.mark.long
def test_many_random_expressions_give_what_enketo_gives(
    page: Page, tmp_path: Path
) -> None:
    check_random(page, tmp_path, 12, blanks=False)


@pytest.mark.long
def test_many_random_expressions_over_blanks_give_what_enketo_gives(
    page: Page, tmp_path: Path
) -> None:
    check_random(page, tmp_path, 12, blanks=True)


# Our own forms, exported


# Answers to a repeat are several nodes of one path; here each path has one.
ONE_NODE_A_PATH = tuple(case for case in cases() if not any(repeats_of(case.form)))


@pytest.mark.parametrize("case", ONE_NODE_A_PATH, ids=str)
def test_exported_form_decides_in_enketo_as_it_does_here(
    case: Case, page: Page, tmp_path: Path
) -> None:
    remarks = export_form(case.form, case.programme.languages, tmp_path / "form.xlsx")
    xform = XForm.of(tmp_path / "form.xlsx", case.form)
    told = " ".join(str(remark) for remark in remarks)
    different = differences(page, xform, drawn(answers(case.form), 15))
    assert [
        part for part in different if f"survey!{part[0]}: {part[1]}" not in told
    ] == []
