import pytest

from sync.tabs.ownership import Mark, is_foreign, read_mark


@pytest.mark.parametrize(
    ("mark", "foreign"),
    [
        (None, False),
        (Mark("ours", 3), False),
        (Mark("ours", 2), False),
        (Mark("ours", 4), True),
        (Mark("another's", 1), True),
    ],
)
def test_spreadsheet_is_foreign_by_its_mark(mark, foreign):
    assert is_foreign(mark, "ours", 3) is foreign


def test_mark_is_read_as_it_stands():
    assert read_mark('{"id": "ours", "generation": 3}') == Mark("ours", 3)
    assert read_mark('{"id": "ours"}') == Mark("ours", 1)
    assert read_mark("") is None
