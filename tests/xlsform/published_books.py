"""The published workbooks as files that the import reads."""

from pathlib import Path

import openpyxl
import xlrd

FOLDER = Path(__file__).parent / "published"
FILES = sorted(file for file in FOLDER.iterdir() if file.suffix in (".xls", ".xlsx"))


def as_xlsx(file: Path, place: Path) -> Path:
    """The file itself, or an old workbook as one of today, cell by cell."""
    if file.suffix == ".xlsx":
        return file
    old = xlrd.open_workbook(file)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for sheet in old.sheets():
        copy = workbook.create_sheet(sheet.name)
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row), 1):
                value = bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value
                if cell.ctype == xlrd.XL_CELL_DATE:
                    value = xlrd.xldate_as_datetime(cell.value, old.datemode)
                if value != "":
                    copy.cell(row + 1, column, value)
    workbook.save(place / f"{file.stem}.xlsx")
    return place / f"{file.stem}.xlsx"
