"""Mistakes in pages of contacts, in handovers and in proposals,
each told where it stands.
"""

import pytest

from core.errors import ProgrammeError
from programme.load import load
from tests.programme.files import MAIN, RULES, mistakes, write

PAGE = """\
pages:
  keeper:
    table: trees
    contact: keeper
    label: Page of a keeper
    of: parent
    only: state == "alive"
    people: keeper
    lists: [{table: visits, date: day}]
"""
SHARED = MAIN.replace("keeper_email}}", "keeper_email, shared: protected}}").replace(
    "tables:\n", PAGE + "tables:\n", 1
)
PAGED = SHARED.replace(
    "{type: acknowledge,", "{type: acknowledge, unreadable_means: false,"
)
HANDED = RULES.replace("on: received", "on: {contact_changes: keeper}")
DESK = """\
loads: [{name: parents, label: Parents, of: parent}]
proposals:
  - name: parents
    label: Parents
    of: parent
    shows: kind
    when: state == "alive"
    only: height > case.height
    load: parents
    score: [{when: load == 0, points: 1, label: Free}]
"""


def test_pages_and_handovers_without_mistakes_load(tmp_path):
    programme = load(write(tmp_path, main=PAGED, rules=HANDED))
    assert (
        programme.pages["keeper"].of,
        programme.rules.events[0].on.contact_changes,
    ) == (("parent",), "keeper")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "contact: keeper\n",
            "contact: keper\n",
            'no contact of trees "keper"; did you mean "keeper"?',
        ),
        (
            "of: parent\n    only",
            "of: height\n    only",
            "height is of type decimal; needed: reference",
        ),
        (
            'only: state == "alive"',
            'only: stat == "alive"',
            '"stat" is not a column here; did you mean "state"?',
        ),
        ("people: keeper", "people: owner", 'no contact of trees "owner"'),
        (
            "lists:",
            "forms: new_tree\n    lists:",
            'the form "new_tree" is not about a record of trees',
        ),
        (
            "lists:",
            "shows: keeper_email\n    lists:",
            "keeper_email is about a person or for staff only",
        ),
        (
            "lists:",
            "next_steps: plant\n    lists:",
            'no next step of config/desk.yaml "plant"',
        ),
        (
            ", shared: protected",
            "",
            "trees.contacts.keeper does not say by which condition they agreed (`shared`)",
        ),
        (
            ", unreadable_means: false",
            "",
            "protected needs `unreadable_means: false`: a cell that nobody can read",
        ),
        (
            "shared: protected",
            "shared: protekted",
            '"protekted" is not a column here; did you mean "protected"?',
        ),
    ],
)
def test_mistake_in_a_page_is_told(tmp_path, before, after, told):
    assert PAGED.count(before) == 1
    assert any(
        told in line for line in mistakes(tmp_path, main=PAGED.replace(before, after))
    )


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (
            "{contact_changes: keper}",
            'no contact of trees "keper"; did you mean "keeper"?',
        ),
        (
            "{column: state, filled: true, replaced: true}",
            "say one of these: `becomes: <a choice>`",
        ),
    ],
)
def test_mistake_in_what_an_event_waits_for_is_told(tmp_path, on, told):
    rules = RULES.replace("on: received", f"on: {on}")
    assert any(told in line for line in mistakes(tmp_path, rules=rules))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "    of: parent\n",
            "    of: kind\n",
            "kind is of type text; needed: reference",
        ),
        (
            "case.height",
            "case.hight",
            '"hight" is not a column there; did you mean "height"?',
        ),
        ("load == 0", "lode == 0", '"lode" is not a column here; did you mean "load"?'),
        ("load: parents", "load: parent", 'no load "parent"; did you mean "parents"?'),
        ("shows: kind", "shows: kid", 'no column "kid"; did you mean "kind"?'),
        ("points: 1", "points: 1000", "points"),
    ],
)
def test_mistake_in_a_proposal_is_told(tmp_path, before, after, told):
    assert DESK.count(before) == 1
    write(tmp_path)
    (tmp_path / "config" / "desk.yaml").write_text(
        DESK.replace(before, after), encoding="utf-8"
    )
    with pytest.raises(ProgrammeError, match=r"desk\.yaml") as raised:
        load(tmp_path)
    assert told in str(raised.value)


def test_proposals_without_mistakes_load(tmp_path):
    write(tmp_path)
    (tmp_path / "config" / "desk.yaml").write_text(DESK, encoding="utf-8")
    assert load(tmp_path).desk.proposals[0].score[0].points == 1
