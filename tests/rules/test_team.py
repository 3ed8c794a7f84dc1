"""Who answers which case, and who stands in for whom."""

from datetime import timedelta

import pytest

from programme.model import By, Case, Role
from programme.records.record import Records
from rules.recipients.people import people
from rules.recipients.team import by_mail, everybody_by_mail, holders, team_problems
from tests.rules.small import TODAY, column, label, programme, record, view
from tests.rules.small import table as new_table

COLUMNS = [
    column("name"),
    column("country"),
    column("coordinator", "reference", table="people"),
]
TOWN_TABLE = new_table("towns", "MN", COLUMNS, case="self")
PROGRAMME = programme().model_copy(
    update={
        "case": Case(table="towns", coordinator="coordinator", country="country"),
        "roles": {
            "coordinator": Role(label=label("c"), by=By.country),
            "committee": Role(label=label("committee")),
        },
        "tables": {**programme().tables, "towns": TOWN_TABLE},
    }
)
TOMORROW = (TODAY + timedelta(days=1)).isoformat()
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


def person(number, role="coordinator", **values):
    name = f"person{number}"
    return record(
        f"PER-{number}",
        name=name,
        email=f"{name}@example.org",
        role=role,
        **{"active": True, **values},
    )


def town(**values):
    return record("MN-1", name="Pimampiro", **values)


ANA = person(1)  # answers for all
EVA = person(2, countries="Ecuador, Perú")
LIA = person(3, countries="BR")


def answering(about, *team, role="coordinator"):
    records = Records(PROGRAMME, [about, *team])
    return [one.name for one in by_mail(view(records, "MN-1"), role)]


@pytest.mark.parametrize(
    ("country", "team", "names"),
    [
        ("Ecuador", (ANA, EVA, LIA), ["person2"]),
        ("Brasil", (ANA, EVA, LIA), ["person3"]),
        ("Chile", (ANA, EVA, LIA), ["person1"]),
        ("nowhere", (ANA, EVA), ["person1"]),
        ("", (EVA, LIA), ["person2", "person3"]),
        ("Ecuador", (ANA,), ["person1"]),
    ],
)
def test_case_is_answered_by_country(country, team, names):
    assert answering(town(country=country), *team) == names


def test_coordinator_whom_the_case_names_answers_it_whatever_the_country_and_role():
    other = person(4, "committee")
    assert answering(town(country="Ecuador", coordinator="PER-4"), ANA, EVA, other) == [
        "person4"
    ]
    assert answering(
        town(country="Ecuador", coordinator="PER-4"), ANA, EVA, person(4, active=False)
    ) == ["person2"]


def test_role_that_goes_by_no_country_is_told_as_a_whole():
    team = (person(5, "committee", countries="BR"), person(6, "committee"))
    assert answering(town(country="Ecuador"), *team, role="committee") == [
        "person5",
        "person6",
    ]


def test_everybody_is_whoever_answers_some_case():
    records = Records(
        PROGRAMME,
        [
            town(coordinator="PER-4"),
            ANA,
            EVA,
            person(4, "committee"),
            person(5, "committee"),
        ],
    )
    assert [one.name for one in everybody_by_mail(records, "coordinator", TODAY)] == [
        "person1",
        "person2",
        "person4",
    ]


@pytest.mark.parametrize(
    ("away_until", "names"),
    [
        (TOMORROW, ["person1"]),
        (TODAY.isoformat(), ["person1"]),
        (YESTERDAY, ["person2"]),
    ],
)
def test_whoever_is_away_is_replaced_until_that_day(away_until, names):
    away = person(2, countries="Ecuador", away_until=away_until, replaced_by="PER-1")
    assert answering(town(country="Ecuador"), ANA, away) == names


def test_replacement_is_told_in_the_place_of_who_is_away():
    away = person(2, countries="Ecuador", away_until=TOMORROW, replaced_by="PER-3")
    records = Records(PROGRAMME, [town(country="Ecuador"), away, LIA])
    [told] = people(view(records, "MN-1"), ("role.coordinator",))
    assert (told.email, told.path) == ("person3@example.org", "role.coordinator#PER-2")
    # Links to what only the team may do are for the reader, not for who is away.
    assert told.row == "PER-3"


def test_replacement_who_is_away_is_replaced_too_and_nobody_is_told_twice():
    first = person(1, away_until=TOMORROW, replaced_by="PER-2")
    second = person(2, away_until=TOMORROW, replaced_by="PER-3")
    records = Records(PROGRAMME, [town(), first, second, person(3)])
    [told] = holders(view(records, "MN-1"), "coordinator")
    assert (told.name, told.path) == ("person3", "role.coordinator#PER-3")


def texts_of(*rows):
    return [
        (p.reference, p.column, p.words("en"))
        for p in team_problems(Records(PROGRAMME, rows), TODAY)
    ]


def test_ring_of_people_who_are_away_is_a_problem_and_mails_stay_with_them():
    ring = [
        person(1, away_until=TOMORROW, replaced_by="PER-2"),
        person(2, away_until=TOMORROW, replaced_by="PER-1"),
    ]
    assert answering(town(), *ring) == ["person1", "person2"]
    assert [(reference, column) for reference, column, _words in texts_of(*ring)] == [
        ("PER-1", "replaced_by"),
        ("PER-2", "replaced_by"),
    ]
    assert "person1 → person2 → person1" in texts_of(*ring)[0][2]


@pytest.mark.parametrize(
    ("row", "place", "words"),
    [
        (person(1, countries="Ecuador; Narnia"), ("PER-1", "countries"), "“Narnia”"),
        (person(1, away_until=TOMORROW), ("PER-1", "replaced_by"), "nobody stands in"),
        (town(country="Narnia"), ("MN-1", "country"), "“Narnia”"),
    ],
)
def test_what_can_mean_two_things_is_to_be_reviewed(row, place, words):
    [(reference, column, text)] = texts_of(row)
    assert ((reference, column), words in text) == (place, True)


def test_named_coordinator_who_is_not_active_is_to_be_reviewed():
    [(reference, column, _text)] = texts_of(
        town(coordinator="PER-1"), person(1, active=False)
    )
    assert (reference, column) == ("MN-1", "coordinator")
