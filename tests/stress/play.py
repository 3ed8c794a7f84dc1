"""Two ways to play: by Hypothesis, and each action once in each gap."""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import count

from tests.stress import staff
from tests.stress.checks import check
from tests.stress.ground import Ground
from tests.stress.world import (
    COMMAND_GAPS,
    GAPS,
    KILLS,
    OTHERS,
    REST,
    Broken,
    Plan,
    World,
)

ROUNDS, AGAIN, MORE, SELDOM, A_FEW, MOSTLY = 7, 3, 18, 90, 0.3, 0.8
OFTEN = (*staff.ACTIONS, *sorted(staff.MOVES_COLUMNS) * 3)
"""What happens between two rounds; what moves columns oftener: that is
hard to bear while rows wait.
"""
WHAT = (*staff.ACTIONS, *OTHERS)


def gaps_of(what: str) -> tuple[str, ...]:
    """The gaps that an action can fall into: what happens to a call needs one."""
    return GAPS if what in OTHERS else (*GAPS, REST)


def every_pair() -> list[tuple[str, str]]:
    return [(what, gap) for what in WHAT for gap in gaps_of(what)]


def not_met(pairs: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in every_pair() if not pairs[pair]]


def finish(world: World) -> None:
    """Settles and checks; what went wrong is told with all that was played."""
    try:
        world.settle()
        check(world)
    except Broken as broken:
        raise Broken(f"{broken}\n" + "\n".join(world.trace)) from broken


def scripted(
    ground: Ground, what: str, gap: str, seed: int, pairs: Counter[tuple[str, str]]
) -> None:
    """A short day in which every kind of call happens: one action in one gap, and those
    that were met least around it.
    """
    draw = random.Random(f"{what} {gap} {seed}")
    world = World(ground, pairs)
    try:
        try:
            _day(world, draw, what, gap)
        except Broken as broken:
            raise Broken(f"{broken}\n" + "\n".join(world.trace)) from broken
        finish(world)
    finally:
        world.close()


def _day(world: World, draw: random.Random, what: str, gap: str) -> None:
    for start in ("type_row", "take_row", "clear_own", "clear_reference"):
        if draw.random() < MOSTLY:
            world.staff(
                start, draw.choice([0, 1]), draw.randrange(100), draw.randrange(100)
            )
    world.submit(draw.randrange(9))
    for _ in range(draw.randrange(3)):
        world.round()
    _prepare(world, draw, what, gap)
    world.submit(draw.randrange(9))
    for _ in range(ROUNDS):
        if draw.random() < A_FEW:
            world.press(draw.randrange(2), draw.randrange(100))
            world.plans.append(
                _plan(draw, draw.choice(OFTEN), draw.choice(COMMAND_GAPS))
            )
        world.round()
        if draw.random() < A_FEW:
            world.pass_time(draw.choice([60, 86_400, 6 * 86_400]))
        if draw.random() < A_FEW:
            world.submit(draw.randrange(9))
            world.happen(_plan(draw, draw.choice(OFTEN)), REST)


def _prepare(world: World, draw: random.Random, what: str, gap: str) -> None:
    """Plans an action for some calls of a kind, and others that were met least for
    any.
    """
    if gap == REST:
        world.happen(_plan(draw, what), REST)
    else:
        again = AGAIN if what in staff.ACTIONS else 1
        world.plans.extend(_plan(draw, what, gap, skip) for skip in range(again))
    seldom = sorted(every_pair(), key=lambda pair: (world.pairs[pair], draw.random()))
    for other, at in draw.sample(seldom[:SELDOM], MORE):
        if other in KILLS and draw.random() < MOSTLY:
            continue
        if at != REST:
            skip = draw.randrange(2)
            world.plans.append(_plan(draw, other, at, skip))


def _plan(draw: random.Random, what: str, gap: str = "", skip: int = 0) -> Plan:
    return Plan(
        what, gap, skip, draw.randrange(100), draw.randrange(100), draw.randrange(100)
    )


def least_met(
    pairs: Counter[tuple[str, str]], seed: int
) -> Iterator[tuple[str, str, int]]:
    """Without end: those pairs that were met least by then, with a
    seed that no game had yet.
    """
    for turn in count(seed):
        order = every_pair()
        random.Random(turn).shuffle(order)
        least = min(pairs[pair] for pair in order)
        for what, gap in order:
            if pairs[what, gap] <= least:
                yield what, gap, turn


def table(pairs: Counter[tuple[str, str]]) -> str:
    """How often each action met each gap."""
    gaps = (*GAPS, REST)
    lines = [
        f"{'':22}" + "".join(f"{gap.replace('references', 'refs'):>13}" for gap in gaps)
    ]
    for what in WHAT:
        cells = (str(pairs[what, gap]) if gap in gaps_of(what) else "·" for gap in gaps)
        lines.append(f"{what:22}" + "".join(f"{cell:>13}" for cell in cells))
    return "\n".join(lines)
