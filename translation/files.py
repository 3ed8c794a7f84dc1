"""The file that a translator gets and sends back: PO (Poedit, Weblate, OmegaT) or XLSX
(any spreadsheet program).
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
import xlsxwriter
from babel import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import HojaError
from translation.units import Texts, Unit

FORMATS = (".po", ".xlsx")
SOURCE_HEADER = "X-Source-Language"
PLACE = "Place"
SHEET = "Texts"
BRACES = "What stands in braces stays as it is: {name}, {{ … }}, {% … %}."
WIDTHS = (45, 70, 70)
# What Excel takes: it cuts longer texts without a word.
LONGEST_CELL = 32_767


class TranslationFileError(HojaError):
    """A file for a translator cannot be read or written; the text says why."""


@dataclass(frozen=True)
class Translation:
    """What came back: from which language to which, and every unit with the
    source that the translator saw.
    """

    source: str
    language: str
    units: tuple[Unit, ...]


def write_file(file: Path, texts: Texts) -> None:
    """Writes all texts of a programme. Raises TranslationFileError."""
    match _format(file):
        case ".po":
            _write_po(file, texts)
        case _:
            _write_xlsx(file, texts)


def read_file(file: Path) -> Translation:
    """Reads what a translator sent back. Raises TranslationFileError."""
    try:
        match _format(file):
            case ".po":
                return _read_po(file)
            case _:
                return _read_xlsx(file)
    except OSError as error:
        raise TranslationFileError(f"{file}: {error.strerror}") from error


def _format(file: Path) -> str:
    if file.suffix.lower() not in FORMATS:
        raise TranslationFileError(
            f"{file.name}: the name of the file ends in {' or '.join(FORMATS)}"
        )
    return file.suffix.lower()


def _write_po(file: Path, texts: Texts) -> None:
    catalog = Catalog(
        locale=texts.language,
        project="programme",
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team=texts.language,
        header_comment=f"# {texts.language} from {texts.source}. {BRACES}",
        fuzzy=False,
    )
    for unit in texts.units:
        catalog.add(unit.source, unit.translation, context=unit.key)
        # Babel takes the braces of templates for Python's, and editors
        # would refuse what is right.
        catalog.get(unit.source, unit.key).flags.clear()
    stream = io.BytesIO()
    write_po(stream, catalog, width=0)
    language = f'"Language: {texts.language}\\n"\n'
    # Babel writes no header of others.
    head = f'{language}"{SOURCE_HEADER}: {texts.source}\\n"\n'
    file.write_text(
        stream.getvalue().decode().replace(language, head, 1), encoding="utf-8"
    )


def _read_po(file: Path) -> Translation:
    try:
        with file.open("rb") as stream:
            catalog = read_po(stream, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, UnknownLocaleError, ValueError) as error:
        raise TranslationFileError(
            f"{file.name}: this is not a PO file that can be read: {error}"
        ) from error
    source = _header(file, SOURCE_HEADER)
    if not catalog.locale_identifier or not source:
        raise TranslationFileError(
            f"{file.name}: its head must name Language and {SOURCE_HEADER}"
        )
    units = tuple(
        # A translation that its translator is not sure of is none yet.
        Unit(
            message.context or "",
            str(message.id),
            "" if message.fuzzy else str(message.string),
        )
        for message in catalog
        if message.id
    )
    return Translation(source, str(catalog.locale_identifier), units)


def _header(file: Path, name: str) -> str:
    """A line of a PO file's head, which Babel does not keep when it
    is none of gettext's own.
    """
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith(f'"{name}:'):
            return line.strip('"').removeprefix(f"{name}:").removesuffix("\\n").strip()
    return ""


def _write_xlsx(file: Path, texts: Texts) -> None:
    too_long = []
    for unit in texts.units:
        if len(unit.source) > LONGEST_CELL:
            too_long.append(unit.key)
    if too_long:
        raise TranslationFileError(
            f"too long for a cell, use PO: {', '.join(too_long)}"
        )
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet(SHEET)
        heading = book.add_format({"bold": True})
        wrapped = book.add_format(
            {"text_wrap": True, "valign": "top", "num_format": "@"}
        )
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, wrapped)
        sheet.freeze_panes(1, 0)
        for column, word in enumerate((PLACE, texts.source, texts.language)):
            sheet.write_string(0, column, word, heading)
        for row, unit in enumerate(texts.units, 1):
            for column, text in enumerate((unit.key, unit.source, unit.translation)):
                # As text: “=…” must not become a formula.
                sheet.write_string(row, column, text, wrapped)


def _read_xlsx(file: Path) -> Translation:
    try:
        book = openpyxl.load_workbook(file, read_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise TranslationFileError(
            f"{file.name}: this is not an XLSX file that can be read: {error}"
        ) from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    head = [_text(value) for value in next(rows, ())][:3]
    if len(head) < len(WIDTHS) or head[0] != PLACE or not all(head):
        raise TranslationFileError(
            f"{file.name}: its first row must say {PLACE}, the one language, the other language"
        )
    return Translation(head[1], head[2], tuple(_units(rows)))


def _units(rows: Iterable[tuple[object, ...]]) -> Iterable[Unit]:
    for row in rows:
        key, source, translation = [_text(value) for value in (*row, None, None, None)][
            :3
        ]
        if key:
            yield Unit(key, source, translation)


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).replace("\r\n", "\n").replace("_x000D_", "")
