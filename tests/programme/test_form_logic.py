"""Which questions apply, and in which order that is decided."""

from datetime import date

import pytest

from programme.form_parts.form_logic import FormLogic, LogicCycleError
from programme.models.forms import Form
from tests.forms.logic_form import FIELDS, field

TODAY = date(2027, 3, 12)
SHELL = {
    "title": {},
    "table": "t",
    "consent": {"version": "1", "text": {}, "agree": {}, "publication": {}},
}


def logic(*fields):
    return FormLogic.of(Form(fields=fields, **SHELL))


def asked(answers, *fields):
    decision = logic(*(fields or FIELDS)).decide(answers, TODAY)
    return decision.relevant & answers.keys(), decision.values


@pytest.mark.parametrize(
    ("answers", "applies"),
    [
        ({"kind": "x", "detail": "p", "reason": "r"}, {"kind", "detail", "reason"}),
        # The chain of cases/README: what is not asked any more decides nothing.
        ({"kind": "y", "detail": "p", "reason": "r"}, {"kind"}),
        ({"kind": "y", "asked": 5.0}, {"kind", "asked"}),
        ({"kind": "x", "asked": 5.0}, {"kind"}),
        ({"kind": None, "detail": "p"}, {"kind"}),
    ],
)
def test_answer_that_does_not_apply_is_blank_for_all_others(answers, applies):
    relevant, values = asked(answers)
    assert relevant == applies
    assert all(values[name] is None for name in answers.keys() - applies)


def test_computed_value_follows_the_answers_and_decides_itself():
    decision = logic(*FIELDS).decide({"kind": "y", "asked": 60.0, "own": 40.0}, TODAY)
    assert decision.values["total"] == 100
    assert "enough" in decision.relevant
    assert (
        "enough"
        not in logic(*FIELDS).decide({"kind": "y", "asked": 60.0}, TODAY).relevant
    )
    # Its section does not apply.
    assert (
        logic(*FIELDS).decide({"kind": "x", "asked": 60.0}, TODAY).values["total"]
        is None
    )


def test_question_may_depend_on_a_later_one():
    fields = (field("early", relevant='late == "yes"'), field("late"))
    assert asked({"early": "e", "late": "yes"}, *fields)[0] == {"early", "late"}
    assert asked({"early": "e", "late": "no"}, *fields)[0] == {"late"}


def test_circle_is_refused_with_its_names():
    with pytest.raises(LogicCycleError, match="→"):
        logic(field("a", relevant='b == "1"'), field("b", relevant='a == "1"'))


def test_form_without_conditions_is_plain():
    assert logic(field("a"), field("b", required=True)).is_plain
    assert not logic(*FIELDS).is_plain
