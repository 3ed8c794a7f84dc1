from datetime import UTC, datetime, timedelta

from desk.lines import Entry, Line, Rank
from desk.sheet_list import LISTED, RIGHT_FOR, row_address, sheet_list
from programme.models.desk import Desk
from programme.records.record import Cell
from tests.rules.small import programme

NOW = datetime(2027, 3, 12, 13, 14, tzinfo=UTC)


def entry(key, rank=Rank.due, **said):
    return Entry(rank, 0, key, lambda _language: Line(key, key, **said))


def made(*entries, now=NOW, before=None, taken=None, of=None):
    return sheet_list(
        of or programme(),
        entries,
        taken or {},
        lambda line: f"at {line.key}",
        now,
        before,
    )


def test_line_has_its_part_its_words_and_who_has_taken_it():
    result = made(
        entry("Llamar", Rank.late, about="Cotacachi", also=("Pedir la carta",)),
        taken={"Llamar": "Luis"},
    )
    row = result.lines[2]
    assert row[1] == "Llamar\nAdemás: Pedir la carta"
    assert (row[2], row[8], row[9], result.late) == (
        "Cotacachi",
        "Luis",
        "at Llamar",
        {2},
    )


def test_unchanged_list_keeps_its_moment_for_an_hour():
    first = made(entry("a"))
    soon, late = NOW + RIGHT_FOR - timedelta(seconds=1), NOW + RIGHT_FOR
    assert made(entry("a"), now=soon, before=first).lines == first.lines
    assert made(entry("a"), now=late, before=first).as_of == late
    assert made(entry("b"), now=soon, before=first).as_of == soon


def test_long_list_is_counted_and_an_empty_one_says_so():
    assert [
        len(made(*map(entry, map(str, range(count)))).lines)
        for count in (0, LISTED, LISTED + 1)
    ] == [
        3,
        LISTED + 2,
        LISTED + 3,
    ]


def test_list_that_is_switched_off_says_that_its_tab_can_go():
    [[words]] = made(
        entry("a"), of=programme().model_copy(update={"desk": Desk(tab=False)})
    ).lines
    assert words


def test_line_leads_to_its_row_in_the_sheet_or_else_to_its_page():
    def of_cell(cell):
        return f"sheet {cell.reference}"

    assert (
        row_address(
            "http://here", of_cell, Line("a", "a", cell=Cell("towns", "MN-1", ""))
        )
        == "sheet MN-1"
    )
    assert (
        row_address("http://here", of_cell, Line("a", "a", page="/staff/waiting/held"))
        == "http://here/staff/waiting/held"
    )
    assert (
        row_address("http://here", of_cell, Line("a", "a", row="https://sheet/#7"))
        == "https://sheet/#7"
    )
