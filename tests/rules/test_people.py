import pytest

from rules.overdue.judge import Judge
from rules.recipients.people import people
from rules.recipients.person import Person
from rules.recipients.team import holders
from rules.still_asked import still_asked
from tests.rules.small import TODAY, book, record, records, view

ANA = record(
    "PER-1",
    name="Ana",
    email="ana@example.org",
    language="en",
    role="coordinator",
    active=True,
)
EVA = record(
    "PER-2",
    name="Eva",
    email="eva@example.org",
    role="committee",
    active=True,
    time_zone="Europe/Rome",
)
IVO = record(
    "PER-3", name="Ivo", email="ivo@example.org", role="committee", active=True
)
TOWN = record(
    "MN-1",
    name="Pimampiro",
    who="Luz",
    mail="luz@example.org",
    speaks="es",
    mentor="CM-1",
)
MENTOR = record(
    "CM-1", name="Riobamba", who="Rita", mail="rita@example.org", speaks="xx"
)
TASK = record("CP-1", town="MN-1", who="Oto", mail="oto@example.org", speaks="en")


def told(*to, some=(ANA, EVA, TOWN, MENTOR, TASK), about="CP-1"):
    return [person.email for person in people(view(records(*some), about), to)]


@pytest.mark.parametrize(
    ("to", "emails"),
    [
        (["owner"], ["oto@example.org"]),
        (["town.contact"], ["luz@example.org"]),
        (["town.mentor.contact"], ["rita@example.org"]),
        (["role.coordinator"], ["ana@example.org"]),
        (["owner or town.contact"], ["oto@example.org"]),
        (["role.committee", "owner"], ["eva@example.org", "oto@example.org"]),
        (
            ["owner", "town.contact or owner", "owner"],
            ["oto@example.org", "luz@example.org"],
        ),
    ],
)
def test_people_are_found_by_contact_path_and_role(to, emails):
    assert told(*to) == emails


def test_first_of_the_alternatives_with_an_address_is_told():
    nobody = record("CP-1", town="MN-1", who="Oto")
    assert told("owner or town.contact", some=(TOWN, nobody)) == ["luz@example.org"]
    assert told(
        "owner or town.mentor.contact or town.contact", some=(TOWN, nobody)
    ) == ["luz@example.org"]
    assert told("owner", some=(TOWN, nobody)) == []


@pytest.mark.parametrize(
    ("values", "language"),
    [
        ({"speaks": "", "consent": "2026-11 · en · 2026-11-03 10:00 UTC"}, "en"),
        ({"speaks": "es", "consent": "2026-11 · en · 2026-11-03 10:00 UTC"}, "es"),
        (
            {
                "speaks": "",
                "consent": "2026-11 · en · 2026-11-03 10:00 UTC",
                "arrived_by": "by post",
            },
            "es",
        ),
        ({"speaks": "", "consent": "signed on paper"}, "es"),
    ],
)
def test_language_that_no_column_says_is_that_of_the_form(values, language):
    task = record("CP-1", who="Oto", mail="oto@example.org", **values)
    assert [
        person.language for person in people(view(records(task), "CP-1"), ["owner"])
    ] == [language]


def test_nobody_is_found_along_a_blank_reference():
    assert (
        told("town.mentor.contact", "town.contact", some=(record("CP-1", town=None),))
        == []
    )


def test_same_address_is_told_once_however_it_is_written():
    twin = record("PER-3", email="ANA@example.org", role="coordinator", active=True)
    assert told("role.coordinator", some=(ANA, twin, TASK)) == ["ana@example.org"]


@pytest.mark.parametrize(
    "changed", [{"active": False}, {"active": None}, {"stopped": True}, {"email": None}]
)
def test_person_who_left_or_wants_no_mails_is_not_told(changed):
    gone = record("PER-1", **{**ANA.values, **changed})
    assert told("role.coordinator", some=(gone, TASK)) == []


def test_person_brings_language_zone_and_role():
    about = view(records(ANA, EVA, TOWN, MENTOR, TASK), "CP-1")
    assert holders(about, "committee") == [
        Person(
            "eva@example.org",
            "Eva",
            "es",
            time_zone="Europe/Rome",
            country="EC",
            role="committee",
            path="role.committee#PER-2",
            row="PER-2",
        )
    ]
    [ana], [mentor] = (
        people(about, ("role.coordinator",)),
        people(about, ("town.mentor.contact",)),
    )
    assert (ana.language, ana.time_zone) == ("en", "America/Guayaquil")
    assert (mentor.language, mentor.role, mentor.time_zone) == (
        "es",
        "",
        "America/Guayaquil",
    )


def of_cell(name, mail):
    some = record("CP-1", town=None, who=name, mail=mail, speaks="en")
    return [
        (person.name, person.email)
        for person in people(view(records(some), "CP-1"), ("owner",))
    ]


@pytest.mark.parametrize(
    ("name", "mail", "told"),
    [
        ("Oto", "oto@ex.org, eva@ex.org", [("Oto", "oto@ex.org"), ("Oto", "eva@ex.org")]),
        ("Oto; Eva", "oto@ex.org, eva@ex.org", [("Oto", "oto@ex.org"), ("Eva", "eva@ex.org")]),
        ("Oto Paz, Eva Sol", "oto@ex.org, eva@ex.org", [("Oto Paz", "oto@ex.org"), ("Eva Sol", "eva@ex.org")]),
        ("Paz, Oto", "oto@ex.org, eva@ex.org", [("Paz, Oto", "oto@ex.org"), ("Paz, Oto", "eva@ex.org")]),
        ("Oto y Eva", "Oto Paz <oto@ex.org>, eva@ex.org", [("Oto Paz", "oto@ex.org"), ("Oto y Eva", "eva@ex.org")]),
        ("", "oto@ex.org, eva@ex.org", [("", "oto@ex.org"), ("", "eva@ex.org")]),
        ("Oto", "oto@ex.org, OTO@ex.org", [("Oto", "oto@ex.org")]),
    ],
)  # fmt: skip
def test_each_address_of_a_cell_is_told_once_with_the_name_that_is_theirs(
    name, mail, told
):
    assert of_cell(name, mail) == told


def test_each_address_of_somebody_with_a_role_is_told():
    two = record(
        "PER-1", **{**ANA.values, "email": "ana@example.org, office@example.org"}
    )
    assert told("role.coordinator", some=(two, TASK)) == [
        "ana@example.org",
        "office@example.org",
    ]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ({"who": "PER-2"}, ["ivo@example.org"]),
        ({"who": "EVA"}, ["ivo@example.org"]),
        ({"who": "eva@example.org"}, ["ivo@example.org"]),
        ({"who": "somebody else"}, ["eva@example.org", "ivo@example.org"]),
        ({}, ["eva@example.org", "ivo@example.org"]),
    ],
)
def test_who_stands_in_a_row_that_refers_to_the_record_is_asked_no_more(written, asked):
    town = view(records(EVA, IVO, TOWN, record("CP-1", town="MN-1", **written)), "MN-1")
    persons = people(town, ("role.committee",))
    assert [person.email for person in still_asked(town, persons, "tasks.who")] == asked


@pytest.mark.parametrize(
    ("answers", "reminded", "lonely"),
    [
        ((), ["eva@example.org", "ivo@example.org"], 0),
        (("PER-2",), ["ivo@example.org"], 0),
        (("PER-2", "PER-3"), [], 0),
    ],
)
def test_reminder_goes_to_those_only_who_have_not_answered(answers, reminded, lonely):
    tell = {"to": "role.committee", "not_to": "tasks.who", "message": "x"}
    ladder = {
        "name": "wanted",
        "label": {"es": "x", "en": "x"},
        "table": "towns",
        "date": "started",
    }
    judge = Judge(
        book(
            ladders=[{**ladder, "steps": [{"name": "now", "days": 0, "tell": [tell]}]}]
        )
    )
    town = record("MN-1", name="Pimampiro", started=TODAY.isoformat())
    rows = [
        record(f"CP-{number}", town="MN-1", who=who)
        for number, who in enumerate(answers)
    ]
    [judged] = judge.judge(records(EVA, IVO, town, *rows), TODAY)
    assert [reminder.person.email for reminder in judged.reminders] == reminded
    assert len(judged.lonely) == lonely
