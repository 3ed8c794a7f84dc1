"""The worlds of the oracle as the rules take them: a programme, and
its records at each look.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from programme.app_tables import days_without_mails, people, settings
from programme.model import WEEKDAYS, Case, Limits, Programme, Sender
from programme.models.rules import Rules
from programme.records.record import Record, Records
from tests.rules.oracle import Rows
from tests.rules.small import CHOICES, LABELS, ROLES, column, label, table
from tests.rules.worlds import World


def contact(name: str) -> dict[str, str]:
    return {
        "name": f"{name}_email",
        "email": f"{name}_email",
        "time_zone": f"{name}_zone",
        "country": f"{name}_country",
    }


def who(name: str) -> list[dict[str, Any]]:
    return [
        column(f"{name}_email", "email"),
        column(f"{name}_zone"),
        column(f"{name}_country"),
    ]


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
    table(
        "mentors",
        "CM",
        [column("name"), *who("contact")],
        contacts={"contact": contact("contact")},
    ),
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
    days_without_mails(LABELS),
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
            {
                "to": it["to"],
                "message": "hello",
                "ask": it["ask"],
                "days_apart": it["apart"],
                "urgent": it["urgent"],
                "digest": it["digest"],
            }
            for it in step["tell"]
        ]
        again = (
            {"every": step["every"], "times": step["times"]} if step["every"] else {}
        )
        steps.append(
            {
                "name": step["name"],
                "days": step["days"],
                "tell": tell,
                "flag": label("flag"),
                "urgent": step["urgent"],
                "needs": [
                    {"when": written(need), "label": label("needed")}
                    for need in step["needs"]
                ],
                **again,
            }
        )
    return {
        "name": one["name"],
        "label": label(one["name"]),
        "table": one["table"],
        "only": written(one["only"]),
        "date": one["date"],
        "after_months": one["months"],
        "extended_to": one["extended"],
        "steps": steps,
    }


def programme(world: World) -> Programme:
    return Programme(
        name=label("Small"),
        languages=("es", "en"),
        time_zone=world["zone"],
        locale="es_EC",
        country=world["country"],
        sender=Sender(name=label("Small"), reply_to="coordinator"),
        case=Case(
            table="towns",
            silent="closes != null and closes < today" if world["silent"] else None,
        ),
        roles=ROLES,
        limits=Limits(
            sending_hours=world["hours"],
            sending_days=[WEEKDAYS[day] for day in world["days"]],
            holidays=world["holidays"],
            days_apart=world["apart"],
        ),
        tables={one.name: one for one in TABLES},
        rules=Rules.model_validate(
            {"ladders": [ladder(one) for one in world["ladders"]]}
        ),
    )


class Sheet:
    """The records as a look sees them: a cell's occasion is another one when it says
    something else than at the last look.
    """

    def __init__(
        self, programme: Programme, looks: list[tuple[datetime, Rows]]
    ) -> None:
        self.looks = looks
        self.rows: Rows = {}
        self.records = Records(programme, ())

    def moments(self) -> Iterator[datetime]:
        for number, (moment, rows) in enumerate(self.looks):
            changed = [
                self.record(ref, row, number)
                for ref, row in rows.items()
                if self.rows.get(ref) != row
            ]
            if changed:
                self.records = self.records.replaced(changed, ())
            self.rows = rows
            yield moment

    def record(self, reference: str, row: dict[str, Any], number: int) -> Record:
        values = {
            name: said.isoformat() if isinstance(said, date) else said
            for name, said in row.items()
        }
        old = self.records.get(row["table"], reference)
        occasions = {
            name: old.occasions[name]
            if old and old.values.get(name) == said
            else f"seen{number}"
            for name, said in values.items()
        }
        return Record(row["table"], reference, values, occasions)
