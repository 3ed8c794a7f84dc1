"""docs/writing-a-programme.md lists every type, and no other."""

import re

from fieldtypes.registry import field_types
from tests.programme.files import ROOT

ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def test_table_of_types_is_the_registry():
    text = (ROOT / "docs" / "writing-a-programme.md").read_text(encoding="utf-8")
    table = (
        text.partition("**The types.**")[2]
        .partition("| type |")[2]
        .partition("\n\n")[0]
    )
    assert sorted(ROW.findall(table)) == sorted(field_types())
