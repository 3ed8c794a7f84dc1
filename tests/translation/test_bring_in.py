"""A translation goes into the programme's files, whole or not at all,
and touches nothing else.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.translation.programmes import TRANSLATIONS, brought, contents, copied
from translation.files import Translation, read_file, write_file
from translation.units import Unit, read_texts
from worker.folder import read_folder


@pytest.fixture
def french() -> Translation:
    return read_file(TRANSLATIONS / "fr.po")


def with_unit(whole: Translation, key: str, **changed: str) -> Translation:
    units = [
        replace(unit, **changed) if unit.key == key else unit for unit in whole.units
    ]
    assert units != list(whole.units)
    return replace(whole, units=tuple(units))


TITLE = "config/forms/new_action.yaml: title"
MAIL = "mail_templates/action_reminder: text"


@pytest.mark.parametrize("language", ["fr", "de", "ar"])
def test_new_language_is_one_of_the_programme(tmp_path: Path, language: str) -> None:
    folder = read_folder(copied(tmp_path, [language]))
    assert folder.programme.languages == ("pt", "en", language)
    messages = {message for message, _language in folder.templates.found}
    assert {
        message for message, code in folder.templates.found if code == language
    } == messages


def test_all_else_in_the_files_stays(tmp_path: Path) -> None:
    before, after = (
        contents(copied(tmp_path / "before")),
        contents(copied(tmp_path / "after", ["fr"])),
    )
    for name, content in before.items():
        lines = after[name].decode().splitlines()
        for line in content.decode().splitlines():
            if "#" in line or ("{" not in line and "languages" not in line):
                assert line in lines


def test_title_in_the_new_language(tmp_path: Path) -> None:
    programme = read_folder(copied(tmp_path, ["fr"])).programme
    assert programme.forms["new_action"].title == {
        "pt": "Anotar uma ação",
        "en": "Note an action",
        "fr": "Noter une action",
    }


@pytest.mark.parametrize("ending", [".po", ".xlsx"])
def test_file_that_comes_back_unchanged_changes_nothing(
    tmp_path: Path, ending: str
) -> None:
    folder = copied(tmp_path, ["ar"])
    before = contents(folder)
    file = tmp_path / f"texts{ending}"
    write_file(file, read_texts(folder, ["pt", "en", "ar"], "pt", "ar"))
    outcome = brought(folder, read_file(file))
    assert (outcome.written, outcome.missing, outcome.changed, outcome.unknown) == (
        (),
        (),
        (),
        (),
    )
    assert contents(folder) == before


@pytest.mark.parametrize("ending", [".po", ".xlsx"])
def test_one_changed_word_is_written_and_nothing_else(
    tmp_path: Path, ending: str
) -> None:
    folder = copied(tmp_path, ["fr"])
    before = contents(folder)
    file = tmp_path / f"texts{ending}"
    texts = read_texts(folder, ["pt", "en", "fr"], "pt", "fr")
    units = [
        replace(unit, translation="=Écrire: {ça}") if unit.key == TITLE else unit
        for unit in texts.units
    ]
    write_file(file, replace(texts, units=tuple(units)))
    assert brought(folder, read_file(file)).written == (TITLE,)
    changed = {
        name for name, content in contents(folder).items() if content != before[name]
    }
    assert changed == {"config/forms/new_action.yaml"}
    assert (
        read_folder(folder).programme.forms["new_action"].title["fr"] == "=Écrire: {ça}"
    )


def test_gap_in_a_new_language_is_refused_and_writes_nothing(
    tmp_path: Path, french: Translation
) -> None:
    folder = copied(tmp_path)
    before = contents(folder)
    outcome = brought(folder, with_unit(french, TITLE, translation=""))
    assert (outcome.missing, outcome.written, bool(outcome.refusal)) == (
        (TITLE,),
        (),
        True,
    )
    assert contents(folder) == before


def test_gap_that_is_allowed_holds_the_source_for_now(
    tmp_path: Path, french: Translation
) -> None:
    folder = copied(tmp_path)
    outcome = brought(
        folder, with_unit(french, TITLE, translation=""), is_incomplete=True
    )
    assert (outcome.missing, outcome.refusal) == ((TITLE,), "")
    assert (
        read_folder(folder).programme.forms["new_action"].title["fr"]
        == "Anotar uma ação"
    )


def test_gap_in_a_language_that_is_there_leaves_what_stands(
    tmp_path: Path, french: Translation
) -> None:
    folder = copied(tmp_path, ["fr"])
    before = contents(folder)
    assert brought(folder, with_unit(french, TITLE, translation="")).written == ()
    assert contents(folder) == before


def test_text_that_changed_since_stays_as_it_is(
    tmp_path: Path, french: Translation
) -> None:
    folder = copied(tmp_path, ["fr"])
    before = contents(folder)
    outcome = brought(
        folder,
        with_unit(
            french, TITLE, source="Anotar outra coisa", translation="Noter autre chose"
        ),
    )
    assert (outcome.changed, outcome.written) == ((TITLE,), ())
    assert contents(folder) == before


def test_text_that_the_programme_does_not_have_is_told(
    tmp_path: Path, french: Translation
) -> None:
    folder = copied(tmp_path, ["fr"])
    outcome = brought(
        folder,
        replace(
            french,
            units=(*french.units, Unit("config/forms/gone.yaml: title", "a", "b")),
        ),
    )
    assert (outcome.unknown, outcome.refusal) == (
        ("config/forms/gone.yaml: title",),
        "",
    )


def test_template_that_does_not_work_is_refused_with_its_place(
    tmp_path: Path, french: Translation
) -> None:
    folder = copied(tmp_path)
    before = contents(folder)
    outcome = brought(
        folder, with_unit(french, MAIL, translation="Bonjour {{ record.nom }}")
    )
    assert "mail_templates/action_reminder/fr.md" in outcome.refusal
    assert outcome.written == ()
    assert contents(folder) == before


def test_dry_run_writes_nothing(tmp_path: Path, french: Translation) -> None:
    folder = copied(tmp_path)
    before = contents(folder)
    assert len(brought(folder, french, dry_run=True).written) == len(french.units)
    assert contents(folder) == before


def test_language_to_translate_from_must_be_there(
    tmp_path: Path, french: Translation
) -> None:
    assert "es" in brought(copied(tmp_path), replace(french, source="es")).refusal
