"""The repetitions of a form: what a page asks, and what they say to expressions
inside and outside of them.
"""

from datetime import date

import pytest

from programme.form_parts.form_logic import FormLogic
from programme.form_parts.repeats import Repeated, expanded, repetitions_of
from programme.models.forms import Form
from tests.forms.logic_form import field
from tests.programme.test_form_logic import SHELL

TODAY = date(2027, 3, 12)
LINES = (
    field("item", required=True),
    field("amount", "decimal", label="¿Cuánto, por ${item} de ${name}?"),
    field("reason", relevant="amount > limit", required=True),
    field("part", "decimal", calculate="amount / sum(budget.amount)"),
    field("number", "integer", calculate="position"),
)
FIELDS = (
    field("name"),
    field("limit", "decimal", default=100),
    field("budget", "repeat", table="lines", fields=LINES, relevant='name != "nobody"'),
    field("total", "decimal", calculate="sum(budget.amount)"),
    field("large", "integer", calculate="count(budget, amount > parent.limit)"),
    field("lines", "integer", calculate="count(budget)"),
)
FORM = Form(fields=FIELDS, **SHELL)


def decided(answers, keys=(0, 2), blank=()):
    given = {"name": "Ana", "limit": 100.0, **answers}
    return FormLogic.of(FORM).decide(given, TODAY, None, {"budget": keys}, blank)


def test_page_asks_each_question_once_for_each_repetition():
    asked = expanded(FORM, {"budget": (0, 2)})
    names = [part.name for part in asked.fields]
    of_budget = names[names.index("budget") + 1 : names.index("total")]
    questions = ("item", "amount", "reason", "part", "number")
    assert of_budget == [
        f"budget-{key}-{question}" for key in (0, 2) for question in questions
    ]
    assert repetitions_of(asked) == {"budget": (0, 2)}
    assert expanded(asked, {"budget": ()}).fields == FIELDS


def test_words_of_a_repetition_name_its_own_answers_and_those_around_it():
    asked = expanded(FORM, {"budget": (2,)})
    assert (
        asked.field("budget-2-amount").label["es"]
        == "¿Cuánto, por ${budget-2-item} de ${name}?"
    )


@pytest.mark.parametrize(
    "name",
    [
        "budget",
        "budget-2",
        "budget-2-",
        "form-key",
        "kept-photos",
        "a-b-c",
        "budget-x-item",
    ],
)
def test_name_of_anything_else_is_in_no_repetition(name):
    assert Repeated.of(name) is None


def test_name_is_its_own_repetitions_and_outside_the_rows_are_summed_up():
    decision = decided({"budget-0-amount": 50.0, "budget-2-amount": 150.0})
    values = decision.values
    assert (values["total"], values["large"], values["lines"]) == (200, 1, 2)
    assert (values["budget-0-part"], values["budget-2-part"]) == (0.25, 0.75)
    assert (values["budget-0-number"], values["budget-2-number"]) == (1, 2)
    assert "budget-2-reason" in decision.relevant
    assert "budget-0-reason" not in decision.relevant


def test_blank_repetition_is_asked_and_counts_nowhere():
    decision = decided({"budget-0-amount": 50.0}, blank={"budget-2"})
    assert (decision.values["lines"], decision.counted) == (1, {"budget-0"})
    assert "budget-2-item" in decision.relevant


def test_repeat_that_does_not_apply_has_no_rows():
    decision = decided({"name": "nobody", "budget-0-amount": 50.0})
    assert (decision.values["total"], decision.values["lines"]) == (0, 0)
    assert not any(name.startswith("budget") for name in decision.relevant)
    assert decision.values["budget-0-amount"] is None


def test_section_inside_ends_with_its_repetition():
    lines = (
        field("kind"),
        field("more", "section", relevant='kind == "x"'),
        field("detail"),
    )
    fields = (field("budget", "repeat", table="lines", fields=lines), field("last"))
    logic = FormLogic.of(Form(fields=fields, **SHELL))
    decision = logic.decide({"budget-0-kind": "x"}, TODAY, None, {"budget": (0, 1)})
    assert {"budget-0-detail", "last"} <= decision.relevant
    assert "budget-1-detail" not in decision.relevant
