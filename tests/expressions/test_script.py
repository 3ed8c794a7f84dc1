"""static/expressions.js is small, for old browsers, and
evaluates nothing that was typed.
"""

import gzip
import re

from tests.house import ROOT

SCRIPT = (ROOT / "static" / "expressions.js").read_text("utf-8")
MOST_BYTES = 4_096


def test_script_is_small() -> None:
    assert len(gzip.compress(SCRIPT.encode(), mtime=0)) <= MOST_BYTES


def test_script_uses_nothing_that_chrome_70_does_not_know() -> None:
    code = re.sub(r"//.*|\"[^\"]*\"", "", SCRIPT)
    assert (
        re.findall(
            r"\?\.(?!\d)|\?\?|\beval\b|\bFunction\b|\*\*|\.(?:flat|flatMap|fromEntries|replaceAll|at)\(",
            code,
        )
        == []
    )
