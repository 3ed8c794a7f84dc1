"""Files of translators: what they say, and what is wrong with them."""

from pathlib import Path

import openpyxl
import pytest

from tests.translation.programmes import TRANSLATIONS, copied
from translation.files import TranslationFileError, read_file, write_file
from translation.units import read_texts


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("texts.doc", b"", "ends in .po or .xlsx"),
        ("texts.xlsx", b"no zip", "not an XLSX file"),
        ("texts.po", b'msgid ""\nmsgstr ""\n"Language: fr\\n"\n', "X-Source-Language"),
        ("texts.po", b"\xff\xfe", "not a PO file"),
        ("texts.po", b'msgid "a\nmsgstr', "its head must name"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(TranslationFileError, match=told):
        read_file(file)


def test_workbook_with_another_first_row_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b", "c"])
    book.save(tmp_path / "texts.xlsx")
    with pytest.raises(TranslationFileError, match="first row"):
        read_file(tmp_path / "texts.xlsx")


def test_fuzzy_translation_is_none_yet(tmp_path: Path) -> None:
    file = tmp_path / "fr.po"
    text = (TRANSLATIONS / "fr.po").read_text(encoding="utf-8")
    context = 'msgctxt "config/forms/new_action.yaml: title"'
    file.write_text(text.replace(context, f"#, fuzzy\n{context}"), encoding="utf-8")
    units = {unit.key: unit.translation for unit in read_file(file).units}
    assert units["config/forms/new_action.yaml: title"] == ""


def test_both_kinds_of_file_say_the_same(tmp_path: Path) -> None:
    texts = read_texts(copied(tmp_path, ["ar"]), ["pt", "en", "ar"], "pt", "ar")
    for name in ("texts.po", "texts.xlsx"):
        write_file(tmp_path / name, texts)
    assert read_file(tmp_path / "texts.po") == read_file(tmp_path / "texts.xlsx")
