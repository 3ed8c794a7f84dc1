import pytest

from attack.__main__ import Scale, parts
from attack.malformed_files import MAKERS

SMALL = parts(Scale(forms=60, files=len(MAKERS)))
# How long somebody waits beside stalled clients is a figure of `make attack`;
# tests/serve has that they wait for nothing.
TRIED = [name for name in SMALL if name != "stalled"]


@pytest.mark.long
@pytest.mark.parametrize("name", TRIED)
def test_part_of_the_attack_holds(name, tmp_path):
    results = list(SMALL[name](tmp_path))
    assert results
    assert [result for result in results if result.held is False] == []
