"""Two ways to play: by Hypothesis, and each action once in each gap."""

import random
from collections import Counter
from collections.abc import Iterator

from tests.stress import staff
from tests.stress.checks import check
from tests.stress.ground import Ground
from tests.stress.world import GAPS, OTHERS, REST, Broken, Plan, World

WHAT = (*staff.ACTIONS, *OTHERS)


def gaps_of(what: str) -> tuple[str, ...]:
    """The gaps that an action can fall into: what happens to a call needs one."""
    return GAPS if what in OTHERS else (*GAPS, REST)


def every_pair() -> list[tuple[str, str]]:
    return [(what, gap) for what in WHAT for gap in gaps_of(what)]


def finish(world: World) -> None:
    """Settles and checks; what went wrong is told with all that was played."""
    try:
        world.settle()
        check(world)
    except Broken as broken:
        raise Broken(f"{broken}\n" + "\n".join(world.trace)) from broken


def scripted(ground: Ground, what: str, gap: str, seed: int, pairs: Counter[tuple[str, str]]) -> None:
    """A short day in which every kind of call happens, and one action in one gap (with others, at times, around it)."""
    draw = random.Random(f"{what} {gap} {seed}")
    world = World(ground, pairs)

    def numbers() -> tuple[int, int, int]:
        return draw.randrange(100), draw.randrange(100), draw.randrange(100)

    try:
        try:
            for start in ("type_row", "take_row", "clear_own", "clear_reference"):
                if draw.random() < 0.7:
                    world.staff(start, draw.choice([0, 1]), *numbers()[1:])
            world.submit(draw.randrange(9))
            world.submit(draw.randrange(9))
            for _ in range(draw.randrange(3)):
                world.round()
            if gap == REST:
                world.happen(Plan(what, "", 0, *numbers()), REST)
            else:
                world.plans.append(Plan(what, gap, draw.randrange(2), *numbers()))
            while draw.random() < 0.5:
                world.plans.append(Plan(draw.choice(WHAT), draw.choice(GAPS), draw.randrange(3), *numbers()))
            for _ in range(6):
                world.round()
                if draw.random() < 0.3:
                    world.pass_time(draw.choice([60, 86_400, 6 * 86_400]))
                if draw.random() < 0.4:
                    world.happen(Plan(draw.choice(list(staff.ACTIONS)), "", 0, *numbers()), REST)
                if not world.plans:
                    break
        except Broken as broken:
            raise Broken(f"{broken}\n" + "\n".join(world.trace)) from broken
        finish(world)
    finally:
        world.close()


def all_pairs(seed: int) -> Iterator[tuple[str, str]]:
    """Every pair, in an order of its own for each seed."""
    pairs = every_pair()
    random.Random(seed).shuffle(pairs)
    yield from pairs


def table(pairs: Counter[tuple[str, str]]) -> str:
    """How often each action met each gap."""
    gaps = (*GAPS, REST)
    lines = [f"{'':22}" + "".join(f"{gap.replace('references', 'refs'):>13}" for gap in gaps)]
    for what in WHAT:
        cells = (str(pairs[what, gap]) if gap in gaps_of(what) else "·" for gap in gaps)
        lines.append(f"{what:22}" + "".join(f"{cell:>13}" for cell in cells))
    return "\n".join(lines)
