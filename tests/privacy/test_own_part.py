"""Which cells of a row are one person's, and what stands in texts without them."""

from datetime import UTC, datetime, timedelta

import pytest

from journal.privacy.record_values import own_part, without_address, without_person
from journal.privacy.rules import EVERYBODY, Person, PersonalColumns, without_words
from sync.tabs.erasure_mark import MOST_CHARACTERS, as_text, read_marks

CONTACT = PersonalColumns("email", ("name", "email", "phone"))
MAYOR = PersonalColumns("mayor_email", ("mayor_name", "mayor_email", "phone"))
ANA = "ana@example.org"
ROW = {
    "town": "Leeds",
    "name": "Ana",
    "email": ANA,
    "phone": "+44",
    "mayor_name": "Eva",
    "mayor_email": "eva@example.org",
}

CASES = [
    (ROW, {"name": None, "email": None}),  # the number is the mayor's, too
    ({**ROW, "mayor_email": None}, {"name": None, "email": None, "phone": None}),
    ({**ROW, "email": "Ana@Example.org "}, {"name": None, "email": None}),
    ({**ROW, "email": "luz@example.org"}, {}),
    (
        {**ROW, "email": f"Ana <{ANA}>, Luz <luz@example.org>"},
        {"email": "Luz <luz@example.org>"},
    ),
    (
        {**ROW, "mayor_email": ANA},
        {
            "name": None,
            "email": None,
            "phone": None,
            "mayor_name": None,
            "mayor_email": None,
        },
    ),
    ({"town": "Leeds", "name": "Ana"}, {}),
]


@pytest.mark.parametrize(("values", "part"), CASES)
def test_own_part_is_one_person_s_and_nobody_else_s(values, part):
    assert own_part((CONTACT, MAYOR), values, ANA) == part


def test_everybody_is_all_the_people_of_a_row():
    assert own_part(
        (CONTACT, MAYOR), {**ROW, "email": None}, EVERYBODY
    ) == dict.fromkeys(("name", "phone", "mayor_name", "mayor_email"))


def test_address_alone_leaves_a_cell_with_several():
    assert without_address("luz@example.org; ana@example.org", ANA) == "luz@example.org"
    assert without_address("luz@example.org", ANA) == "luz@example.org"


ANSWERS = [
    (
        {"email": ANA, "name": "Ana", "town": "Leeds"},
        {"email": "", "name": "", "town": "Leeds"},
    ),
    ({"email": "luz@x.org", "name": "Ana"}, {"email": "luz@x.org", "name": "Ana"}),
    (
        {
            "team-1-email": ANA,
            "team-1-name": "Ana",
            "team-2-email": "l@x.org",
            "team-2-name": "Luz",
        },
        {
            "team-1-email": "",
            "team-1-name": "",
            "team-2-email": "l@x.org",
            "team-2-name": "Luz",
        },
    ),
    (
        {"name": "Ana", "team": [{"email": ANA, "name": "Ana"}, {"email": "l@x.org"}]},
        {"name": "Ana", "team": [{"email": "", "name": ""}, {"email": "l@x.org"}]},
    ),
    ({"why": ANA}, {"why": ""}),
    ({"goals": ["a"]}, {"goals": ["a"]}),
]


@pytest.mark.parametrize(("answers", "left"), ANSWERS)
def test_answers_lose_what_is_one_person_s(answers, left):
    assert without_person(answers, Person(ANA, parts={"towns": (CONTACT,)})) == left


TEXTS = [
    ("Dear Ana Páez!", "Dear —!"),
    ("ANA PÁEZ and ana páez", "— and —"),
    ("Straße, Ana Páez", "Straße, —"),
    ("Nobody", "Nobody"),
    (f"_Ana Páez_, <{ANA}>.", "_—_, <—>."),
    ("Mariana Páez, Ana Páezo", "Mariana Páez, Ana Páezo"),
    (f"mari{ANA} x.{ANA} {ANA}.co", f"mari{ANA} x.{ANA} {ANA}.co"),
    ({"a": ["Ana Páez", 3, None]}, {"a": ["—", 3, None]}),
]


@pytest.mark.parametrize(("text", "left"), TEXTS)
def test_words_are_taken_out_of_texts(text, left):
    assert without_words(text, frozenset({"Ana Páez", ANA})) == left


def test_mark_of_erasures_keeps_the_newest_where_there_is_no_room():
    start = datetime(2027, 1, 1, tzinfo=UTC)
    marks = {
        f"{number:016x}": start + timedelta(seconds=number) for number in range(2_000)
    }
    text = as_text(marks)
    assert len(text) <= MOST_CHARACTERS
    assert read_marks(text).items() <= marks.items()
    assert f"{1999:016x}" in read_marks(text)
    assert read_marks("nonsense a:b :3 cd:5") == {
        "cd": datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC)
    }
