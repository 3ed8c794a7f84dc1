"""What others have published, as `make published` fetches it: workbooks of pyxform's
own tests, and Enketo's evaluator.

Nothing of it is kept here. HOJA_PUBLISHED names the folder.
"""

import os
from pathlib import Path

import openpyxl
import xlrd

FOLDER = Path(os.environ.get("HOJA_PUBLISHED", ".venv-published")).absolute()
ENKETO = FOLDER / "node_modules" / "openrosa-xpath-evaluator" / "src"
HINT = "make published (needs npm, and once the registries of npm and Python)"


def _workbooks() -> list[Path]:
    """Every workbook once: some stand there twice under one name."""
    by_name = {
        file.name: file
        for file in sorted(FOLDER.glob("pyxform-*/pyxform/tests/**/*.xls*"))
    }
    return [by_name[name] for name in sorted(by_name)]


FILES = _workbooks()


def as_xlsx(file: Path, place: Path) -> Path:
    """The file itself, or an old workbook as one of today, cell by cell."""
    if file.suffix in {".xlsx", ".xlsm"}:
        return file
    old = xlrd.open_workbook(file)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for sheet in old.sheets():
        copy = workbook.create_sheet(sheet.name)
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row), 1):
                value = (
                    bool(cell.value)
                    if cell.ctype == xlrd.XL_CELL_BOOLEAN
                    else cell.value
                )
                if cell.ctype == xlrd.XL_CELL_DATE:
                    value = xlrd.xldate_as_datetime(cell.value, old.datemode)
                if value != "":
                    copy.cell(row + 1, column, value)
    workbook.save(place / f"{file.stem}.xlsx")
    return place / f"{file.stem}.xlsx"
