"""The rules and the oracle foretell the same mails in every world."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from rules.book import Book
from tests.rules import planning, worlds
from tests.rules.oracle import Mail, Notice, Rows, foretell
from tests.rules.staged import Sheet, programme

WORLDS = int(os.environ.get("ORACLE", "800"))
FEW = 40


def planned(world: worlds.World, looks: list[tuple[datetime, Rows]]) -> list[Mail]:
    """What the rules say, as the oracle says it."""
    made = programme(world)
    sheet = Sheet(made, looks)
    mails = []
    for one in planning.planned(Book(made), lambda day: sheet.records, sheet.moments()):
        notices = [
            Notice(*reminder.key, reminder.email) for reminder in one.letter.reminders
        ]
        assert len(notices) == len(set(notices)), f"{one.letter} says something twice"
        mails.append(
            Mail(
                notices[0].email,
                bool(one.letter.waits),
                one.day,
                one.leaves,
                frozenset(notices),
            )
        )
    return mails


def disagreement(world: worlds.World) -> str:
    """What the rules and the oracle see differently in a world; "" if nothing."""
    looks = worlds.looks(world)
    try:
        found = planned(world, looks)
    except AssertionError as error:
        return str(error)
    foretold = foretell({**world, "looks": looks})
    for who, mails in (("the oracle", foretold), ("the rules", found)):
        if twice := [
            told
            for told, times in Counter(
                one for mail in mails for one in mail.notices
            ).items()
            if times > 1
        ]:
            return f"{who} twice: {twice}"
    theirs, ours = comparable(found), comparable(foretold)
    lines = [f"only the rules: {mail}" for mail in theirs if mail not in ours]
    return "\n".join(
        lines + [f"only the oracle: {mail}" for mail in ours if mail not in theirs]
    )


def comparable(mails: list[Mail]) -> list[Any]:
    """Each calls an occasion by its own name; one that waits for a yes has
    no moment of leaving yet.
    """
    found = [
        (
            mail.email,
            mail.day,
            "waits" if mail.waits else str(mail.leaves.astimezone(UTC)),
            sorted(one[:3] for one in mail.notices),
        )
        for mail in mails
    ]
    return sorted(found)


def smallest(world: worlds.World) -> worlds.World:
    """The world without all that the disagreement does not need."""
    for smaller in smaller_worlds(world):
        if disagreement(smaller):
            return smallest(smaller)
    return world


def smaller_worlds(world: worlds.World) -> Iterator[worlds.World]:
    for key in ("moments", "changes", "ladders"):
        for at in range(len(world[key])):
            yield fewer(world, key, at)
    for reference in world["rows"]:
        yield {
            **world,
            "rows": {
                other: row for other, row in world["rows"].items() if other != reference
            },
        }
    for at, one in enumerate(world["ladders"]):
        ladders = world["ladders"][:at], world["ladders"][at + 1 :]
        for place in range(len(one["steps"])):
            if len(one["steps"]) > 1:
                yield {
                    **world,
                    "ladders": [*ladders[0], fewer(one, "steps", place), *ladders[1]],
                }
        if one["only"]:
            yield {
                **world,
                "ladders": [*ladders[0], {**one, "only": None}, *ladders[1]],
            }


def fewer(whole: dict[str, Any], key: str, at: int) -> dict[str, Any]:
    smaller = {**whole, key: whole[key][:at] + whole[key][at + 1 :]}
    if key == "moments":
        smaller["changes"] = [
            (look - (look > at), *rest) for look, *rest in whole["changes"]
        ]
        smaller["rows"] = {
            reference: {**row, "from": row["from"] - (row["from"] > at)}
            if "from" in row
            else row
            for reference, row in whole["rows"].items()
        }
    return smaller


def shown(world: worlds.World) -> str:
    lines = [
        f"{key}: {world[key]}"
        for key in ("zone", "country", "hours", "days", "holidays", "apart", "silent")
    ]
    for one in world["ladders"]:
        lines += [str({**one, "steps": "…"}), *(f"    {step}" for step in one["steps"])]
    lines += [f"{reference}: {row}" for reference, row in world["rows"].items()]
    lines += [f"change {one}" for one in world["changes"]]
    lines += [f"look {number}: {one}" for number, one in enumerate(world["moments"])]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "seeds", [range(FEW), pytest.param(range(FEW, WORLDS), marks=pytest.mark.long)]
)
def test_rules_agree_with_the_oracle(seeds: range) -> None:
    mails = told = looked = 0
    for seed in seeds:
        world = worlds.draw(seed)
        if disagreement(world):
            world = smallest(world)
            pytest.fail(
                f"seed {seed}\n{shown(world)}\n{disagreement(world)}", pytrace=False
            )
        foretold = foretell({**world, "looks": worlds.looks(world)})
        mails, looked = mails + len(foretold), looked + len(world["moments"])
        told += sum(len(mail.notices) for mail in foretold)
    print(
        f"\n{len(seeds)} worlds, {looked} looks, {mails} mails with {told} reminders: all alike"
    )
