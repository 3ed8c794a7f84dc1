"""What gspread-dataframe does."""

from collections.abc import Callable

import pandas as pd
from gspread_dataframe import get_as_dataframe, set_with_dataframe
from local_gspread import client


def calls(url: str) -> list[tuple[str, Callable[[], None]]]:
    sheet = client(url).create("Frames").sheet1
    frame = pd.DataFrame(
        {"town": ["Loja", "Cuenca"], "people": [200, 600], "share": [0.5, 1.25]}
    )

    def write() -> None:
        set_with_dataframe(sheet, frame)
        assert sheet.get_all_values()[1] == ["Loja", "200", "0.5"]

    def read() -> None:
        told = get_as_dataframe(sheet, nrows=2).dropna(axis=1, how="all")
        assert told["people"].tolist() == [200, 600]

    def resize() -> None:
        set_with_dataframe(sheet, frame, resize=True)
        assert (sheet.row_count, sheet.col_count) == (3, 3)

    def index_and_place() -> None:
        set_with_dataframe(
            sheet, frame, row=5, col=2, include_index=True, include_column_header=False
        )
        assert sheet.acell("C5").value == "Loja"

    def many_rows() -> None:
        large = pd.DataFrame({"a": range(3000), "b": ["x"] * 3000})
        set_with_dataframe(sheet, large, resize=True)
        assert sheet.row_count == 3001

    def levels() -> None:
        columns = pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")])
        set_with_dataframe(sheet, pd.DataFrame([[1, 2]], columns=columns), resize=True)
        assert sheet.get_all_values()[1] == ["x", "y"]

    def formulas() -> None:
        set_with_dataframe(sheet, pd.DataFrame({"a": ["=1+1"]}), resize=True)
        assert sheet.acell("A2").value == "2"
        told = get_as_dataframe(sheet, evaluate_formulas=False)
        assert told["a"].tolist() == ["=1+1"]

    def escaped() -> None:
        set_with_dataframe(
            sheet,
            pd.DataFrame({"a": ["'x", "+1"]}),
            resize=True,
            string_escaping="full",
        )
        assert sheet.acell("A2").value == "'x"

    return [
        (run.__name__, run)
        for run in (
            write,
            read,
            resize,
            index_and_place,
            many_rows,
            levels,
            formulas,
            escaped,
        )
    ]
