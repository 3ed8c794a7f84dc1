"""Five answers make a programme: every starting point in every language, and each of
them run.
"""

from pathlib import Path

import pytest

from authoring.answers import STARTING_POINTS, AnswerError, read_answers
from authoring.checking import mistakes_in
from authoring.new_programme import TakenError, programme_files, write_files
from authoring.schemas import with_schemas
from core.errors import HojaError
from programme.checks.hints import hints
from programme.records.stage import stage_column
from programme.templates import template_hints
from tests.examples.play import played
from worker.folder import read_folder

ANSWERS = ("Huertos 2027", "es, en", "Escuelas / Schools", "Coordinación / Team")
FILLED = {
    "name": "Lago Claro",
    "contact_name": "Rosa Paz",
    "email": "rosa@example.net",
    "language": "en",
    "goal": "A school garden.",
    "group": "Los Sauces",
    "project": "Un invernadero",
    "story": "Tomates.",
    "budget-0-item": "Semillas",
    "budget-0-amount": "400",
    "own": "100",
}


def new_programme(folder: Path, point: str, *answers: str) -> Path:
    files = programme_files(read_answers(*(answers or ANSWERS), point))
    write_files(folder, with_schemas(files))
    return folder


@pytest.mark.parametrize("languages", ["es", "pt", "es, pt, en, fr, de", "it, en_GB"])
@pytest.mark.parametrize("point", STARTING_POINTS)
def test_starting_point_has_no_mistake_and_no_hint(tmp_path, point, languages):
    folder = new_programme(
        tmp_path / "new", point, "Huertos: 2027", languages, "Escuelas", "Team, all"
    )
    programme = read_folder(folder)
    assert [*hints(programme.programme), *template_hints(programme.templates)] == []
    assert programme.programme.case.table == "escuelas"
    assert programme.templates.unused == []


@pytest.mark.parametrize("point", STARTING_POINTS)
def test_example_rows_are_no_questions(point):
    files = programme_files(read_answers(*ANSWERS, point))
    assert "?" not in files["config/example.yaml"]


@pytest.mark.parametrize("point", STARTING_POINTS)
def test_language_of_a_contact_is_no_stage(tmp_path, point):
    programme = read_folder(new_programme(tmp_path / "new", point)).programme
    assert stage_column(programme).name == "status"


@pytest.mark.long
@pytest.mark.parametrize(
    ("point", "form", "title"),
    [
        ("mentoring", "join", "Lago Claro"),
        ("certification", "apply", "Lago Claro"),
        ("grants", "ask_grant", "Un invernadero"),
    ],
)
def test_form_becomes_a_row_and_a_mail(tmp_path, point, form, title):
    folder = new_programme(tmp_path / "new", point)
    with played(folder, tmp_path, "2027-03-10") as play:
        reference = play.send(f"/en/{form}", FILLED)
        assert reference
        key = "project" if point == "grants" else "name"
        assert (title,) in play.rows("escuelas", key)
        assert [title in subject for subject in play.mails("rosa@example.net")] == [
            True
        ]
        assert any(title in subject for subject in play.mails("team@example.org"))


@pytest.mark.long
def test_office_hears_of_an_assessment_that_passes_as_it_arrives(tmp_path):
    folder = new_programme(tmp_path / "new", "certification")
    items = ("named", "trained", "asked", "plan", "measured", "published")
    with played(folder, tmp_path, "2027-03-10") as play:
        for points, subjects in (("0", 0), ("2", 1)):
            play.send("/en/apply", FILLED)
            link = play.link("rosa@example.net", "Lago Claro", "assess")
            play.send(link, dict.fromkeys(items, points))
            told = [
                subject
                for subject in play.mails("team@example.org")
                if subject.startswith("Puede certificarse")
            ]
            assert len(told) == subjects


def test_nothing_is_overwritten(tmp_path):
    folder = new_programme(tmp_path / "new", "grants")
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(TakenError, match="is there already: nothing was written"):
        new_programme(folder, "mentoring")
    assert {
        file: file.read_bytes() for file in folder.rglob("*") if file.is_file()
    } == before


WRONG = [
    ({1: "español"}, "“español” is no language"),
    ({1: "es, xx"}, "“xx” is no language"),
    ({0: " "}, "A few words are needed"),
    ({0: "x" * 121}, "too long: 120"),
    ({0: "a\x00b"}, "characters in it that nobody can see"),
    ({3: "Team", 4: "menotring"}, "there are certification, grants, mentoring"),
    ({4: "mentoring", 5: "Ecuador"}, "“Ecuador” is no country"),
]


@pytest.mark.parametrize(("changed", "told"), WRONG)
def test_answer_that_makes_no_sense_is_told(changed, told):
    answers = [*ANSWERS, "grants", ""]
    for place, answer in changed.items():
        answers[place] = answer
    with pytest.raises(AnswerError, match=told.replace("?", r"\?")):
        read_answers(*answers)


UNDERSTOOD = [
    ("es", "", ("EC", "America/Guayaquil", "es_EC")),
    ("es_PE", "", ("PE", "America/Lima", "es_PE")),
    ("pt-BR, es", "", ("BR", "America/Sao_Paulo", "pt_BR")),
    ("es", "mx", ("MX", "America/Mexico_City", "es_MX")),
    ("it", "", ("IT", "Europe/Rome", "it_IT")),
    ("it", "EC", ("EC", "America/Guayaquil", "it")),
]


@pytest.mark.parametrize(("languages", "country", "place"), UNDERSTOOD)
def test_place_follows_from_language_and_country(languages, country, place):
    answers = read_answers("A", languages, "Rows", "Team", "grants", country)
    of = answers.place
    assert (of.country, of.time_zone, of.locale) == place


HOSTILE = ["{{ 7 * 7 }} \"x\" 'y'", "a: b # c", "- [x]", "&A *b !c", "yes", "<b>"]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_words_whatever_is_in_them(tmp_path, words):
    folder = new_programme(tmp_path / "new", "grants", words, "es", words, words)
    programme = read_folder(folder).programme
    assert programme.name == {"es": words}
    assert programme.tables[programme.case.table].label == {"es": words}


def test_answers_that_clash_with_the_starting_point_are_told():
    answers = read_answers("A", "en", "Mentors", "Team", "mentoring")
    assert "has this label already" in mistakes_in(programme_files(answers))


def test_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HojaError):
        write_files(tmp_path / "file" / "new", {"a": ""})
