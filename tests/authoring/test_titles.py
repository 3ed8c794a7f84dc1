"""What a programme is called that begins with a sheet: words that can be shown."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from cli.programme_files.adopt import adopt
from cli.programme_files.new import new

NO_TEXT = "caf\udce9"
"""A folder's name whose bytes are no UTF-8, as Python reads it."""


@pytest.mark.parametrize(
    ("folder", "title", "told"),
    [
        (NO_TEXT, "", "“caf�” cannot be what the programme is called: --title names it"),
        ("cafe", NO_TEXT, "“caf�” cannot be what the programme is called: --title names"),
        (NO_TEXT, "Café", ""),
        ("cafe", "", ""),
    ],
)  # fmt: skip
def test_name_that_cannot_be_shown_is_no_title(
    tmp_path: Path, folder: str, title: str, told: str
):
    sheet = tmp_path / "members.csv"
    sheet.write_text("Name,Place\nAna,Quito\nLuz,Loja\n", encoding="utf-8")
    given = [str(sheet), str(tmp_path / folder), *(("--title", title) if title else ())]
    info = ScriptInfo(create_app=lambda: Flask("test"))
    result = CliRunner().invoke(adopt, given, obj=info)
    assert told in result.output
    assert (tmp_path / folder / "config" / "programme.yaml").exists() == (not told)
    assert (result.exit_code == 0) == (not told)


def test_questions_are_asked_in_the_language_of_the_author(tmp_path: Path):
    answers = "Huertos\nes\nEscuelas\nDirección\nnada\ncertification\n"
    given = [str(tmp_path / "huertos"), "--ask-in", "es"]
    result = CliRunner().invoke(new, given, input=answers)
    assert result.exit_code == 0, result.output
    assert "¿Cómo se llama su programa?" in result.output
    assert "mentoring      Mentoría: quién busca" in result.output
    assert "No existe el punto de partida «nada»" in result.output
