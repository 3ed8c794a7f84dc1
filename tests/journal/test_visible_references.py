from core.clock import Clock
from core.ids import new_reference
from journal import visible_references
from journal.records import known_records
from journal.schema import problems
from journal.tabs import deliveries


def test_references_for_rows_differ_from_those_of_records_deliveries_and_the_tab(
    journal, monkeypatch
):
    drawn = iter(["MUN-AAAAA", "MUN-CCCCC", "MUN-DDDDD", "MUN-33333"])
    monkeypatch.setattr(
        "journal.visible_references.new_reference",
        lambda prefix: next(drawn, new_reference(prefix)),
    )
    with journal.write() as connection:
        known_records.add(
            connection,
            "towns",
            "MUN-AAAAA",
            {},
            own={},
            occasion="sent",
            now=Clock().now(),
        )
        deliveries.enqueue(connection, "towns", "MUN-CCCCC", {})
        found = visible_references.draw_for_rows(connection, "MUN", 2, {"MUN-DDDDD"})
    assert len(set(found)) == 2
    assert found[0] == "MUN-33333"


def test_tags_differ_from_each_other_and_from_those_that_are_there(
    journal, monkeypatch
):
    drawn = iter(["REV-AAAAA", "REV-AAAAA", "REV-33333", "REV-44444"])
    monkeypatch.setattr(
        "journal.visible_references.new_reference",
        lambda prefix: next(drawn, new_reference(prefix)),
    )
    row = {
        "key": "k",
        "tag": "REV-AAAAA",
        "source": "watch",
        "problem": {},
        "since": Clock().now(),
    }
    with journal.write() as connection:
        connection.execute(problems.insert().values(row))
        found = visible_references.draw(connection, problems.c.tag, "REV", 2)
    assert len(set(found)) == 2
    assert "REV-AAAAA" not in found
