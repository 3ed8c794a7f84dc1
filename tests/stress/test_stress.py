"""Staff work in the sheet as they like, between any two calls of
the app, and nothing breaks.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count, cycle, islice

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.stress import staff
from tests.stress.ground import Ground, grounds
from tests.stress.play import every_pair, finish, least_met, not_met, scripted, table
from tests.stress.world import COMMAND_GAPS, GAPS, OTHERS, REST, Plan, World

SECONDS = float(os.environ.get("STRESS_SECONDS", "0"))
"""How long to play; 0: a short run, always the same games (with one
PYTHONHASHSEED, as make sets it).
"""
SEED = int(os.environ.get("STRESS_SEED", "0"))
FEW, MANY = 60, 180
"""A short run ends when every action has met every gap; it has so many
games at least, and at most.
"""
SCRIPTS, EXAMPLES = 12, 4
NUMBERS = st.integers(0, 99)
PASSED = (60, 3600, 86_400, 6 * 86_400)


def game(
    all_grounds: list[Ground], pairs: Counter[tuple[str, str]]
) -> type[RuleBasedStateMachine]:
    """Staff, forms, the worker and misfortune, in any order that Hypothesis thinks
    of.
    """

    class Game(RuleBasedStateMachine):
        world: World | None = None

        @initialize(number=st.integers(0, len(all_grounds) - 1))
        def begin(self, number: int) -> None:
            self.world = World(all_grounds[number], pairs)

        @rule(
            what=st.sampled_from(list(staff.ACTIONS)), a=NUMBERS, b=NUMBERS, c=NUMBERS
        )
        def act(self, what: str, a: int, b: int, c: int) -> None:
            self.world.happen(Plan(what, "", 0, a, b, c), REST)

        @rule(
            what=st.sampled_from(list(staff.ACTIONS)),
            gap=st.sampled_from(GAPS),
            skip=st.integers(0, 2),
            a=NUMBERS,
            b=NUMBERS,
            c=NUMBERS,
        )
        def plan(self, what: str, gap: str, skip: int, a: int, b: int, c: int) -> None:
            self.world.plans.append(Plan(what, gap, skip, a, b, c))

        @rule(
            what=st.sampled_from(OTHERS),
            gap=st.sampled_from(GAPS),
            skip=st.integers(0, 2),
            a=NUMBERS,
            b=NUMBERS,
        )
        def misfortune(self, what: str, gap: str, skip: int, a: int, b: int) -> None:
            self.world.plans.append(Plan(what, gap, skip, a, b))

        @rule(a=NUMBERS)
        def submit(self, a: int) -> None:
            self.world.submit(a)

        @rule(
            a=NUMBERS,
            b=NUMBERS,
            what=st.sampled_from(list(staff.ACTIONS)),
            gap=st.sampled_from(COMMAND_GAPS),
        )
        def press(self, a: int, b: int, what: str, gap: str) -> None:
            self.world.press(a, b)
            self.world.plans.append(Plan(what, gap, 0, a, b, a))

        @rule(many=st.integers(1, 4))
        def rounds(self, many: int) -> None:
            for _ in range(many):
                self.world.round()

        @precondition(lambda self: self.world is not None)
        @rule(seconds=st.sampled_from(PASSED))
        def wait(self, seconds: int) -> None:
            self.world.pass_time(seconds)

        def teardown(self) -> None:
            if self.world is None:
                return
            try:
                finish(self.world)
            finally:
                self.world.close()
                self.world = None

    return Game


def games(
    all_grounds: list[Ground],
    pairs: Counter[tuple[str, str]],
    first: int = 0,
    *,
    shrink: bool = True,
) -> Iterator[int]:
    """Plays without end; gives how many games were just played. Raises what breaks,
    with the shortest game that does.

    `first` is the seed: the same games come again each time.
    """
    machine, number = game(all_grounds, pairs), cycle(range(len(all_grounds)))
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    seldom = least_met(pairs, first)
    for chance in count(first):
        for what, gap, turn in islice(seldom, SCRIPTS):
            scripted(all_grounds[next(number)], what, gap, turn, pairs)
            yield 1
        chosen = settings(
            max_examples=EXAMPLES,
            stateful_step_count=18,
            deadline=None,
            database=None,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(seed(chance)(machine), settings=chosen)
        yield EXAMPLES


def short(
    all_grounds: list[Ground], pairs: Counter[tuple[str, str]], *, shrink: bool = True
) -> Iterator[int]:
    """The games of a short run: as `games`, until every action has met every gap."""
    played = 0
    for more in games(all_grounds, pairs, SEED, shrink=shrink):
        played += more
        yield more
        if played >= MANY or (played >= FEW and not not_met(pairs)):
            return


@pytest.fixture(scope="module")
def all_grounds() -> Iterator[list[Ground]]:
    with grounds() as made:
        yield made


@pytest.mark.long
def test_staff_work_as_they_like_and_nothing_breaks(all_grounds: list[Ground]) -> None:
    pairs: Counter[tuple[str, str]] = Counter()
    begun, played = time.monotonic(), 0
    try:
        for more in (
            games(all_grounds, pairs, SEED) if SECONDS else short(all_grounds, pairs)
        ):
            played += more
            if SECONDS and time.monotonic() - begun > SECONDS:
                break
    finally:
        met = len(every_pair()) - len(not_met(pairs))
        print(f"\n{table(pairs)}")
        print(
            f"{played} games, {sum(pairs.values())} actions, {met} of {len(every_pair())} pairs of an action and a gap,"
        )
        print(f"in {time.monotonic() - begun:.0f} s")
    assert not_met(pairs) == []
