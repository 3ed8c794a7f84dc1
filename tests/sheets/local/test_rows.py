"""Rows in chunks against a plain list, whatever is done to both."""

from random import Random

from sheets.local.model.cells import Cell, Row
from sheets.local.model.rows import SIZE, Rows


def made(random: Random) -> Row | None:
    if random.random() < 0.3:
        return None
    return Row([Cell("x") if random.random() < 0.5 else None for _ in range(3)])


def change(random: Random, rows: Rows, plain: list[Row | None]) -> None:
    """The same change to both."""
    count = len(plain)
    start = random.randrange(count + 1)
    stop = min(start + random.choice((0, 1, 5, SIZE, 2 * SIZE)), count)
    new = [made(random) for _ in range(random.choice((0, 1, 3, SIZE + 1)))]
    match random.randrange(6):
        case 0 if count:
            rows[start % count] = plain[start % count] = made(random)
        case 1:
            rows[start:stop] = new
            plain[start:stop] = new
        case 2:
            del rows[start:stop]
            del plain[start:stop]
        case 3:
            rows.extend(new)
            plain.extend(new)
        case 4 if count:
            assert rows.pop() is plain.pop()
        case _:
            rows.insert(start, None)
            plain.insert(start, None)


def test_rows_are_a_list() -> None:
    random = Random(1)
    rows, plain = Rows(), list[Row | None]()
    copies: list[tuple[Rows, list[Row | None]]] = []
    for step in range(400):
        if step % 40 == 0:
            copies.append((rows, list(plain)))
            rows = rows.copy()
        change(random, rows, plain)
        assert list(rows) == plain
        assert len(rows) == len(plain)
        low = random.randrange(len(plain) + 1)
        assert rows[low : low + 300] == plain[low : low + 300]
    # What is done to a copy leaves the original alone.
    for original, expected in copies:
        assert list(original) == expected


def test_places_that_differ_from_a_copy() -> None:
    rows = Rows(Row([Cell(str(number))]) for number in range(3 * SIZE))
    twin = rows.copy()
    twin[5] = None
    twin[2 * SIZE] = Row([Cell("new")])
    twin.extend([None])
    assert list(twin.unlike(rows)) == [5, 2 * SIZE, 3 * SIZE]


def test_what_rows_hold_is_seen_as_in_a_loop() -> None:
    random = Random(2)
    rows = Rows(made(random) or Row([Cell("x")]) for _ in range(3 * SIZE + 7))
    for _ in range(200):
        start, stop = sorted(random.randrange(len(rows) + 1) for _ in range(2))
        columns = random.randrange(1, 8)
        holds = [bool(rows.mask(index) & columns) for index in range(len(rows))]
        assert rows.has_data(start, stop, columns) == any(holds[start:stop])
        filled = [index for index in range(start, stop) if holds[index]]
        assert rows.last_filled(start, stop, columns) == (filled or [None])[-1]
        up, down = start, stop
        while up > 0 and holds[up - 1]:
            up -= 1
        while down < len(rows) and holds[down]:
            down += 1
        assert rows.filled_up(start, columns) == up
        assert rows.filled_down(stop, columns) == down
