"""What is written beside rows whose reference was lost, typed over or
respelled: one table of cases.
"""

import pytest

from sheets.reading.snapshot import Row, Tab
from sync.rows.matches import Kind, Match, Matches
from sync.rows.references import renames, restoring

A, B = "MUN-AAAAA", "MUN-CCCCC"


def row(index, reference, typed=""):
    return Row(
        reference,
        {"name": "Otavalo"},
        {},
        {},
        index,
        (typed or reference, "Otavalo"),
        typed_reference=typed,
    )


def tab(*rows):
    """A tab in which the first of the rows with one reference is its row,
    and the others are copies.
    """
    first, loose, copies = {}, [], []
    for each in rows:
        if not each.reference:
            loose.append(each)
        elif each.reference in first:
            copies.append(each)
        else:
            first[each.reference] = each
    return Tab(None, first, loose, copies)


CASES = {
    "nothing to restore": ([(row(1, A), Kind.same, A)], {}, []),
    "another reference typed over it": (
        [(row(1, "MUN-77777"), Kind.restored, A)],
        {"MUN-77777": A},
        [],
    ),
    "cleared": ([(row(1, ""), Kind.restored, A)], {}, [1]),
    "its own in small letters": (
        [(row(1, A, "mun-aaaaa"), Kind.same, A)],
        {"mun-aaaaa": A},
        [],
    ),
    "another's in small letters": (
        [(row(1, B, " mun-ccccc"), Kind.restored, A)],
        {" mun-ccccc": A},
        [],
    ),
    "another's in small letters, and the other has it": (
        [(row(1, B, "mun-ccccc"), Kind.restored, A), (row(2, B), Kind.same, B)],
        {"mun-ccccc": A},
        [],
    ),
    "another's, and the other has it": (
        [(row(1, B), Kind.restored, A), (row(2, B), Kind.same, B)],
        {},
        [1],
    ),
    "its own in small letters, and a copy has it": (
        [(row(1, A, "mun-aaaaa"), Kind.duplicate, A), (row(2, A), Kind.duplicate, A)],
        {},
        [],
    ),
    "swapped": (
        [(row(1, B), Kind.restored, A), (row(2, A), Kind.restored, B)],
        {B: A, A: B},
        [],
    ),
    "swapped in small letters": (
        [
            (row(1, B, "mun-ccccc"), Kind.restored, A),
            (row(2, A, "mun-aaaaa"), Kind.restored, B),
        ],
        {"mun-ccccc": A, "mun-aaaaa": B},
        [],
    ),
    "in small letters beside cells that are nobody's, while its record stands elsewhere": (
        [
            (row(1, A, "mun-aaaaa"), Kind.duplicate, A),
            (row(2, "MUN-77777"), Kind.restored, A),
        ],
        {"MUN-77777": A},
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_reference_is_restored_by_the_text_that_stands_there(name):
    cases, texts, nameless = CASES[name]
    rows = [each for each, _kind, _reference in cases]
    found = restoring(tab(*rows), Matches([Match(*case) for case in cases]))
    assert (dict(found.texts), [each.index for each in found.nameless]) == (
        texts,
        nameless,
    )


def test_references_that_go_round_pass_through_new_ones():
    assert renames({A: B, B: A}, iter(["N-1", "N-2"])) == [
        (A, "N-1"),
        (B, "N-2"),
        ("N-1", B),
        ("N-2", A),
    ]


def test_references_that_do_not_go_round_are_written_at_once():
    assert renames({"mun-aaaaa": B}, iter(["N-1"])) == [("mun-aaaaa", B)]
