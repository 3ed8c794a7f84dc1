"""The table of functions in docs/local-sheets.md and the functions there are."""

import re
from pathlib import Path

from sheets.local.formulas.functions import load
from sheets.local.formulas.unserved import UNSERVED

PAGE = Path(__file__).parents[4] / "docs" / "local-sheets.md"


def test_table_has_the_functions_that_there_are() -> None:
    text = PAGE.read_text("utf-8")
    table = text.partition("| family | functions |")[2].partition("\n\n")[0]
    assert sorted(re.findall("`([A-Z0-9._]+)`", table)) == sorted(load())


def test_no_function_is_both_served_and_not() -> None:
    assert not UNSERVED & load().keys()
