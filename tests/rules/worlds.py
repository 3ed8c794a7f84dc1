"""Small worlds for the rules and their oracle: programmes, records and
calendars, drawn from a seed.

A world is the oracle's plain data (see oracle.py) before its looks: `rows`, the
`changes` that befall them as (number of the look before which it happens, reference,
column, value), and the `moments` of the looks.
"""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.rules.oracle import Rows, months_later

World = dict[str, Any]

PLACES = [
    ("America/Guayaquil", "EC"),
    ("America/Santiago", "CL"),
    ("Europe/Madrid", "ES"),
    ("Pacific/Apia", "WS"),
    ("America/Sao_Paulo", "BR"),
    ("Pacific/Auckland", "NZ"),
    ("Asia/Kolkata", "IN"),
    ("Australia/Lord_Howe", "AU"),
    ("Africa/Casablanca", "MA"),
    ("America/St_Johns", "CA"),
]
BEGINNINGS = [
    date(2027, 2, 10),
    date(2028, 2, 12),  # 29 February
    date(2024, 2, 1),
    date(2027, 8, 20),  # clocks go on at midnight in Santiago
    date(2027, 3, 15),  # … and back; on in Madrid
    date(2027, 10, 15),
    date(2011, 12, 10),  # Apia skips 30 December
    date(2021, 3, 20),
    date(2018, 10, 20),  # clocks go on at midnight in São Paulo
    date(2027, 12, 10),
    date(2027, 1, 20),
    date(2027, 6, 20),
]
STATUS = [None, "open", "open", "open", "open", "open", "done", "approved"]
CONDITIONS: dict[str, list[Any]] = {
    "tasks": [
        None,
        None,
        ("==", "status", "open"),
        ("!=", "status", "done"),
        ("in", "status", ["open", "approved"]),
        ("and", ("==", "status", "open"), ("!=", "report.progress", "done")),
        ("and", ("==", "town.status", "open"), ("!=", "status", "done")),
        ("not", ("<", "town.closes", "today")),
        ("or", ("blank", "town.closes", None), ("not", ("<", "town.closes", "today"))),
        ("or", ("==", "status", "open"), ("<", "due", "today")),
    ],
    "towns": [
        None,
        ("==", "status", "open"),
        ("!=", "status", "done"),
        ("not", ("==", "status", "done")),
        ("or", ("<", "started", "today"), ("blank", "started", None)),
    ],
}
DATES = {
    "tasks": [
        ["due"],
        ["report.new_date", "due"],
        ["due", "town.started"],
        ["town.started"],
    ],
    "towns": [["started"], ["closes", "started"], ["started", "closes"]],
}
EXTENSIONS = {"tasks": [["report.new_date"], ["town.closes"]], "towns": [["closes"]]}
TO = {
    "tasks": [
        "owner",
        "owner",
        "town.contact",
        "town.mentor.contact",
        "owner or town.contact",
        "owner or role.committee",
    ],
    "towns": [
        "contact",
        "contact",
        "mentor.contact",
        "mentor.contact or contact",
        "role.committee or contact",
    ],
}
ROLES = ["role.coordinator", "role.committee"]


def draw(seed: int) -> World:
    """The world of that seed."""
    dice = random.Random(seed)
    begin = dice.choice(BEGINNINGS)
    zone, country = dice.choice(PLACES)
    world: World = {
        "zone": zone,
        "country": country,
        "hours": dice.choice(
            [(8, 18), (8, 18), (6, 22), (9, 12), (0, 24), (0, 5), (20, 24)]
        ),
        "days": dice.choice(
            [
                [0, 1, 2, 3, 4],
                [0, 1, 2, 3, 4],
                [0, 1, 2, 3, 4],
                [0, 1, 2, 3, 4, 5, 6],
                [1, 5],
                [6],
            ]
        ),
        "holidays": dice.random() < 0.8,
        "apart": dice.choice([0, 1, 3, 7, 7, 7, 10]),
        "off": False,
        "silent": dice.random() < 0.8,
        "ladders": [
            ladder(dice, number) for number in range(dice.choice([1, 1, 2, 3]))
        ],
        "changes": [],
    }
    # Dice of their own: the worlds are otherwise those that each seed has always given.
    extend(random.Random(-seed - 1), world["ladders"])
    world["people"] = [reader(dice, number) for number in range(dice.choice([1, 2, 3]))]
    world["moments"] = moments(dice, begin, dice.randint(20, 60), zone)
    world["rows"] = rows(dice, begin, world)
    for _ in range(dice.randint(0, 12)):
        change(dice, begin, world)
    return world


def ladder(dice: random.Random, number: int) -> dict[str, Any]:
    table = dice.choice(["tasks", "tasks", "tasks", "towns"])
    days = sorted(dice.randint(-14, 25) for _ in range(dice.choice([1, 2, 2, 3, 4])))
    return {
        "name": f"ladder{number}",
        "table": table,
        "only": dice.choice(CONDITIONS[table]),
        "date": dice.choice(DATES[table]),
        "months": dice.choice([0, 0, 0, 1, 6, 12]),
        "steps": [
            step(dice, table, f"step{place}", day) for place, day in enumerate(days)
        ],
    }


def extend(dice: random.Random, ladders: list[dict[str, Any]]) -> None:
    """Gives some ladders another date in place of theirs, and some steps what must be
    true before their mails leave.
    """
    for one in ladders:
        one["extended"] = (
            dice.choice(EXTENSIONS[one["table"]]) if dice.random() < 0.25 else []
        )
        needs = [
            condition
            for condition in CONDITIONS[one["table"]]
            if condition and "today" not in str(condition)
        ]
        for each in one["steps"]:
            each["needs"] = dice.sample(needs, dice.choice([0, 0, 0, 1, 2]))


def step(dice: random.Random, table: str, name: str, days: int) -> dict[str, Any]:
    again = dice.random() < 0.3
    return {
        "name": name,
        "days": days,
        "every": dice.choice([1, 2, 5, 7, 10]) if again else 0,
        "times": dice.randint(2, 6) if again else 1,
        "urgent": dice.random() < 0.1,
        "tell": [tell(dice, table) for _ in range(dice.choice([0, 1, 1, 1, 1, 2]))],
    }


def tell(dice: random.Random, table: str) -> dict[str, Any]:
    return {
        "to": dice.sample(TO[table] + ROLES, dice.choice([1, 2, 3])),
        "ask": dice.random() < 0.2,
        "apart": dice.choice([None, None, None, None, 0, 0, 2, 14]),
        "digest": dice.choice([None, None, None, None, None, "weekly", "monthly"]),
        "urgent": dice.random() < 0.1,
    }


def reader(dice: random.Random, number: int) -> dict[str, Any]:
    """Somebody with an address, who lives somewhere, perhaps unsaid."""
    zone, country = dice.choice(
        [*PLACES, (None, None), (None, "ES"), (None, "WS"), ("America/Santiago", None)]
    )
    return {"email": f"p{number}@example.org", "zone": zone, "country": country}


def moments(dice: random.Random, begin: date, days: int, zone: str) -> list[datetime]:
    """When somebody looks: once a day or more often, not at all for some days,
    and the clock may jump back.
    """
    out: set[int] = set()
    for _ in range(dice.choice([0, 0, 0, 1, 2])):
        first = dice.randrange(days)
        out |= set(range(first, first + dice.randint(1, 12)))
    midnight = datetime(
        begin.year, begin.month, begin.day, tzinfo=ZoneInfo(zone)
    ).astimezone(UTC)
    often = dice.choice([1, 1, 2, 3])
    found = []
    for day in range(days):
        if day not in out:
            minutes = sorted(dice.sample(range(24 * 60), often))
            found += [
                midnight
                + timedelta(days=day, minutes=minute, seconds=dice.randint(1, 59))
                for minute in minutes
            ]
    for _ in range(dice.choice([0, 0, 0, 1, 2])):
        if found:
            at = dice.randrange(len(found))
            found.insert(
                at + 1, found[at] - timedelta(minutes=dice.randint(1, 30 * 60))
            )
    return found


def a_date(dice: random.Random, begin: date, world: World) -> date:
    """A day around which the steps of some ladder fall into the world's weeks;
    often the end of a month.
    """
    back = dice.choice(world["ladders"])["months"]
    day = begin + timedelta(days=dice.randint(-40, 45) - back * 61 // 2)
    if dice.random() < 0.25:
        day = months_later(date(day.year, 1, 31), day.month - 1)
    return day


def rows(dice: random.Random, begin: date, world: World) -> Rows:
    made: Rows = {}
    for reference in ["MN-1", "MN-2"][: dice.choice([1, 1, 2])]:
        made[reference] = {
            "table": "towns",
            "status": dice.choice(STATUS),
            "closes": dice.choice([None, None, None, a_date(dice, begin, world)]),
            "started": dice.choice(
                [None, *(a_date(dice, begin, world) for _ in range(4))]
            ),
            "mentor": dice.choice([None, "CM-1", "CM-1", "CM-1"]),
            "stop_mail": None,
            **contact(dice, "contact", world),
        }
    made["CM-1"] = {"table": "mentors", **contact(dice, "contact", world)}
    for number in range(dice.choice([1, 2, 3, 4])):
        made[f"CP-{number}"] = {
            "table": "tasks",
            "town": dice.choice([None, "MN-1", "MN-1", "MN-1", "MN-2"]),
            "due": dice.choice([None, *(a_date(dice, begin, world) for _ in range(8))]),
            "status": dice.choice(STATUS),
            **contact(dice, "owner", world),
        }
    for number in range(dice.choice([0, 0, 1, 2])):
        made[f"PG-{number}"] = {
            "table": "reports",
            "task": dice.choice(["CP-0", "CP-1"]),
            "new_date": dice.choice([None, a_date(dice, begin, world)]),
            "progress": dice.choice([None, "open", "done"]),
            "received": f"2010-01-0{number + 1}T00:00:00+00:00",
            "from": dice.randrange(len(world["moments"]) or 1),
        }
    for number in range(dice.choice([0, 1, 1, 2])):
        made[f"PER-{number}"] = {
            "table": "people",
            "email": dice.choice(
                [
                    f"staff{number}@example.org",
                    "staff0@example.org",
                    f"STAFF{number}@example.org",
                    None,
                ]
            ),
            "time_zone": None,
            "role": dice.choice(["coordinator", "committee"]),
            "active": dice.choice([True, True, True, None]),
        }
    for number in range(dice.choice([0, 0, 1, 1, 2, 3])):
        made[f"DSC-{number}"] = day_off(dice, begin)
    for one in world["ladders"]:
        if dice.random() < 0.75:
            made[one["name"]] = {"table": "settings", "value": "automatic"}
    return made


def day_off(dice: random.Random, begin: date) -> dict[str, Any]:
    """A line of the tab of days without mails: a day or several, in a country or
    everywhere, sometimes a slip.
    """
    day = begin + timedelta(days=dice.randint(-10, 50))
    until = day + timedelta(days=dice.choice([0, 1, 2, 5, 20, 90, -3]))
    country = dice.choice(
        [None, "EC", "ES", "CL", "EC, BR", "WS,NZ", "Atlantis", "ES, Atlantis"]
    )
    return {
        "table": "days_without_mails",
        "day": dice.choice([day, day, day, day, None]),
        "until": dice.choice([None, None, until]),
        "country": country,
    }


def contact(dice: random.Random, name: str, world: World) -> dict[str, Any]:
    somebody = dice.choice([*world["people"], *world["people"], *world["people"], {}])
    if somebody and dice.random() < 0.1:
        # rows say different things of one person
        somebody = {
            **somebody,
            "zone": dice.choice(PLACES)[0],
        }
    return {
        f"{name}_{part}": somebody.get(part) for part in ("email", "zone", "country")
    }


def change(dice: random.Random, begin: date, world: World) -> None:
    """Something that befalls a row: rarely once, often back and forth,
    within a day or over several.
    """
    reference = dice.choice(list(world["rows"]))
    row = world["rows"][reference]
    column = dice.choice(
        [
            one
            for one in row
            if one not in ("table", "received", "from", "task") and "_" not in one
        ]
        or ["contact_"]
    )
    look = dice.randrange(len(world["moments"]) or 1)
    note = world["changes"].append
    if "contact_email" in row and dice.random() < 0.2:
        column = "contact_"
    if "owner_email" in row and dice.random() < 0.2:
        column = "owner_"
    if reference.startswith("MN") and dice.random() < 0.2:
        column = "stop_mail"
    if reference.startswith("PG"):
        column = dice.choice(["new_date", "progress"])
    if reference.startswith("DSC"):
        for part, said in day_off(dice, begin).items():
            note((look, reference, part, said))
        return
    if column.endswith("_"):
        for part, said in contact(dice, column[:-1], world).items():
            note((look, reference, part, said))
        return
    said = {
        "status": lambda: dice.choice(STATUS),
        "progress": lambda: dice.choice([None, "open", "done"]),
        "mentor": lambda: dice.choice([None, "CM-1"]),
        "town": lambda: dice.choice([None, "MN-1", "MN-2"]),
        "stop_mail": lambda: True,
        "active": lambda: dice.choice([True, None]),
        "value": lambda: dice.choice(["automatic", "ask", None]),
        "role": lambda: dice.choice(["coordinator", "committee"]),
        "email": lambda: dice.choice(
            [None, "staff0@example.org", "staff1@example.org"]
        ),
    }.get(
        column,
        lambda: dice.choice([None, *(a_date(dice, begin, world) for _ in range(5))]),
    )
    note((look, reference, column, said()))
    if dice.random() < 0.6:
        note(
            (look + dice.choice([0, 0, 1, 1, 2, 5, 9]), reference, column, row[column])
        )


def looks(world: World) -> list[tuple[datetime, Rows]]:
    """Each look with the sheet as it stands then."""
    now: Rows = {reference: dict(row) for reference, row in world["rows"].items()}
    found = []
    for number, moment in enumerate(world["moments"]):
        for _, reference, column, said in [
            one for one in world["changes"] if one[0] == number
        ]:
            if reference in now:
                now[reference] = {**now[reference], column: said}
        found.append(
            (
                moment,
                {
                    reference: row
                    for reference, row in now.items()
                    if row.get("from", 0) <= number
                },
            )
        )
    return found
