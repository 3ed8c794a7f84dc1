"""Whose lines are whose, where coordinators answer the cases of their countries."""

import dataclasses

from desk.cases import Cases
from desk.lines import Entry, Line, Rank
from desk.shares import shares
from programme.models.desk import Desk
from programme.records.record import Records
from tests.rules.small import TODAY, record
from tests.rules.test_team import ANA, EVA, LIA, PROGRAMME

TOWNS = [
    record("MN-1", name="Pimampiro", country="Ecuador"),
    record("MN-2", name="Cuenca", country="Ecuador"),
    record("MN-3", name="Serra", country="Brasil"),
]


def entry(key, case="", days=0, rank=Rank.due):
    return Entry(
        rank,
        0,
        key,
        lambda _language: Line(key, key),
        "towns" if case else "",
        case,
        days,
    )


def told(*listed, team=(ANA, EVA, LIA), desk=None):
    """Name → the keys of their lines, and of others' by name."""
    programme = PROGRAMME.model_copy(update={"desk": desk or Desk()})
    # Shares ask for records alone, and never for the journal.
    cases = Cases(programme, None, Records(programme, [*TOWNS, *team]), TODAY)
    return {
        share.person.name: (
            [entry.key for entry in share.entries],
            {
                names: [entry.key for entry in entries]
                for names, entries in share.others.items()
            },
        )
        for share in shares(cases, listed)
    }


def test_lines_go_to_who_answers_the_case_and_the_rest_to_who_answers_for_everything():
    assert told(entry("mails"), entry("a", "MN-1"), entry("b", "MN-3")) == {
        "person1": (["mails"], {"person2": ["a"], "person3": ["b"]}),
        "person2": (["a"], {}),
        "person3": (["b"], {}),
    }


def test_what_stood_for_seven_days_also_comes_to_who_answers_for_everything():
    listed = entry("old", "MN-1", days=7), entry("new", "MN-2", days=6)
    assert told(*listed)["person1"] == (["old"], {"person2": ["new"]})
    assert told(*listed)["person2"] == (["old", "new"], {})
    assert told(*listed, desk=Desk(unresolved_days=6))["person1"] == (
        ["old", "new"],
        {},
    )


def test_team_without_countries_shares_one_list():
    bob = dataclasses.replace(
        ANA,
        reference="PER-9",
        values={**ANA.values, "name": "Bob", "email": "bob@example.org"},
    )
    listed = entry("mails"), entry("a", "MN-1", days=30)
    assert told(*listed, team=(ANA, bob)) == {
        "person1": (["mails", "a"], {}),
        "Bob": (["mails", "a"], {}),
    }
