"""How a form falls into pages, and which of them have something to ask."""

import pytest

from programme.form_parts.form_logic import FormLogic
from programme.form_parts.form_pages import FIRST, FormPages
from programme.models.forms import Form
from tests.forms.logic_form import field
from tests.programme.test_form_logic import SHELL, TODAY

FIELDS = (
    field("welcome", "note"),
    field("one", "page"),
    field("a"),
    field("two", "page", relevant='a == "two"'),
    field("part", "section"),
    field("b"),
    field("three", "page"),
    field("c", relevant='a == "three"'),
    field("four", "page"),
    field("heading", "section"),
    field("twice", "text", calculate="a", label="Twice"),
)


def form(*fields, **keys):
    return Form(fields=fields, **SHELL, **keys)


def test_form_falls_into_pages_at_their_headings():
    pages = FormPages.of(form(*FIELDS)).pages
    assert [(page.name, sorted(page.questions)) for page in pages] == [
        (FIRST, ["welcome"]),
        ("one", ["a"]),
        ("two", ["b", "part"]),
        ("three", ["c"]),
        ("four", ["heading", "twice"]),
    ]


@pytest.mark.parametrize(
    ("fields", "keys", "is_paged"),
    [
        ((field("a"), field("part", "section"), field("b")), {}, False),
        ((field("a"),), {"check_answers": True}, True),
        ((field("one", "page"), field("a")), {}, True),
    ],
)
def test_form_is_paged_where_it_says_so(fields, keys, is_paged):
    assert FormPages.of(form(*fields, **keys)).is_paged is is_paged


@pytest.mark.parametrize(
    ("answer", "applying"),
    [
        ("two", [FIRST, "one", "two", "four"]),
        ("three", [FIRST, "one", "three", "four"]),
        ("", [FIRST, "one", "four"]),
    ],
)
def test_page_without_a_question_that_applies_is_skipped(answer, applying):
    built = form(*FIELDS)
    relevant = FormLogic.of(built).decide({"a": answer}, TODAY).relevant
    pages = FormPages.of(built).pages
    assert [
        page.name for page in pages if page.applies(relevant, {"a", "b", "c"})
    ] == applying


def test_page_of_which_a_link_decides_everything_is_skipped():
    [_welcome, page, *_others] = FormPages.of(form(*FIELDS)).pages
    assert not page.applies({"one", "a"}, question_names=())
