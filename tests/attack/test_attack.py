import pytest

from attack import disk, large, restart
from attack.__main__ import PARTS

# How long somebody waits beside stalled clients is a figure of `make attack`; tests/serve has that they wait for nothing.
TRIED = {disk.attack, large.attack, restart.attack}


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name, part in PARTS.items() if part in TRIED])
def test_part_of_the_attack_holds(name, tmp_path):
    results = list(PARTS[name](tmp_path))
    assert results
    assert [result for result in results if result.held is False] == []
