from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from core.problem import Problem, ProblemCode
from journal.schema import problems as table
from journal.tabs import problems

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)
DATE = Problem(
    ProblemCode.cell,
    "“{value}” is not a date.",
    (("value", "pronto"),),
    "towns",
    "MN-34679",
    "started",
    4,
)
LOST = Problem(
    ProblemCode.tab_lost, "The tab “{tab}” is gone.", (("tab", "Actas"),), "meetings"
)


def replace(journal, source, found, now=NOW):
    with journal.write() as connection:
        problems.replace(connection, source, found, now)


def standing(journal):
    with journal.read() as connection:
        return problems.standing(connection)


def test_replace_keeps_since_and_the_row_of_what_stood_before(journal):
    replace(journal, "watch", [DATE])
    [before] = standing(journal)
    replace(journal, "watch", [DATE, LOST], NOW + timedelta(days=1))
    kept, new = standing(journal)
    assert (kept, kept.since) == (before, NOW)
    assert (new.problem, new.since) == (LOST, NOW + timedelta(days=1))


def test_replace_takes_away_what_is_mended(journal):
    replace(journal, "watch", [DATE, LOST])
    replace(journal, "watch", [LOST])
    assert [item.problem for item in standing(journal)] == [LOST]


def test_replace_leaves_other_sources_alone(journal):
    replace(journal, "watch", [DATE])
    replace(journal, "decide", [LOST])
    replace(journal, "watch", [])
    assert [item.problem for item in standing(journal)] == [LOST]


def test_replace_takes_the_same_problem_twice_as_one(journal):
    replace(journal, "watch", [DATE, DATE])
    assert len(standing(journal)) == 1


def test_problem_that_two_sources_see_stands_once(journal):
    replace(journal, "watch", [DATE])
    replace(journal, "decide", [DATE])
    assert [item.problem for item in standing(journal)] == [DATE]
    replace(journal, "watch", [])
    replace(journal, "decide", [DATE])
    assert [item.source for item in standing(journal)] == ["decide"]


def test_words_of_the_programme_and_the_place_of_the_cell_are_kept(journal):
    said = Problem(
        ProblemCode.check,
        "Está lleno.",
        (("check", "full"),),
        "towns",
        "MN-34679",
        said=(("es", "Está lleno."), ("en", "It is full.")),
    )
    replace(journal, ProblemCode.check, [said])
    with journal.write() as connection:
        problems.place(
            connection,
            problems.standing(connection)[0],
            "https://example.org/#range=F6",
        )
    [kept] = standing(journal)
    assert [kept.problem.words(language) for language in ("es", "en", "pt")] == [
        "Está lleno.",
        "It is full.",
        "Está lleno.",
    ]
    assert kept.problem.address == "https://example.org/#range=F6"
    replace(journal, ProblemCode.check, [said], NOW + timedelta(days=1))
    assert standing(journal) == [kept]


def test_problem_that_another_version_called_otherwise_is_read(journal):
    replace(journal, "watch", [DATE])
    with journal.write() as connection:
        stored = connection.execute(sa.select(table.c.problem)).scalar_one()
        connection.execute(
            sa.update(table).values(problem={**stored, "code": "an old word"})
        )
    with journal.read() as connection:
        assert [item.problem.code for item in problems.standing(connection)] == [
            ProblemCode.unknown
        ]
