"""Mistakes in how the rows of a table are meetings are told where they stand,
with what to write instead.
"""

import pytest

from programme.load import load
from tests.programme.files import FORM, MAIN, RULES, mistakes, write

MEETINGS = """\
  meetings:
    label: Meetings
    prefix: MT
    title: subject
    case: tree
    calendar:
      begins: begins
      summary: "{tree.kind}: {subject}"
      cancelled: over
      invited: [tree.keeper, helper]
      called_by: [helper, {to: tree.keeper, only: subject != ""}]
      offered: [first, second]
      answers: {form: answer, hours: hours, comes: comes}
    contacts: {helper: {name: subject, email: helper_email}}
    columns:
      tree: {type: reference, table: trees, label: Tree}
      subject: {label: Subject}
      over: {type: acknowledge, label: Over}
      begins: {type: moment, label: Begins}
      first: {type: moment, label: First}
      second: {type: moment, label: Second}
      helper_email: {type: email, label: Helper}
  answers:
    label: Answers
    prefix: AN
    title: who
    case: meeting.tree
    columns:
      meeting: {type: reference, table: meetings, label: Meeting}
      who: {label: Who}
      hours: {label: Hours}
      comes: {type: select_one, label: Comes, choices: {yes: Yes, no: No}}
"""
ANSWER = """\
title: Answer
table: answers
public: false
fixed: meeting
person: who
fields: {who: {}, hours: {}, comes: {}}
"""
WITH_MEETINGS = MAIN + MEETINGS
TOLD = """\
  - name: hours
    label: Hours
    table: meetings
    on: received
    tell: [{to: calendar.invited, message: hello}, {to: calendar.caller, message: hello}]
"""
BY_RULES = RULES.replace("ladders:", f"{TOLD}ladders:")
HELLO = (
    "---\nsubject: Hello\n---\nHello, here is something to read that is long enough.\n"
)


def folder(tmp_path, main=WITH_MEETINGS, rules=BY_RULES, answer=ANSWER):
    write(tmp_path, main, FORM, rules)
    (tmp_path / "config" / "forms" / "answer.yaml").write_text(answer, encoding="utf-8")
    return tmp_path


def told(tmp_path, **files):
    folder(tmp_path, **files)
    main, rules = files.get("main", WITH_MEETINGS), files.get("rules", BY_RULES)
    lines = mistakes(tmp_path, main=main, rules=rules)
    return [line.partition(": ")[2] for line in lines]


def test_table_of_meetings_with_all_its_parts_is_right(tmp_path):
    calendar = load(folder(tmp_path)).tables["meetings"].calendar
    assert [candidate.to for candidate in calendar.called_by] == [
        "helper",
        "tree.keeper",
    ]
    assert calendar.hours == (8, 20)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("cancelled: over", "cancelled: ovr", '"ovr" is not a column here'),
        ("[tree.keeper, helper]", "[tree.keper, helper]", 'no contact "keper"; did you mean "keeper"?'),
        ("[tree.keeper, helper]", "[calendar.caller]", "calendar.caller would ask here for what is said here"),
        ("called_by: [helper,", "called_by: [helpr,", 'no contact "helpr"; did you mean "helper"?'),
        ('only: subject != ""', "only: subjct", '"subjct" is not a column here'),
        ("offered: [first, second]", "offered: [first, secnd]", 'meetings has no column "secnd"; did you mean "second"?'),
        ("offered: [first, second]", "offered: [begins]", "begins is the hour that is fixed, and no offer"),
        ("offered: [first, second]", "offered: [subject]", "subject is of type text; needed: moment"),
        ("{form: answer,", "{form: anwser,", 'no form "anwser"; did you mean "answer"?'),
        ("{form: answer,", "{form: new_tree,", 'the form "new_tree" is not about a record of meetings (`fixed`)'),
        ("hours: hours,", "hours: comes,", "comes is of type select_one; needed: text"),
        ("{yes: Yes, no: No}", "{yes: Yes, nope: No}", "the choices of comes must be: yes, no"),
        ("      answers: {form: answer, hours: hours, comes: comes}\n", "", "offered needs `answers`"),
        ("      invited: [tree.keeper, helper]\n", "", "offered needs `invited`: who is asked"),
        ("      cancelled: over", "      hours: [20, 8]", "hours are two hours of a day, like [8, 20]"),
    ],
)  # fmt: skip
def test_mistake_in_a_table_of_meetings_is_told(tmp_path, before, after, words):
    assert WITH_MEETINGS.count(before) == 1
    assert any(
        words in line
        for line in told(tmp_path, main=WITH_MEETINGS.replace(before, after))
    )


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "person: who\n",
            "",
            'the form "answer" needs `person`: the column that says whose answer it is',
        ),
        (
            "public: false\n",
            "",
            'the form "answer" needs `public: false`: only those invited answer',
        ),
    ],
)
def test_form_of_answers_names_a_person_and_is_not_public(
    tmp_path, before, after, words
):
    assert any(
        words in line for line in told(tmp_path, answer=ANSWER.replace(before, after))
    )


PROPOSAL = "title: Proposal\ntable: meetings\nfields: {subject: {}, first: {}}\n"


def test_form_that_shows_on_whose_clock_an_hour_is_what_is_not_public(tmp_path):
    folder(tmp_path)
    proposal = tmp_path / "config" / "forms" / "proposal.yaml"
    proposal.write_text(f"{PROPOSAL}public: false\nfixed: tree\n", encoding="utf-8")
    load(tmp_path)
    proposal.write_text(PROPOSAL, encoding="utf-8")
    words = 'the form "proposal" asks for offered hours and needs `public: false`'
    assert any(words in line for line in told(tmp_path))


LATE = "- {name: late, days: 7, tell: [{to: keeper, message: hello}]}"
LEAVING = LATE.replace("message: hello", "message: hello, leaves: {minutes_before: 60}")
CALLER = "{to: calendar.caller, message: hello}"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "calendar.invited",
            "calendar.invitd",
            'no way "calendar.invitd"; did you mean "calendar.invited"?',
        ),
        (
            "table: meetings",
            "table: visits",
            "say in config/programme.yaml who that is (`calendar.invited` of visits)",
        ),
        (
            CALLER,
            CALLER.replace("hello", "hello, leaves: {evening: 18}"),
            "`leaves` goes with a ladder",
        ),
        (CALLER, CALLER.replace("hello", "hello, leaves: {}"), "say one of both"),
        (LATE, LEAVING, "visit.day is of type date; needed: moment"),
    ],
)
def test_mistake_in_whom_and_when_rules_tell_of_a_meeting_is_told(
    tmp_path, before, after, words
):
    assert BY_RULES.count(before) == 1
    assert any(
        words in line for line in told(tmp_path, rules=BY_RULES.replace(before, after))
    )
