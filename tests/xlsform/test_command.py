"""`flask import-xlsform` and `flask export-xlsform`."""

import pytest
import yaml

import cli
from programme.folder import copy_programme
from tests.house import ROOT, open_house
from tests.xlsform.books import book, merge
from worker.folder import read_folder


@pytest.fixture(scope="module")
def schools(tmp_path_factory):
    """A copy of the programme of schools, and the house that runs it."""
    place = tmp_path_factory.mktemp("xlsform")
    folder = place / "programme"
    copy_programme(ROOT / "examples" / "green-flag", folder)
    with open_house(place, read_folder(folder), programme_dir=folder) as house:
        if "check" not in house.app.cli.commands:
            cli.register(house.app)
        yield house


def run(house, *words):
    return house.app.test_cli_runner().invoke(args=[str(word) for word in words])


def small(place, *rows):
    head = ("type", "name", "label::Português (pt)", "label::English (en)")
    return book(
        place / "visit.xlsx",
        [("text", "who", "Quem?", "Who?"), *rows],
        head=head,
        settings=[("form_title", "form_id"), ("Visit", "visit")],
    )


def test_import_shows_the_form_and_its_columns(schools, tmp_path):
    result = run(schools, "import-xlsform", small(tmp_path))
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "# config/forms/visit.yaml\ntitle: Visit\ntable: visit\nfields:\n  who: {}\n"
    )
    assert "# These belong into config/programme.yaml" in result.stdout
    assert "label: {pt: 'Quem?', en: 'Who?'}" in result.stdout


def test_what_is_written_passes_check_and_is_never_overwritten(schools, tmp_path):
    folder = schools.settings.programme_dir
    file = small(
        tmp_path, ("integer", "people", "Quantas pessoas?", "How many people?")
    )
    shown = run(schools, "import-xlsform", file, "--form", "visits").stdout
    written = run(schools, "import-xlsform", file, "--form", "visits", "--write")
    assert written.exit_code == 0
    form = folder / "config" / "forms" / "visits.yaml"
    main = folder / "config" / "programme.yaml"
    before = main.read_text(encoding="utf-8")
    try:
        data = yaml.safe_load(before)
        merge(
            data, yaml.safe_load(shown.partition("keys that are there already:\n")[2])
        )
        main.write_text(
            yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        assert run(schools, "check").output.startswith(
            "Bandeira Verde nas Escolas: 3 forms, "
        )
        text = form.read_text(encoding="utf-8")
        again = run(
            schools, "import-xlsform", small(tmp_path), "--form", "visits", "--write"
        )
        assert again.exit_code == 1
        assert "Nothing was written: visits.yaml is there already" in again.output
        assert form.read_text(encoding="utf-8") == text
    finally:
        main.write_text(before, encoding="utf-8")
        form.unlink()


def test_what_is_left_out_is_written_only_when_asked(schools, tmp_path):
    form = schools.settings.programme_dir / "config" / "forms" / "visit.yaml"
    file = small(tmp_path, ("geopoint", "place", "Onde?", "Where?"))
    refused = run(schools, "import-xlsform", file, "--write")
    assert refused.exit_code == 1
    assert (
        "Not carried (1):\n  survey!A3: geopoint place: places on a map are not asked for\n"
        in refused.stderr
    )
    assert (
        "Nothing was written: 1 thing not carried (--incomplete writes it all the same)"
        in refused.stderr
    )
    assert not form.exists()
    assert (
        run(schools, "import-xlsform", file, "--write", "--incomplete").exit_code == 0
    )
    assert form.exists()
    form.unlink()


def test_mistakes_end_the_import(schools, tmp_path):
    result = run(schools, "import-xlsform", small(tmp_path, ("txt", "x", "X", "X")))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert 'survey!A3: there is no type “txt”; did you mean "text"?' in result.stderr


def test_file_that_is_no_workbook_is_told(schools, tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_text("type,name")
    assert (
        "this is not an XLSX file that can be read"
        in run(schools, "import-xlsform", file).stderr
    )


def test_export_writes_a_workbook_that_is_read_again(schools, tmp_path):
    file = tmp_path / "form.xlsx"
    exported = run(schools, "export-xlsform", "new_action", file)
    assert exported.exit_code == 0
    assert exported.stdout == f"{file}: 4 rows.\n"
    again = run(
        schools, "import-xlsform", file, "--form", "again", "--table", "actions"
    )
    assert again.exit_code == 0
    assert "due:" in again.stdout
    assert "config/programme.yaml" not in again.stdout


def test_export_names_the_forms_that_there_are(schools, tmp_path):
    result = run(schools, "export-xlsform", "new_acton", tmp_path / "form.xlsx")
    assert 'there is no form "new_acton"; did you mean "new_action"?' in result.output
