"""Old rows come in from a file, once, with every mistake told first; and nobody is told
of what happened before.
"""

import io
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from openpyxl import Workbook

from authoring.adoption.sources import tabs_of_file
from authoring.row_import.columns import open_tables
from authoring.row_import.plan import Doubles, RowPlan, load_present, plan_rows
from authoring.row_import.write import write_rows
from cli import register
from core.clock import local_date
from journal.mails.holds import alarms
from journal.records import row_imports
from journal.records.cells import cell_commands
from journal.schema import changes, messages, notices
from journal.states import Happening, MessageKind
from journal.tabs import deliveries
from programme.models.rules import Rules
from programme.records.record import Cell
from sync.tabs.imported_rows import undo_imports
from tests.house import House
from tests.lived import named, own, told, type_row, work
from tests.notify.test_plan import TOWN

HEAD = ("Town", "What is to be done?", "By when?", "Status", "owner_name")
OWNER = "eva@example.org"


def workbook(rows: Sequence[Sequence[Any]], title: str = "Old") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def planned(
    house: House, table: str, content: bytes, name: str = "old.xlsx", **more: Any
) -> RowPlan:
    office = house.office
    programme = office.sync.programme
    [tab] = tabs_of_file(content, name, is_whole=True)
    with house.journal.read() as connection:
        present = load_present(connection, programme, programme.tables[table])
    return plan_rows(
        programme,
        programme.tables[table],
        tab,
        present,
        office.notify.links,
        more.pop("answers", {}),
        **more,
    )


def brought_in(house: House, plan: RowPlan) -> tuple[str, ...]:
    assert plan.is_ready
    written = write_rows(house.journal, plan, "", house.office.sync.now())
    work(house)
    return written.references


def today(house: House) -> date:
    return local_date(house.office.sync.now(), house.folder.programme.time_zone)


def commitments(house: House, *days: int) -> bytes:
    """A file of tasks that were due so many days ago (or ahead, below 0)."""
    rows: list[tuple[Any, ...]] = [(*HEAD, "E-mail of that person")]
    for number, passed in enumerate(days):
        due = today(house) - timedelta(days=passed)
        rows.append((TOWN, f"Old task {number}", due, "Abierto", "Eva", OWNER))
    return workbook(rows)


def noticed(house: House, references: Collection[str]) -> set[tuple[str, str]]:
    """(what the record is called, step) of each notice about these that a message
    carries.
    """
    titles = {
        reference: str(values["what"])
        for reference, values in house.records("commitments").items()
    }
    with house.journal.read() as connection:
        rows = connection.execute(
            sa.select(notices.c.reference, notices.c.step).where(
                notices.c.reference.in_(references), notices.c.message.is_not(None)
            )
        ).all()
    return {(titles[row.reference], row.step) for row in rows}


def test_old_commitments_tell_nobody_but_of_steps_ahead(lived: House) -> None:
    days = [400 + number for number in range(30)]
    plan = planned(lived, "commitments", commitments(lived, *days, -12))
    before = len(lived.mails())
    references = brought_in(lived, plan)
    assert len(references) == 31
    assert len(lived.mails()) == before
    assert not lived.client().get("/staff/").text.count("Old task")
    for passed in (7, 7, 7, 7):
        lived.later(days=passed)
        work(lived)
    assert noticed(lived, references) == {
        ("Old task 30", step)
        for step in ("week_before", "today", "week_after", "two_weeks_after")
    }
    with lived.journal.read() as connection:
        of_days = connection.execute(
            sa.select(messages.c.text).where(messages.c.kind == MessageKind.daily)
        ).scalars()
        lists = " ".join(of_days)
    assert TOWN in lists
    assert "Old task 3" not in lists.replace("Old task 30", "")
    # The flag beside the row says what is true; that alone tells nobody.
    first = named(lived, "commitments", "Old task 0")
    assert "428" in str(own(lived, "commitments", first)["flag"])


def test_same_file_brings_in_nothing_twice(lived: House) -> None:
    content = commitments(lived, 400, 401)
    brought_in(lived, planned(lived, "commitments", content))
    again = planned(lived, "commitments", content)
    assert (len(again.rows), again.already, again.doubles) == (0, 2, [])
    with lived.journal.read() as connection:
        edited = changes.c.happening == Happening.edited
        assert not connection.execute(sa.select(changes.c.id).where(edited)).all()


def test_rows_that_stand_there_are_asked_about(lived: House) -> None:
    content = commitments(lived, 400)
    [reference] = brought_in(lived, planned(lived, "commitments", content))
    [head, row] = [(*HEAD, "Reason"), (TOWN, "old TASK 0", None, "Hecho", "Eva", "x")]
    twin = workbook([head, row, (*row[:-1], "y")])
    plan = planned(lived, "commitments", twin)
    assert [double.said.gaps for double in plan.doubles] == [
        {"reference": reference},
        {"reference": reference},
    ]
    assert not plan.is_ready
    left = planned(lived, "commitments", twin, doubles=Doubles.leave_out)
    both = planned(lived, "commitments", twin, doubles=Doubles.bring_in)
    assert (len(left.rows), len(both.rows)) == (0, 2)
    assert left.is_ready
    assert both.is_ready


@pytest.mark.parametrize(
    ("cells", "mistakes"),
    [
        (
            (TOWN, "A", "31/31/2020", "Hecho", ""),
            [("C2", "“31/31/2020” is not a date. Write it as 2027-03-12.")],
        ),
        (
            ("Nowhere", "A", "", "", ""),
            [
                (
                    "A2",
                    "“Nowhere” is not in the tab it should be in. Write a reference, or a name that only one has.",
                )
            ],
        ),
        (
            (TOWN, "", "2020-01-31", "", ""),
            [("B2", "Nothing stands here, by which people call the row.")],
        ),
        ((TOWN, "A", "2020-01-31", "Listo", "Eva"), []),
    ],
)
def test_each_mistake_is_told_where_it_is(
    lived: House, cells: tuple[str, ...], mistakes: list[tuple[str, str]]
) -> None:
    plan = planned(lived, "commitments", workbook([HEAD, cells]))
    told = [(each.address, each.said.words("en")) for each in plan.mistakes]
    assert told == mistakes
    assert plan.is_ready is not bool(mistakes)


def test_columns_are_known_in_any_language_and_asked_where_they_are_not(
    lived: House,
) -> None:
    rows = [
        ("Município", "¿Qué se va a hacer?", "due", "Sttus", "Reference", "Zzz"),
        (TOWN, "A", "2020-01-31", "Hecho", "CP-34679", "x"),
    ]
    plan = planned(lived, "commitments", workbook(rows))
    assert set(plan.matching.columns) == {"town", "what", "due"}
    assert plan.matching.left_out == ["Reference"]
    assert [(each.heading, each.candidates) for each in plan.questions] == [
        ("Sttus", ("status",)),
        ("Zzz", ()),
    ]
    answers = {"sttus": "status", "Zzz": ""}
    answered = planned(lived, "commitments", workbook(rows), answers=answers)
    assert answered.is_ready
    assert answered.rows[0][0].values["status"] == "done"


@pytest.mark.parametrize(
    ("answers", "heading"),
    [
        ({"Status": "due"}, "By when?"),
        ({"Status": "nothing_like_it"}, "Status"),
        ({"Status": "reference"}, "Status"),
        ({"No such heading": "due"}, ""),
    ],
)
def test_answer_that_makes_no_sense_is_asked_about(
    lived: House, answers: dict[str, str], heading: str
) -> None:
    content = workbook([HEAD, (TOWN, "A", "2020-01-31", "Hecho", "Eva")])
    plan = planned(lived, "commitments", content, answers=answers)
    assert heading in [question.heading for question in plan.questions]


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16"), ("|", "utf-8-sig")],
)
def test_separator_and_encoding_of_csv_are_understood(
    lived: House, separator: str, encoding: str
) -> None:
    rows = [
        ("Municipio", "¿Qué se va a hacer?", "¿Para cuándo?"),
        (f'"{TOWN}"', '"Reunión, con todos; pronto"', "31/12/2019"),
        (f'"{TOWN}"', '"Feria, en mayo"', "1/2/2020"),
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    plan = planned(lived, "commitments", text.encode(encoding), "old.csv")
    values = [row.values for row, _mark in plan.rows]
    assert [(row["what"], row["due"]) for row in values] == [
        ("Reunión, con todos; pronto", "2019-12-31"),
        ("Feria, en mayo", "2020-02-01"),
    ]


def test_text_that_no_cell_can_hold_is_told(lived: House) -> None:
    text = f"town,what\n{TOWN},{'x' * 60_000}\n"
    plan = planned(lived, "commitments", text.encode(), "old.csv")
    [mistake] = plan.mistakes
    assert (mistake.address, plan.is_ready) == ("B2", False)
    assert "more than 50,000 characters" in mistake.said.words("en")


def test_nobody_agrees_by_a_file(lived: House) -> None:
    rows = [
        ("Municipio", "contact_email", "share_contact", "consent"),
        ("Old Town", "old@example.org", True, "2027-01-01"),
    ]
    plan = planned(lived, "towns", workbook(rows))
    assert plan.matching.left_out == ["share_contact", "consent"]
    [(row, _mark)] = plan.rows
    assert set(row.values) == {"name", "contact_email"}
    answers = {"Municipio": "share_contact"}
    asked = planned(lived, "towns", workbook(rows), answers=answers)
    assert not asked.is_ready
    tables = {table.name for table in open_tables(lived.folder.programme)}
    assert ("towns" in tables, "permissions" in tables) == (True, False)


def test_numbers_money_and_phones_are_read_by_their_types(lived: House) -> None:
    rows = [
        ("Municipio", "País", "Población", "contact_phone", "contact_email", "started"),
        (
            "Old Town",
            "Ecuador",
            12500.0,
            "099 123 4567",
            "Ana@Example.org",
            date(2019, 3, 1),
        ),
    ]
    plan = planned(lived, "towns", workbook(rows))
    [(row, _mark)] = plan.rows
    assert row.values == {
        "name": "Old Town",
        "country": "Ecuador",
        "population": 12500,
        "contact_phone": "+593991234567",
        "contact_email": "Ana@example.org",
        "started": "2019-03-01",
    }


def test_no_rule_makes_rows_of_years_ago(lived: House) -> None:
    rows: list[tuple[Any, ...]] = [
        ("Municipio", "Estado", "Fecha de inicio", "contact_email")
    ]
    started = today(lived) - timedelta(days=900)
    rows.append(("Old Town", "Aprobado", started, "old@example.org"))
    rows.append(
        ("New Town", "Aprobado", today(lived) - timedelta(days=100), "n@example.org")
    )
    brought_in(lived, planned(lived, "towns", workbook(rows)))
    made = {
        town: sorted(
            str(row["milestone"])
            for row in lived.records("commitments").values()
            if row["town"] == named(lived, "towns", town)
        )
        for town in ("Old Town", "New Town")
    }
    assert made == {"Old Town": [], "New Town": ["end", "final_report"]}


def test_import_is_undone_but_for_rows_that_somebody_works_with(lived: House) -> None:
    references = brought_in(
        lived, planned(lived, "commitments", commitments(lived, 400, 401, 402))
    )
    rows_before = len(lived.records("commitments"))
    lived.edit("commitments", references[1], "reason", "A note of the team")
    work(lived)
    with lived.journal.write() as connection:
        [row_import] = row_imports.all_imports(connection)
        assert row_imports.ask_undo(connection, row_import.id, lived.office.sync.now())
        assert not row_imports.ask_undo(
            connection, row_import.id, lived.office.sync.now()
        )
    work(lived)
    standing = lived.look().tabs["commitments"].rows
    assert standing.keys() & set(references) == {references[1]}
    assert len(lived.records("commitments")) == rows_before - 2
    with lived.journal.read() as connection:
        assert row_imports.counts(connection) == {row_import.id: 1}
        assert not alarms.standing(connection)
        gone = changes.c.happening == Happening.gone
        assert not connection.execute(sa.select(changes.c.id).where(gone)).all()


def test_row_that_another_one_is_going_to_name_stays(lived: House) -> None:
    rows = [("Municipio", "contact_email")]
    for name in ("named", "set", "pointed at", "free"):
        rows.append((name, "old@example.org"))
    by_name = dict(
        zip(
            ("named", "set", "pointed at", "free"),
            brought_in(lived, planned(lived, "towns", workbook(rows))),
            strict=True,
        )
    )
    task = next(iter(lived.records("commitments")))
    now = lived.office.sync.now()
    look = lived.look()
    # All of it after the worker has looked for the last time.
    with lived.journal.write() as connection:
        values = {"town": by_name["named"], "what": "A task on its way"}
        deliveries.enqueue(connection, "commitments", "CP-ZZZZ9", values)
        for cell, wanted in (
            (Cell("towns", by_name["set"], "name"), "Other name"),
            (Cell("commitments", task, "town"), by_name["pointed at"]),
        ):
            cell_commands.ask(connection, cell, None, wanted, OWNER, wanted, now)
        [row_import] = row_imports.all_imports(connection)
        row_imports.ask_undo(connection, row_import.id, now)
    assert lived.office.sync.take_lease()
    undo_imports(lived.office.sync, look)
    lived.office.sync.give_lease_back()
    stayed = lived.look().tabs["towns"].rows.keys() & set(by_name.values())
    assert stayed == set(by_name.values()) - {by_name["free"]}


def with_condition(house: House) -> None:
    """The shipped programme with an event that many tasks of a town set off."""
    present = house.folder.programme
    event = {
        "name": "busy",
        "label": {"es": "Mucho", "pt": "Muito", "en": "Much"},
        "table": "towns",
        "on": {"when": 'count(commitments, reason == "busy") >= 2'},
        "tell": [{"to": "contact", "message": "paused"}],
    }
    rules = Rules.model_validate(
        {"events": [event]}, context={"languages": present.languages}
    )
    events = (*present.rules.events, *rules.events)
    changed = present.rules.model_copy(update={"events": events})
    house.office.notify.adopt(present.model_copy(update={"rules": changed}))
    work(house)


@pytest.mark.parametrize(("by_hand", "is_told"), [(0, False), (1, True)])
def test_condition_that_old_rows_make_true_has_not_become_so(
    lived: House, by_hand: int, is_told: bool
) -> None:
    with_condition(lived)
    rows = [(*HEAD, "Reason")]
    for number in range(2 - by_hand):
        rows.append((TOWN, f"Task {number}", "2020-01-31", "Hecho", "Eva", "busy"))
    brought_in(lived, planned(lived, "commitments", workbook(rows)))
    assert told(lived, "busy") == []
    if by_hand:
        type_row(lived, "commitments", town=TOWN, what="By hand", reason="busy")
        work(lived)
        work(lived)
    assert bool(told(lived, "busy")) is is_told


def cli(house: House, *words: str) -> Result:
    register(house.app)
    return house.app.test_cli_runner().invoke(args=["import-rows", *words])


def test_command_says_first_and_writes_when_told_to(
    lived: House, tmp_path: Path
) -> None:
    file = tmp_path / "old.xlsx"
    file.write_bytes(commitments(lived, 400, 401))
    said = cli(lived, "commitments", str(file))
    assert said.exit_code == 0, said.output
    assert "Nothing was written. --write brings 2 rows in." in said.output
    assert deliveries_waiting(lived) == 0
    done = cli(lived, "Compromisos", str(file), "--write")
    assert done.exit_code == 0, done.output
    assert "import-rows --undo 1" in done.output
    assert deliveries_waiting(lived) == 2
    again = cli(lived, "commitments", str(file), "--write")
    assert "There is nothing to bring in." in again.output
    assert (
        "1: 2 rows into commitments from “old.xlsx, Old”" in cli(lived, "--list").output
    )
    assert cli(lived, "--undo", "1").exit_code == 0
    work(lived)
    assert deliveries_waiting(lived) == 0
    assert "; undone" in cli(lived, "--list").output


def deliveries_waiting(house: House) -> int:
    with house.journal.read() as connection:
        return deliveries.waiting(connection)


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("commitmnts",), 'did you mean "commitments"?'),
        (("outbox",), "no rows can be brought into outbox"),
        (("commitments", "--tab", "Nothing"), "has no tab “Nothing” with a table"),
        (("commitments", "--column", "Status"), "write the heading, =, and the column"),
        (("commitments", "--column", "Status=stauts"), "There is no column “stauts”"),
    ],
)
def test_command_says_what_it_does_not_understand(
    lived: House, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "old.xlsx"
    file.write_bytes(commitments(lived, 400))
    done = cli(lived, words[0], str(file), *words[1:], "--write")
    assert done.exit_code
    assert said in " ".join(done.output.split())
    assert deliveries_waiting(lived) == 0


def test_another_tab_of_the_spreadsheet_is_read_whole(lived: House) -> None:
    lived.batch(
        {"addSheet": {"properties": {"title": "Before", "sheetId": 4711}}},
        {
            "updateCells": {
                "start": {"sheetId": 4711, "rowIndex": 0, "columnIndex": 0},
                "rows": [
                    {
                        "values": [
                            {"userEnteredValue": {"stringValue": word}} for word in row
                        ]
                    }
                    for row in (
                        HEAD,
                        (TOWN, "Task " * 400, "31/12/2019", "Hecho", "Eva"),
                    )
                ],
                "fields": "userEnteredValue",
            }
        },
    )
    done = cli(lived, "commitments", "--tab", "before", "--write")
    assert done.exit_code == 0, done.output
    work(lived)
    [row] = [
        r for r in lived.records("commitments").values() if r["due"] == "2019-12-31"
    ]
    assert row["what"] == ("Task " * 400)
    wrong = cli(lived, "commitments", "--tab", "Compromisos", "--write")
    assert "its rows are there already" in wrong.output


def test_row_that_was_there_is_not_reminded_of_because_of_old_ones(
    lived: House,
) -> None:
    task = "Combinar com três escolas a semana do Comércio Justo"
    reference = named(lived, "commitments", task)
    before = noticed(lived, [reference])
    asked_for = today(lived) - timedelta(days=30)
    rows = [("commitment", "new_date"), (task, asked_for)]
    brought_in(lived, planned(lived, "reports", workbook(rows)))
    # What was answered long ago moves the date into the past, and so all its steps.
    assert "30" in str(own(lived, "commitments", reference)["flag"])
    lived.later(days=1)
    work(lived)
    assert noticed(lived, [reference]) == before


def test_rows_called_by_another_row_are_doubles_only_where_they_say_the_same(
    lived: House,
) -> None:
    task = "Combinar com três escolas a semana do Comércio Justo"
    rows = [("commitment", "details"), (task, "A"), (task, "B"), (task, "A")]
    plan = planned(lived, "reports", workbook(rows))
    assert [(double.row.row, double.said.gaps) for double in plan.doubles] == [
        (4, {"row": "2"})
    ]
