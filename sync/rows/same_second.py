"""What came in one second: a form's row keeps the second in which it was received,
and so do its copies.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sheets.reading.snapshot import Row
from sync.rows.likeness import HALF, MOST, second_of, share
from sync.rows.matches import Claimant, InFlight, LastSeen

C = TypeVar("C", bound=Claimant)


def near_seconds(second: int | None) -> Sequence[int | None]:
    """The second, and its neighbours: a sheet's serial numbers are rounded."""
    if second is None:
        return (None,)
    return (second, second - 1, second + 1)


def by_second(claimants: Iterable[C]) -> dict[int | None, list[C]]:
    """Second → the records or deliveries that came in it; None: no second."""
    index: dict[int | None, list[C]] = defaultdict(list)
    for claimant in claimants:
        index[second_of(claimant.values.get("received"))].append(claimant)
    return index


def rows_by_second(rows: Iterable[Row]) -> dict[int | None, list[Row]]:
    """The same for rows, by the app's own cell."""
    index: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        index[second_of(row.own.get("received"))].append(row)
    return index


def of_second(index: Mapping[int | None, Sequence[C]], second: int | None) -> list[C]:
    """Those that came in a second, or in one beside it."""
    claimants: list[C] = []
    for near in near_seconds(second):
        claimants.extend(index.get(near, ()))
    return claimants


def most_alike(
    rows: Sequence[Row], claimants: Sequence[Claimant], rivals: Sequence[LastSeen]
) -> list[tuple[Row, Claimant]]:
    """The rows that are more like one of the claimants than like any other of them or
    of the rivals, and more than others.
    """
    best: dict[str, list[tuple[float, Row, Claimant]]] = defaultdict(list)
    for row in rows:
        rival = max(
            (share(record.values, row.values) for record in rivals), default=0.0
        )
        shares = sorted(
            (
                (share(claimant.values, row.values), index)
                for index, claimant in enumerate(claimants)
            )
        )
        likeness, index = shares[-1]
        next_best = 0.0
        if len(shares) > 1:
            next_best = shares[-2][0]
        claimant = claimants[index]
        if isinstance(claimant, InFlight):
            least = MOST
        else:
            least = HALF
        if likeness > max(least, next_best, rival):
            best[claimant.reference].append((likeness, row, claimant))
    pairs: list[tuple[Row, Claimant]] = []
    for claims in best.values():
        claims.sort(key=lambda claim: claim[0])
        likeness, row, claimant = claims[-1]
        if len(claims) == 1 or likeness > claims[-2][0]:
            pairs.append((row, claimant))
    return pairs
