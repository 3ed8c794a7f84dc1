"""What the tab Settings lets go, as a table: what stands in it → what each rule may
do.
"""

import pytest

from core.problem import Problem, ProblemCode
from programme.app_tables import SETTINGS, settings
from programme.records.record import Record, Records
from rules.switches import (
    MAIN_MISSING,
    MAIN_STOPS,
    MAIN_UNREADABLE,
    RULE_ASKS,
    RULE_STOPS,
    RULE_UNREADABLE,
    switch_problems,
    switches,
)
from tests.rules.small import LABELS, label, programme

STEPS = [{"name": "on", "days": 0}]
LADDERS = [
    {
        "name": name,
        "label": label(name),
        "table": "tasks",
        "date": "due",
        "steps": STEPS,
    }
    for name in ("due", "late")
]


def lines(**values):
    """The records of a tab Settings with these lines."""
    small = programme(ladders=LADDERS)
    small = small.model_copy(
        update={"tables": {**small.tables, SETTINGS: settings(LABELS)}}
    )
    return Records(
        small,
        [Record(SETTINGS, name, {"value": value}) for name, value in values.items()],
    )


def wrong(reference, column="value", code=ProblemCode.cell):
    return Problem(code, "…", (), SETTINGS, reference, column)


OPEN = {"mail": "send", "due": "automatic"}


@pytest.mark.parametrize(
    ("values", "problems", "hold", "waits"),
    [
        (OPEN, [], "", ""),
        ({**OPEN, "due": "ask"}, [], "", RULE_ASKS),
        ({**OPEN, "due": "stop"}, [], RULE_STOPS, RULE_STOPS),
        ({**OPEN, "due": None}, [], RULE_UNREADABLE, RULE_UNREADABLE),
        ({**OPEN, "due": "send"}, [], RULE_UNREADABLE, RULE_UNREADABLE),
        (OPEN, [wrong("due")], RULE_UNREADABLE, RULE_UNREADABLE),
        (OPEN, [wrong("due", "")], RULE_UNREADABLE, RULE_UNREADABLE),
        (
            OPEN,
            [
                wrong("late"),
                wrong("due", "help"),
                wrong("due", code=ProblemCode.switch),
            ],
            "",
            "",
        ),
        ({"mail": "send"}, [], "", RULE_ASKS),
        ({**OPEN, "mail": "stop"}, [], MAIN_STOPS, ""),
        ({**OPEN, "mail": None}, [], MAIN_UNREADABLE, ""),
        ({**OPEN, "mail": "automatic"}, [], MAIN_UNREADABLE, ""),
        (OPEN, [wrong("mail")], MAIN_UNREADABLE, ""),
        ({"due": "automatic"}, [], MAIN_MISSING, ""),
        ({}, [], MAIN_MISSING, RULE_ASKS),
        (OPEN, [wrong("", "", ProblemCode.tab_lost)], MAIN_MISSING, ""),
        (OPEN, [wrong("", "value", ProblemCode.column_lost)], MAIN_MISSING, ""),
        (OPEN, [wrong("", "help", ProblemCode.column_lost)], "", ""),
        (OPEN, [Problem(ProblemCode.cell, "…", (), "towns", "due", "value")], "", ""),
    ],
)
def test_line_holds_its_own_kind_and_the_main_line_all(values, problems, hold, waits):
    says = switches(lines(**values), problems)
    assert (says.hold("due"), says.waits("due")) == (hold, waits)


def test_mail_of_no_rule_obeys_the_main_line_alone():
    assert [
        switches(lines(mail=word, due="stop"), ()).hold("daily")
        for word in ("send", "stop")
    ] == ["", MAIN_STOPS]


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ({**OPEN, "late": "ask"}, {}),
        (
            {**OPEN, "due": "stop", "late": None},
            {RULE_STOPS: ("due",), RULE_UNREADABLE: ("late",)},
        ),
        ({**OPEN, "due": None, "late": None}, {RULE_UNREADABLE: ("due", "late")}),
        ({"mail": "stop", "due": None}, {MAIN_STOPS: ()}),
    ],
)
def test_what_is_held_is_said_once_for_each_reason(values, holds):
    assert switches(lines(**values), ()).holds(("due", "late")) == holds


@pytest.mark.parametrize(
    ("values", "problems", "told"),
    [
        ({**OPEN, "late": "ask"}, [], []),
        (
            {**OPEN, "due": None, "late": "send", "of_no_rule": None},
            [],
            ["due", "late"],
        ),
        ({**OPEN, "mail": None}, [], ["mail"]),
        ({"due": "ask"}, [], [""]),
        ({}, [], []),
        ({"mail": None, "due": None}, [wrong("mail"), wrong("due")], []),
        ({"due": None}, [wrong("", "", ProblemCode.tab_lost)], []),
    ],
)
def test_line_that_says_nothing_is_told_once(values, problems, told):
    assert [
        problem.reference for problem in switch_problems(lines(**values), problems)
    ] == told


def test_words_to_write_are_those_of_the_drop_down():
    [problem] = switch_problems(lines(**{**OPEN, "due": None}), ())
    assert "“automático”" in problem.words("es")
    assert "“preguntar antes”" in problem.words("es")
