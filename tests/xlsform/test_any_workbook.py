"""Whatever stands in a workbook: nothing breaks, and what is made of it without a
mistake passes `flask check`.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.load import load
from tests.xlsform.books import book, brought_in, folder_of
from xlsform.import_form import import_form
from xlsform.remarks import Weight

COLUMNS = (
    "type", "name", "label", "hint", "relevant", "required", "constraint", "calculation", "default", "appearance", "parameters",
)  # fmt: skip
TYPES = (
    "text", "integer", "decimal", "date", "time", "dateTime", "select_one l", "select_multiple l",
    "select_one l or_other", "range",
    "acknowledge", "note", "calculate", "image", "audio", "geopoint", "today", "start", "hidden", "begin_group", "end_group",
    "begin_repeat", "end_repeat", "select_one m", "nonsense", "",
)  # fmt: skip
NAMES = ("a", "b", "c", "A", "1", "today", "consent", "a_other", "name with spaces", "")
WORDS = (
    "", "Label", "label", "${a}", "${b} of ${c}", "no", "12:30", "# x", "'", "{{ x }}", "=1+1", 3.0, True, "a: b",
    "\xa0", "${today}",
)  # fmt: skip
EXPRESSIONS = (
    "", "", "", "${a} = 'x'", "${a} = 1", "${b} > 3", ". > 2", "selected(${a}, '1')", "${c} = 'OK'",
    "not(${c} = 'OK') or ${a} != ''",
    "today() > ${b}", "${b} + 1", "count-selected(${a})", "if(${b} > 1, 'x', 'y')", "pulldata('a')", "../a", "(",
    "yes", "true()",
    "${a}", "${today} > ${b}", "concat(${a}, ${b})", "0", 1.0,
)  # fmt: skip
DEFAULTS = ("", "", "1", 1, "x", "OK", "'q'", "today()", "2027-01-01", "x 1")
LABELS = ("One", "one", "Two", "", "choice_1")
ROW = st.tuples(
    st.sampled_from(TYPES), st.sampled_from(NAMES), st.sampled_from(WORDS), st.sampled_from(WORDS),
    *[st.sampled_from(EXPRESSIONS)] * 4,
    st.sampled_from(DEFAULTS), st.sampled_from(("", "multiline", "minimal")), st.sampled_from(("", "start=1 end=5",
    "start=5 end=1", "x")),
)  # fmt: skip
NEARLY_RIGHT = (*TYPES[:14], "begin_group", "end_group")
CHOICE = st.tuples(
    st.sampled_from(("l", "l", "m", "")),
    st.sampled_from((1, 2.0, "x", "X", "other", "")),
    st.sampled_from(LABELS),
)


ALWAYS = [
    ("select_one l", "a", "A"),
    ("integer", "b", "B"),
    ("acknowledge", "c", "C"),
    ("today", "today", None),
]
CHOICES = [
    ("list_name", "name", "label"),
    ("l", "1", "One"),
    ("l", "x", "Two"),
    ("l", "X", "two"),
]


def written(place, survey, choices):
    """A workbook; blank cells are blank."""
    rows = [[None if cell == "" else cell for cell in row] for row in survey]
    return book(place / "book.xlsx", rows, choices, head=COLUMNS)


@pytest.mark.long
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(survey=st.lists(ROW, max_size=8), choices=st.lists(CHOICE, max_size=4))
def test_nothing_breaks(tmp_path_factory, survey, choices):
    place = tmp_path_factory.mktemp("any")
    file = written(place, survey, [("list_name", "name", "label"), *choices])
    form = import_form(file, load(folder_of(place, "[en]")))
    assert form.form["title"] == "Book"


@pytest.mark.long
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    survey=st.lists(ROW, max_size=8),
    types=st.lists(st.sampled_from(NEARLY_RIGHT), min_size=8, max_size=8),
)
def test_what_is_taken_passes_check(tmp_path_factory, survey, types):
    place = tmp_path_factory.mktemp("right")
    rows = [
        (types[number], f"q{number}", *row[2:10], "start=1 end=5")
        for number, row in enumerate(survey)
    ]
    depth = 0
    for number, row in enumerate(rows):
        depth += (row[0] == "begin_group") - (row[0] == "end_group")
        if depth < 0:
            rows[number], depth = ("text", *row[1:]), 0
    rows += [("end_group",)] * depth
    folder = folder_of(place, "[en]")
    form = import_form(written(place, [*ALWAYS, *rows], CHOICES), load(folder))
    # Questions that decide about one another, and what has no calculation, are
    # mistakes of the workbook.
    if not form.of(Weight.mistake):
        assert brought_in(folder, form).forms["book"].fields
