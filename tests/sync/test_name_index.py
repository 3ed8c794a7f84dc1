"""What a cell that refers to a record means, whatever people type or choose."""

import pytest

from sheets.reading.snapshot import Row
from sync.rows.name_index import CONTRADICTION, NO_SUCH, SEVERAL, Meaning, name_index
from tests.sheets.small import things

TOWNS = {
    "MN-AAAAA": "Cuenca",
    "MN-BBBBB": "Loja",
    "MN-CCCCC": "San José",
    "MN-DDDDD": "San José",
}
INDEX = name_index(
    (things(), reference, Row(reference, {"name": name}, {}, {}, index, ()))
    for index, (reference, name) in enumerate(TOWNS.items(), 1)
)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("MN-AAAAA", Meaning("MN-AAAAA")),
        (" mn-aaaaa ", Meaning("MN-AAAAA")),
        ("cuenca", Meaning("MN-AAAAA")),
        ("Cuenca · MN-AAAAA", Meaning("MN-AAAAA")),
        ("San José · MN-DDDDD", Meaning("MN-DDDDD")),
        # It has been given another name since.
        ("Santa Ana de Cuenca · MN-AAAAA", Meaning("MN-AAAAA")),
        ("San José", Meaning(problem=SEVERAL, candidates=["MN-CCCCC", "MN-DDDDD"])),
        (
            "Loja · MN-AAAAA",
            Meaning(problem=CONTRADICTION, candidates=["MN-BBBBB", "MN-AAAAA"]),
        ),
        ("Cuenca · MN-ZZZZZ", Meaning(problem=NO_SUCH)),
        ("Quito", Meaning(problem=NO_SUCH)),
    ],
)
def test_meaning(text, meaning):
    assert INDEX.find("towns", text) == meaning
