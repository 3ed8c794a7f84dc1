"""docs/security.md: every requirement of level 1 has one line, and
what a line names is there.
"""

import re

import pytest

from tests.house import ROOT

LEVEL_1 = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1
3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1
6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1
10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
"""
"""Numbers of OWASP ASVS 5.0.0."""
VERDICTS = {"pass", "not applicable", "fail"}
DOCS = ROOT / "docs"
NUMBERED = r"\| \d"


def page(name="security.md"):
    return (DOCS / name).read_text("utf-8")


def rows():
    """Number, what is asked, verdict, reason and evidence of each
    line of the table of level 1.
    """
    table = page().partition("## Level 1")[2].partition("## Level 2")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if re.match(NUMBERED, line)
    ]


def evidence():
    """The files and tests that the tables name."""
    named = re.findall(r"`([\w./-]+\.(?:py|md|txt|html)(?:::\w+)?|Makefile)`", page())
    return sorted(set(named))


def test_every_requirement_of_level_1_has_one_line():
    assert [number for number, *_rest in rows()] == LEVEL_1.split()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_line_has_a_verdict_and_names_what_shows_it(row):
    _number, _asked, verdict, reason, shown_by = row
    assert verdict in VERDICTS
    assert verdict == "pass" or reason
    assert set(shown_by.split()) <= {f"`{name}`" for name in evidence()}
    assert shown_by


@pytest.mark.parametrize("name", evidence())
def test_what_the_page_names_is_there(name):
    file, _separator, test = name.partition("::")
    assert (ROOT / file).is_file()
    assert not test or f"\ndef {test}(" in (ROOT / file).read_text("utf-8")


def test_links_of_the_page_lead_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", page()):
        assert target.startswith("https://owasp.org/") or (DOCS / target).is_file(), (
            target
        )
