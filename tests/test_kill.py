"""Pulling the plug: at every commit of the journal, while Google misbehaves, nothing is
lost and nothing comes twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from journal.states import MessageState
from tests.kills import BOUNDARIES, FAULTS, FORMS, KILLS, End, trial
from worker.folder import Folder

FORMS_A_KILL = max(1, FORMS // (KILLS or 1))


def rounds(boundaries: Sequence[int]) -> Iterator[Sequence[int]]:
    """The boundaries, again and again where a number of kills is wanted."""
    yield boundaries
    while KILLS:
        yield boundaries


def play(state: Path, folder: Folder, name: str, boundaries: Sequence[int]) -> End:
    """Kills the worker at every boundary in turn, with new submissions coming in,
    and looks at what is left.
    """
    with trial(state, folder) as here:
        here.settle()
        here.server.faults(*FAULTS[name])
        for turn in rounds(boundaries):
            for boundary in turn:
                here.accept(FORMS_A_KILL)
                while here.run(boundary) == "unfinished":
                    pass  # the lease of the one before, or a fault before the boundary came
            if here.kills * len(FAULTS) >= KILLS:
                break
        here.settle()
        return here.end(name)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, folder: Folder) -> list[End]:
    """All trials, side by side: most of their time is waiting for leases to run out."""
    with ThreadPoolExecutor(len(FAULTS)) as pool:
        ends = [
            pool.submit(play, tmp_path_factory.mktemp(name), folder, name, BOUNDARIES)
            for name in FAULTS
        ]
        return [end.result() for end in ends]


@pytest.mark.long
def test_kills_are_many(played: list[End]) -> None:
    kills = {end.name: end.kills for end in played}
    print(f"\nkilled at a commit boundary: {sum(kills.values())} times ({kills})")
    assert sum(kills.values()) >= max(KILLS, len(BOUNDARIES) * len(FAULTS) * 2 / 3)


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_every_submission_has_one_row_after_kills(
    played: list[End], number: int
) -> None:
    assert played[number].wrong_rows() == {}


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_every_mail_is_accepted_once_or_unknown_after_kills(
    played: list[End], number: int
) -> None:
    end = played[number]
    assert end.wrong_mails() == {}
    assert (
        Counter(row.state for row in end.mails).most_common(1)[0][0]
        == MessageState.sent
    )
