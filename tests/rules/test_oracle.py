"""The rules and the oracle foretell the same mails in every world."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from programme.app_tables import people, settings
from programme.model import Case, Limits, Programme, Rules, Sender
from programme.record import Record, Records
from rules.book import Book
from rules.plan import plan
from tests.rules import worlds
from tests.rules.oracle import Mail, Notice, Rows, foretell
from tests.rules.small import CHOICES, LABELS, ROLES, column, label, table

WORLDS = int(os.environ.get("ORACLE", "1500"))


def contact(name: str) -> dict[str, str]:
    return {
        "name": f"{name}_email",
        "email": f"{name}_email",
        "time_zone": f"{name}_zone",
        "country": f"{name}_country",
    }


def who(name: str) -> list[dict[str, Any]]:
    return [column(f"{name}_email", "email"), column(f"{name}_zone"), column(f"{name}_country")]


TABLES = [
    table(
        "towns",
        "MN",
        [
            column("name"),
            column("status", "select_one", choices=CHOICES),
            column("closes", "date"),
            column("started", "date"),
            column("mentor", "reference", table="mentors"),
            *who("contact"),
        ],
        case="self",
        contacts={"contact": contact("contact")},
    ),
    table("mentors", "CM", [column("name"), *who("contact")], contacts={"contact": contact("contact")}),
    table(
        "tasks",
        "CP",
        [
            column("name"),
            column("town", "reference", table="towns"),
            column("due", "date"),
            column("status", "select_one", choices=CHOICES),
            *who("owner"),
        ],
        case="town",
        contacts={"owner": contact("owner")},
        latest={"report": "reports.task"},
    ),
    table(
        "reports",
        "PG",
        [
            column("name"),
            column("task", "reference", table="tasks"),
            column("new_date", "date"),
            column("progress", "select_one", choices=CHOICES),
        ],
        case="task.town",
    ),
    people(LABELS, ROLES),
    settings(LABELS),
]


def written(condition: Any) -> str | None:
    """A condition of a world as a programme's files say it."""
    if condition is None:
        return None
    sign, left, *rest = condition
    match sign:
        case "not":
            return f"not ({written(left)})"
        case "and" | "or":
            return f"({written(left)} {sign} {written(rest[0])})"
        case "blank":
            return f"{left} == null"
        case "in":
            return f"{left} in {json.dumps(rest[0])}"
        case "<":
            return f"{left} < {rest[0]}"
    return f'{left} {sign} "{rest[0]}"'


def ladder(one: Any) -> dict[str, Any]:
    steps = []
    for step in one["steps"]:
        tell = [
            {"to": it["to"], "message": "hello", "ask": it["ask"], "days_apart": it["apart"]} for it in step["tell"]
        ]
        again = {"every": step["every"], "times": step["times"]} if step["every"] else {}
        steps.append({"name": step["name"], "days": step["days"], "tell": tell, "flag": label("flag"), **again})
    return {
        "name": one["name"],
        "label": label(one["name"]),
        "table": one["table"],
        "only": written(one["only"]),
        "date": one["date"],
        "after_months": one["months"],
        "steps": steps,
    }


def programme(world: worlds.World) -> Programme:
    return Programme(
        name=label("Small"),
        languages=("es", "en"),
        time_zone=world["zone"],
        locale="es_EC",
        country=world["country"],
        sender=Sender(name=label("Small"), reply_to="coordinator"),
        case=Case(table="towns", silent="closes != null and closes < today" if world["silent"] else None),
        roles=ROLES,
        limits=Limits(sending_hours=world["hours"], holidays=world["holidays"], days_apart=world["apart"]),
        tables={one.name: one for one in TABLES},
        rules=Rules.model_validate({"ladders": [ladder(one) for one in world["ladders"]]}),
    )


class Sheet:
    """The records as a look sees them: a cell's occasion is another one when it says something else than at the last look."""

    def __init__(self, programme: Programme, looks: list[tuple[datetime, Rows]]) -> None:
        self.looks = looks
        self.rows: Rows = {}
        self.records = Records(programme, ())

    def moments(self) -> Iterator[datetime]:
        for number, (moment, rows) in enumerate(self.looks):
            changed = [self.record(ref, row, number) for ref, row in rows.items() if self.rows.get(ref) != row]
            if changed:
                self.records = self.records.replaced(changed, ())
            self.rows = rows
            yield moment

    def record(self, reference: str, row: dict[str, Any], number: int) -> Record:
        values = {name: said.isoformat() if isinstance(said, date) else said for name, said in row.items()}
        old = self.records.get(row["table"], reference)
        occasions = {
            name: old.occasions[name] if old and old.values.get(name) == said else f"seen{number}"
            for name, said in values.items()
        }
        return Record(row["table"], reference, values, occasions)


def planned(world: worlds.World, looks: list[tuple[datetime, Rows]]) -> list[Mail]:
    """What the rules say, as the oracle says it."""
    made = programme(world)
    sheet = Sheet(made, looks)
    mails = []
    for one in plan(Book(made), lambda day: sheet.records, sheet.moments()):
        notices = [Notice(*reminder.key) for reminder in one.letter.reminders]
        assert len(notices) == len(set(notices)), f"{one.letter} says something twice"
        mails.append(Mail(notices[0].email, bool(one.letter.waits), one.day, one.leaves, frozenset(notices)))
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
            told for told, times in Counter(one for mail in mails for one in mail.notices).items() if times > 1
        ]:
            return f"{who} twice: {twice}"
    theirs, ours = comparable(found), comparable(foretold)
    lines = [f"only the rules: {mail}" for mail in theirs if mail not in ours]
    return "\n".join(lines + [f"only the oracle: {mail}" for mail in ours if mail not in theirs])


def comparable(mails: list[Mail]) -> list[Any]:
    """Each calls an occasion by its own name; one that waits for a yes has no moment of leaving yet."""
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
        yield {**world, "rows": {other: row for other, row in world["rows"].items() if other != reference}}
    for at, one in enumerate(world["ladders"]):
        ladders = world["ladders"][:at], world["ladders"][at + 1 :]
        for place in range(len(one["steps"])):
            if len(one["steps"]) > 1:
                yield {**world, "ladders": [*ladders[0], fewer(one, "steps", place), *ladders[1]]}
        if one["only"]:
            yield {**world, "ladders": [*ladders[0], {**one, "only": None}, *ladders[1]]}


def fewer(whole: dict[str, Any], key: str, at: int) -> dict[str, Any]:
    smaller = {**whole, key: whole[key][:at] + whole[key][at + 1 :]}
    if key == "moments":
        smaller["changes"] = [(look - (look > at), *rest) for look, *rest in whole["changes"]]
        smaller["rows"] = {
            reference: {**row, "from": row["from"] - (row["from"] > at)} if "from" in row else row
            for reference, row in whole["rows"].items()
        }
    return smaller


def shown(world: worlds.World) -> str:
    lines = [f"{key}: {world[key]}" for key in ("zone", "country", "hours", "holidays", "apart", "silent")]
    for one in world["ladders"]:
        lines += [str({**one, "steps": "…"}), *(f"    {step}" for step in one["steps"])]
    lines += [f"{reference}: {row}" for reference, row in world["rows"].items()]
    lines += [f"change {one}" for one in world["changes"]]
    lines += [f"look {number}: {one}" for number, one in enumerate(world["moments"])]
    return "\n".join(lines)


def test_rules_agree_with_the_oracle() -> None:
    mails = told = looked = 0
    for seed in range(WORLDS):
        world = worlds.draw(seed)
        if disagreement(world):
            world = smallest(world)
            pytest.fail(f"seed {seed}\n{shown(world)}\n{disagreement(world)}", pytrace=False)
        foretold = foretell({**world, "looks": worlds.looks(world)})
        mails, looked = mails + len(foretold), looked + len(world["moments"])
        told += sum(len(mail.notices) for mail in foretold)
    print(f"\n{WORLDS} worlds, {looked} looks, {mails} mails with {told} reminders: all alike")
