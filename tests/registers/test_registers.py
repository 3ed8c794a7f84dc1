"""Registers: what everybody may read of records, and what not."""

import csv
import dataclasses
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core.clock import Clock
from programme.checks.cases.check_publications import check_registers
from programme.checks.checker import Checker
from programme.models.pages.publications import Register
from programme.reading.mistakes import Mistakes
from programme.reading.source import Source
from registers.kept import BuiltRegisters
from registers.rows import PublicCell, in_order
from tests.house import ROOT, hidden
from tests.lived import coordinator, named, work

A_YEAR = timedelta(days=365)
TOWNS = {
    "label": {"es": "Municipios", "pt": "x", "en": "x"},
    "table": "towns",
    "shown": "in_register",
    "columns": ["name"],
}


def publish(house, name, **cells):
    town = named(house, "towns", name)
    for column, value in {"in_register": "sí", **cells}.items():
        house.edit("towns", town, column, value)
    return town


def test_as_of_is_by_the_clock_of_the_demonstration(lived):
    services = lived.app.extensions["hoja.services"]
    with lived.journal.read() as connection:
        looked = dataclasses.replace(services, clock=Clock()).last_look(connection)
    lived.app.extensions["hoja.services"] = dataclasses.replace(
        services, clock=Clock(lambda: A_YEAR)
    )
    data = lived.client().get("/en/register/towns/rows.json")
    assert data.json["as_of"] == (looked + A_YEAR).isoformat(timespec="seconds")


def test_only_rows_with_a_yes_are_shown_each_date_as_exactly_as_it_is_known(lived):
    client = lived.client()
    publish(lived, "Muqui", in_register="")
    publish(lived, "Poço Fundo", in_register="no")
    work(lived)
    assert "None yet." in client.get("/en/register/towns").text
    publish(lived, "Guaranda", recognised_on="2022-02-01", recognised_precision="mes")
    publish(lived, "Muqui", recognised_source="https://example.org/muqui")
    publish(lived, "Serra das Flores")  # not recognised
    publish(lived, "Portoviejo", in_register="quizás")
    work(lived)
    page = client.get("/en/register/towns")
    assert [
        name
        for name in ("Guaranda", "Muqui", "Serra", "Portoviejo", "Poço")
        if name in page.text
    ] == [
        "Guaranda",
        "Muqui",
    ]
    assert ("February 2022" in page.text, "9 March 2022" in page.text) == (True, True)
    assert 'href="https://example.org/muqui"' in page.text
    assert page.text.index("Muqui") < page.text.index("Guaranda")
    turned = client.get("/en/register/towns?by=recognised_on").text
    assert turned.index("Guaranda") < turned.index("Muqui")
    assert "@example.org" not in page.text
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in page.headers
    again = client.get(
        "/en/register/towns", headers={"If-None-Match": page.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    data = client.get("/pt/register/towns/rows.json")
    assert data.headers["Access-Control-Allow-Origin"] == "*"
    assert data.json["rows"] == [
        {
            "name": "Muqui",
            "country": "Brasil",
            "recognised_on": "2022-03-09",
            "recognised_on_source": "https://example.org/muqui",
            "renewal_on": None,
        },
        {
            "name": "Guaranda",
            "country": "Equador",
            "recognised_on": "2022-02",
            "recognised_on_precision": "month",
            "renewal_on": None,
        },
    ]
    rows = list(
        csv.reader(
            io.StringIO(
                client.get("/es/register/towns/rows.csv").data.decode("utf-8-sig")
            )
        )
    )
    assert rows[1] == ["Muqui", "Brasil", "2022-03-09", "", "https://example.org/muqui"]


def test_row_and_press_note_wait_for_the_yes_of_the_mails(lived):
    town = publish(
        lived, "Serra das Flores", status="Reconocido", recognised_on="2027-02-01"
    )
    work(lived)
    public, staff = lived.client(), coordinator(lived)
    documents = f"/staff/documents/towns/{town}?lang=en"
    assert "Serra das Flores" not in public.get("/en/register/towns").text
    assert staff.get(documents).text.count("Not to be passed on yet") == 1
    token = hidden(staff.get("/staff/").text, "csrf_token")
    for row in lived.outbox():
        if (row.kind, row.state) == ("recognised", "held"):
            staff.post(
                "/staff/mail",
                data={"csrf_token": token, "action": "skip", "id": row.id},
            )
    work(lived)
    assert "Serra das Flores" in public.get("/en/register/towns").text
    assert "Not to be passed on yet" not in staff.get(documents).text


def test_ten_at_once_build_a_register_once_for_each_look(lived):
    services, registers = lived.app.extensions["hoja.services"], BuiltRegisters()
    begin = threading.Barrier(10)

    def ask(_number):
        begin.wait()
        return registers.of(services, "towns", "en")

    with ThreadPoolExecutor(10) as threads:
        [built] = {id(built): built for built in threads.map(ask, range(10))}.values()
    assert built.ordered("name") is built.ordered("name")
    publish(lived, "Muqui", in_register="no")
    work(lived)
    assert len(registers.of(services, "towns", "en").rows) == len(built.rows) - 1


@pytest.mark.parametrize("file", ["", "/rows.csv", "/rows.json"])
def test_answer_is_known_by_the_look_whatever_else_is_asked(lived, file):
    client = lived.client()
    address = f"/en/register/towns{file}"
    first = client.get(address)
    assert "Muqui" in first.text
    tag = first.headers["ETag"]
    again = client.get(
        f"{address}?x=1&by=nothing", headers={"If-None-Match": f"W/{tag}"}
    )
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert (client.get(f"{address}?by=country").headers["ETag"] == tag) == bool(file)
    publish(lived, "Muqui", in_register="no")
    work(lived)
    later = client.get(address, headers={"If-None-Match": tag})
    assert (later.status_code, "Muqui" in later.text) == (200, False)


@pytest.mark.parametrize(
    "path",
    ["/fr/register/towns", "/es/register/people", "/es/register/nothing/rows.json"],
)
def test_no_other_register_is_there(lived, path):
    assert lived.client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"columns": ["name", "contact_email"]},
            "contact_email is about a person or for staff only: everybody may read",
        ),
        ({"columns": ["mayor_name"]}, "mayor_name is about a person"),
        ({"columns": ["mentor_1.contact_name"]}, "is about a person"),
        ({"columns": ["nme"]}, 'towns has no column "nme"; did you mean "name"?'),
        ({"shown": "receipt"}, "receipt needs `unreadable_means: false`"),
        ({"shown": "country"}, "country is of type text"),
        ({"table": "twons"}, 'no table "twons"; did you mean "towns"?'),
        ({"sources": {"name": "country"}}, "country is of type text; needed: url"),
        (
            {"waits_for": "recognized"},
            'no event of towns "recognized"; did you mean "recognised"?',
        ),
        ({"waits_for": "paused"}, "paused tells nobody with `ask: true`"),
        ({"order": "-country"}, 'no column here "country"'),
    ],
)
def test_mistake_in_a_register_is_told(folder, changed, told):
    register = Register.model_validate({**TOWNS, **changed})
    programme = folder.programme.model_copy(update={"registers": {"towns": register}})
    mistakes = Mistakes(ROOT)
    check_registers(
        Checker(
            programme, Source(ROOT / "config" / "programme.yaml", {}, {}, {}), mistakes
        )
    )
    assert told in mistakes.report()


def test_blank_values_come_last_in_either_order():
    register = Register.model_validate({**TOWNS, "columns": ["name"]})
    rows = [(PublicCell(str(value), value),) for value in ("", 3, 11)]
    assert [row[0].value for row in in_order(rows, register, "name")] == [3, 11, ""]
    assert [row[0].value for row in in_order(rows, register, "-name")] == [11, 3, ""]
