"""What deciding costs: many commitments under five ladders, from nothing, and again
when a hundred of them changed.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bench.forms.accept import row
from bench.workers import journal_worker
from core.ids import new_reference
from core.settings import ROOT
from journal.records import changes, known_records
from journal.states import Handling, Happening
from notify.managed_cells import managed_cells
from notify.steps import plan
from programme.parts import Column
from worker.context import WorkerContext, open_worker
from worker.folder import Folder, read_folder

FEW, MANY = 10_000, 100_000
CHANGED, TOWNS, OWNERS, LADDERS = 100, 500, 2_000, 5
DAYS = 400
COMPUTED_ROWS = 20_000
COMPUTED = {
    "commitments": {"days_left": "due - today", "of_town": "length(town.name)"},
    "towns": {
        "tasks": "count(commitments)",
        "open_tasks": 'count(commitments, status == "open")',
    },
}
ROLES = ("coordinator", "committee")
ROUNDS = 5
SNAPSHOT = "a snapshot"


def measure(folder: Path) -> None:
    """At 10,000 and at 100,000."""
    print(
        f"\nDeciding over commitments under {LADDERS} ladders, in the worker: seconds of processor time"
    )
    for count in (FEW, MANY):
        _measure(folder / str(count), count)
    print(
        f"\nThe same over {COMPUTED_ROWS:,}, with the cells that the app writes: as it is, and with four computed columns"
    )
    for name, programme in (
        ("as it is", _folder()),
        ("computed", _with_computed(_folder())),
    ):
        _measure_cells(folder / name.replace(" ", "_"), name, programme)


def _measure(folder: Path, count: int) -> None:
    programme = _folder()
    office = journal_worker(folder, programme)
    journal = office.sync.journal
    references = _fill(office, count)
    written = _seconds(lambda: plan(office.notify, SNAPSHOT))
    with journal.write() as connection:  # and they have left
        letters = connection.execute(
            sa.text("UPDATE messages SET state = 'sent'")
        ).rowcount
    nothing = []
    for _ in range(ROUNDS):
        begun = open_worker(office.sync.settings, programme, journal)
        nothing.append(_seconds(partial(plan, begun.notify, SNAPSHOT)))
        del begun  # a worker has one
    changed = []
    for turn in range(ROUNDS):
        _change(office, references, turn)
        changed.append(_seconds(lambda: plan(office.notify, SNAPSHOT)))
    name = f"{count:,}"
    row(f"{name}: the first time, with {letters:,} mails to write", [written], digits=2)
    row(f"{name}: from nothing (at most 6 for 10,000)", nothing, digits=2)
    row(f"{name}: when {CHANGED} changed (at most 0.5 for 10,000)", changed, digits=2)
    journal.close()


def _measure_cells(folder: Path, name: str, programme: Folder) -> None:
    office = journal_worker(folder, programme)
    references = _fill(office, COMPUTED_ROWS)
    plan(office.notify, SNAPSHOT)
    first = _seconds(lambda: managed_cells(office.notify))
    same = [_seconds(lambda: managed_cells(office.notify)) for _ in range(ROUNDS)]
    changed: list[float] = []
    for turn in range(ROUNDS):
        _change(office, references, turn)
        plan(office.notify, SNAPSHOT)
        changed.append(_seconds(lambda: managed_cells(office.notify)))
    row(f"{name}: cells, the first time", [first], digits=2)
    row(f"{name}: cells, when nothing changed", same, digits=2)
    row(f"{name}: cells, when {CHANGED} rows changed", changed, digits=2)
    office.sync.journal.close()


def _with_computed(folder: Folder) -> Folder:
    """The same with columns that are computed: of the row alone, of the row that it
    refers to, and over a town's rows.
    """
    tables = dict(folder.programme.tables)
    for table, expressions in COMPUTED.items():
        label = dict.fromkeys(folder.programme.languages, table)
        columns = [
            Column.model_validate(
                {"name": name, "type": "integer", "label": label, "value": text}
            )
            for name, text in expressions.items()
        ]
        tables[table] = tables[table].model_copy(
            update={"columns": (*tables[table].columns, *columns)}
        )
    return replace(
        folder, programme=folder.programme.model_copy(update={"tables": tables})
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _folder() -> Folder:
    """The programme as it is, with five ladders over its commitments instead of its
    own, each with a condition of its own.
    """
    folder = read_folder(ROOT)
    rules = folder.programme.rules
    one = next(ladder for ladder in rules.ladders if ladder.name == "commitments")
    five = tuple(
        one.model_copy(
            update={
                "name": f"{one.name}_{at}",
                "only": f'({one.only}) and what != "{at}"',
            }
        )
        for at in range(LADDERS)
    )
    changed = folder.programme.model_copy(
        update={"rules": rules.model_copy(update={"ladders": five})}
    )
    return replace(folder, programme=changed)


def _fill(office: WorkerContext, count: int) -> list[str]:
    now = office.sync.now()
    towns, references, mentors = (
        _references("MN", TOWNS),
        _references("CP", count),
        _references("CM", TOWNS),
    )
    first = now.date() - timedelta(days=DAYS // 2)
    with office.sync.journal.write() as connection:
        for number, (name, reference) in enumerate(
            zip(ROLES, _references("PER", len(ROLES)), strict=True)
        ):
            person = {
                "name": name,
                "email": f"{name}@example.org",
                "role": name,
                "active": True,
                "phone": f"+59399123456{number}",
            }
            known_records.add(
                connection,
                "people",
                reference,
                person,
                own={},
                occasion="form",
                now=now,
            )
        for number, reference in enumerate(mentors):
            mentor = {
                "name": f"Ciudad {number}",
                "contact_email": f"rosa{number}@example.org",
            }
            known_records.add(
                connection,
                "mentors",
                reference,
                mentor,
                own={},
                occasion="form",
                now=now,
            )
        for number, reference in enumerate(towns):
            town = {
                "mentor_1": mentors[number],
                "name": f"Pueblo {number}",
                "status": "work_plan",
                "contact_email": f"ana{number}@example.org",
            }
            known_records.add(
                connection, "towns", reference, town, own={}, occasion="form", now=now
            )
        for number, reference in enumerate(references):
            due = first + timedelta(days=number % DAYS)
            known_records.add(
                connection,
                "commitments",
                reference,
                _task(towns, number, due),
                own={},
                occasion="form",
                now=now,
            )
    return references


def _references(prefix: str, count: int) -> list[str]:
    """So many different ones."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[new_reference(prefix)] = None
    return list(found)


def _task(towns: list[str], number: int, due: date) -> dict[str, str]:
    return {
        "town": towns[number % TOWNS],
        "what": f"Tarea {number}",
        "due": due.isoformat(),
        "status": "done" if number % 3 == 0 else "open",
        "owner_name": f"Luis {number % OWNERS}",
        "owner_email": f"luis{number % OWNERS}@example.org",
    }


def _change(office: WorkerContext, references: list[str], turn: int) -> None:
    """A hundred tasks get another date, as a look at the sheet would note it."""
    now = office.sync.now()
    with office.sync.journal.write() as connection:
        for reference in references[turn * CHANGED : (turn + 1) * CHANGED]:
            kept = known_records.by_reference(connection, reference)
            assert kept is not None
            due = (
                date.fromisoformat(kept.values["due"]) + timedelta(days=400)
            ).isoformat()
            change = changes.add(
                connection,
                Happening.edited,
                "commitments",
                reference,
                now,
                column="due",
                before=kept.values["due"],
                after=due,
            )
            changes.set_handling(connection, [change], Handling.seen_by_rules)
            occasions = {**kept.occasions, "due": change}
            known_records.update(
                connection,
                "commitments",
                reference,
                now,
                values={**kept.values, "due": due},
                occasions=occasions,
            )
