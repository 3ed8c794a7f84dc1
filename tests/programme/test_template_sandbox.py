"""What no template may do, whatever number a stranger has typed."""

from functools import partial

import jinja2
import pytest

from documents.templates import BODY as DOCUMENT
from documents.templates import TITLE_LINE
from programme.records.templates.template_values import TemplateValue, money
from programme.templates import BODY, SUBJECT_LINE

ENVIRONMENTS = (BODY, SUBJECT_LINE, DOCUMENT, TITLE_LINE)
NAMES = {
    "n": TemplateValue(1e9, "en"),
    "few": TemplateValue(3, "en"),
    "text": "x",
    "money": partial(money, "en"),
}


def written(environment, text):
    return environment.from_string("{{ " + text + " }}").render(NAMES)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(
    "text",
    [
        "text * (n | int)",
        "(n | int) * text",
        "[text] * (n | int)",
        "'x' * 1000000000",
        "9 ** 9999999",
        "(n | int) ** (n | int)",
        "'%1000000000d' % 5",
        "'%*d' % (few | int, 5)",
        "'%1000000000d' | format(5)",
        "'{:>900000000}'.format(text)",
        "text.ljust(n | int)",
        "text.zfill(width=n | int)",
        "text | center(n | int)",
        "text | indent(n)",
        "[1, 2] | batch(n | int, 'x') | list",
        "[1] | slice(n | int) | list",
        "range(n | int)",
        "lipsum(n | int)",
        "text.__class__",
        "n._value",
    ],
)
def test_template_cannot_fill_the_memory_or_reach_out(environment, text):
    with pytest.raises((jinja2.TemplateError, TypeError)):
        written(environment, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("text * (few | int)", "xxx"),
        ("few * few", "9"),
        ("2 ** 3", "8"),
        ("n % 7", "6"),
        ("text | center(3)", " x "),
        ("[few, text]", "[3, 'x']"),
        ("money(few * 1e30, 'USD')", "$3" + 10 * ",000" + ".00"),
    ],
)
def test_small_numbers_do_what_they_did(text, words):
    assert written(SUBJECT_LINE, text) == words


def test_truth_is_no_amount():
    with pytest.raises(ValueError, match="is a number"):
        money("en", TemplateValue(True, "en"), "USD")
