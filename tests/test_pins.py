"""What `make outdated` says of pins."""

import pytest

from bench.pins import ROOT, overdue, pins


@pytest.mark.parametrize(
    ("pinned", "settled", "names"),
    [
        ("a==1.2", "a==1.2", []),
        ("a==1.10", "a==1.9", []),
        ("a==1.9", "a==1.10", ["a"]),
        ("a==2026.10.18", "a==2026.10.19.post1", ["a"]),
        ("A[x]==1 ; python_version < '4'\n    # via b", "a==2", ["a"]),
        ("a==1", "b==2", []),
    ],
)
def test_pin_is_overdue_where_a_newer_version_was_there_before(pinned, settled, names):
    lines = overdue(pins(pinned), pins(settled))
    assert [line.split()[0] for line in lines] == names


def test_every_pin_of_the_program_is_read():
    text = (ROOT / "requirements.txt").read_text("utf-8")
    assert len(pins(text)) == text.count("==")
