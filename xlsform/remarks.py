"""What an import or export tells: by sheet, row and column, and how much it matters."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import HojaError


class Weight(StrEnum):
    """`mistake`: nothing can be made of it; `left_out`: the form lacks it;
    `changed`: it is carried otherwise.
    """

    mistake = "mistake"
    left_out = "left out"
    changed = "changed"


@dataclass(frozen=True)
class Remark:
    """One thing told.

    `cell`: like F12, the row alone where it is about the whole
    row, "" for the whole sheet.
    """

    weight: Weight
    sheet: str
    cell: str
    text: str

    def __str__(self) -> str:
        if self.cell:
            address = f"{self.sheet}!{self.cell}"
        else:
            address = self.sheet
        return f"{address}: {self.text}"


@dataclass
class Remarks:
    """The remarks gathered while a workbook is read or written, each once."""

    remarks: list[Remark] = field(default_factory=list)
    _seen: set[Remark] = field(default_factory=set, repr=False)

    def add(self, weight: Weight, sheet: str, cell: str, text: str) -> None:
        """Notes one."""
        remark = Remark(weight, sheet, cell, text)
        # By a set: a sheet may have something to tell of each of its cells.
        if remark not in self._seen:
            self._seen.add(remark)
            self.remarks.append(remark)

    def of(self, weight: Weight) -> list[Remark]:
        """Those of a weight."""
        remarks: list[Remark] = []
        for remark in self.remarks:
            if remark.weight is weight:
                remarks.append(remark)
        return remarks


class WorkbookError(HojaError):
    """A file that is no workbook, or no XLSForm; the text says why."""
