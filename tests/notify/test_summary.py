"""The tab Summary: counts that follow the rows, and no word about a person."""

from programme.app_tables import SUMMARY
from tests.forms.test_answers import personal
from tests.lived import named, work


def counts(house):
    """(what, by, value) → how many, of each line that counts any."""
    rows = house.look().tabs[SUMMARY].rows.values()
    return {
        (row.own["what"], row.own["by"], row.own["value"]): row.own["count"]
        for row in rows
        if row.own["count"]
    }


def test_counts_follow_the_rows_and_name_nobody(lived):
    before = counts(lived)
    assert before["Municipios", "Estado", "Reconocido"] == 4
    assert before["Municipios", "País", "Brasil"] == 3
    lived.edit("towns", named(lived, "towns", "Guaranda"), "status", "Retirado")
    work(lived)
    after = counts(lived)
    assert (
        after["Municipios", "Estado", "Reconocido"],
        after["Municipios", "Estado", "Retirado"],
    ) == (3, 1)
    words = {word for key in after for word in key}
    assert personal(lived) & words == set()
