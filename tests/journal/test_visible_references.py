from core.ids import new_reference
from journal import visible_references
from journal.schema import problems


def test_tags_differ_from_each_other_and_from_those_that_are_there(journal, monkeypatch):
    drawn = iter(["REV-AAAAA", "REV-AAAAA", "REV-33333", "REV-44444"])
    monkeypatch.setattr("journal.visible_references.new_reference", lambda prefix: next(drawn, new_reference(prefix)))
    from core.clock import Clock

    row = {"key": "k", "tag": "REV-AAAAA", "source": "watch", "problem": {}, "since": Clock().now()}
    with journal.write() as connection:
        connection.execute(problems.insert().values(row))
        found = visible_references.draw(connection, problems.c.tag, "REV", 2)
    assert len(set(found)) == 2
    assert "REV-AAAAA" not in found
