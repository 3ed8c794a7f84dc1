"""What must not be in the sheet, told where it is, until it is mended."""

import pytest

from core.problem import ProblemCode
from journal.operation import worker_steps
from journal.records import known_records
from tests.lived import batch, named, own, problems, type_row, work

TOWN, MENTOR = "Villa Alta del Páramo", "Puerto Cacao"
WORDS = "Puerto Cacao acompaña a Villa Alta del Páramo, pero su estado no es «Confirmada»: Retirada."


def withdraw(house, status="Retirada"):
    house.edit("mentors", named(house, "mentors", MENTOR), "status", status)


def cell(house, table, reference, column):
    tab = house.look().tabs[table]
    letter = chr(ord("A") + tab.layout.columns[column])
    return f"#gid={tab.layout.sheet_id}&range={letter}{tab.rows[reference].index + 1}"


def rows(house):
    return [dict(row.own) for row in house.look().tabs["problems"].rows.values()]


def daily(house):
    return [row for row in house.outbox() if row.kind == "daily"]


def test_check_is_told_in_its_tab_with_its_cell_and_goes_when_it_is_mended(lived):
    town = named(lived, "towns", TOWN)
    withdraw(lived)
    work(lived)
    assert problems(lived) == [(ProblemCode.check, "towns", town, "mentor_1")]
    [row] = rows(lived)
    assert (row["what"], row["tab"], row["row"], row["column"]) == (
        WORDS,
        "Municipios",
        town,
        "Mentora 1",
    )
    assert row["link"].endswith(cell(lived, "towns", town, "mentor_1"))
    withdraw(lived, "Confirmada")
    work(lived)
    assert problems(lived) == []
    assert [(row["state"], row["link"]) for row in rows(lived)] == [("resuelto", None)]


def test_check_holds_up_no_reminder_of_its_record(lived):
    town = named(lived, "towns", "Serra das Flores")
    flagged = own(lived, "towns", town)["flag"]
    assert flagged
    lived.edit("towns", town, "mentor_2", "Vale do Café Novo")
    work(lived)
    assert (ProblemCode.check, "towns", town, "mentor_2") in problems(lived)
    assert own(lived, "towns", town)["flag"] == flagged


@pytest.mark.long
def test_cell_follows_its_row(lived):
    town = named(lived, "towns", TOWN)
    withdraw(lived)
    work(lived)
    sheet = lived.look().tabs["towns"].layout.sheet_id
    place = {"sheetId": sheet, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
    before = cell(lived, "towns", town, "mentor_1")
    batch(lived, {"insertDimension": {"range": place, "inheritFromBefore": False}})
    work(lived)
    after = cell(lived, "towns", town, "mentor_1")
    assert after != before
    assert rows(lived)[0]["link"].endswith(after)


@pytest.mark.long
def test_words_follow_what_stands_in_the_sheet(lived):
    withdraw(lived)
    work(lived)
    withdraw(lived, "Ofrecida")
    work(lived)
    standing = [row["what"] for row in rows(lived) if row["state"] == "por revisar"]
    assert [text for text in standing if "corrección" not in text] == [
        WORDS.replace("Retirada", "Ofrecida")
    ]


@pytest.mark.long
def test_morning_mail_lists_what_and_where_each_day_until_it_is_mended(lived):
    town = named(lived, "towns", TOWN)
    withdraw(lived)
    lived.edit("towns", town, "population", "1.234,5")
    work(lived)
    told = {mail.id for mail in daily(lived)}
    lived.later(days=1)
    work(lived)
    [mail] = [each for each in daily(lived) if each.id not in told]
    lived.later(days=1)
    work(lived)
    [again] = [each for each in daily(lived) if each.id not in {*told, mail.id}]
    assert f"Nuevo: {WORDS}" in mail.text
    assert (f"Nuevo: {WORDS}" in again.text, WORDS in again.text) == (False, True)
    assert f"Municipios · Mentora 1 · {town}" in mail.text
    assert cell(lived, "towns", town, "mentor_1") in mail.text
    assert cell(lived, "towns", town, "population") in mail.text


def test_cell_that_makes_no_sense_is_told_with_what_it_may_have_meant(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "started", "12/25/2027")
    work(lived)
    [row] = rows(lived)
    assert (
        row["what"]
        == "“12/25/2027” no está en el orden que se usa aquí. ¿Quiso decir 2027-12-25?"
    )
    assert row["link"].endswith(cell(lived, "towns", town, "started"))


@pytest.mark.long
def test_letter_pasted_into_cells_for_a_word_holds_up_nothing(lived):
    town, letter = named(lived, "towns", TOWN), "Una carta. " * 4_500
    lived.edit("towns", town, "name", letter)
    lived.edit("towns", town, "started", letter)
    lived.edit("towns", town, "status", "Aprobado")
    withdraw(lived)
    work(lived)
    lived.later(days=1)
    work(lived)
    assert {"started", "mentor_1"} <= {
        row[3] for row in problems(lived) if row[2] == town
    }
    assert all(len(row["what"]) < 1_000 for row in rows(lived))
    look = lived.look()
    assert all(
        len(row.own["subject"]) < 1_000 for row in look.tabs["outbox"].rows.values()
    )
    with lived.journal.read() as connection:
        assert worker_steps.errors(connection) == {}


def test_value_from_before_its_column_became_a_date_stops_nobody_else(lived):
    edition, other = (
        named(lived, "editions", "Edición de ejemplo"),
        named(lived, "towns", "Guaranda"),
    )
    values = lived.records("editions")[edition]
    lived.edit("editions", edition, "closes", "en primavera")
    with lived.journal.write() as connection:
        known_records.update(
            connection,
            "editions",
            edition,
            lived.office.sync.now(),
            values={**values, "closes": "en primavera"},
        )
    lived.edit(
        "mentors", named(lived, "mentors", "Lake Orchard"), "status", "Confirmada"
    )
    work(lived)
    found = problems(lived)
    assert (ProblemCode.unfit, "towns", named(lived, "towns", TOWN), "") in found
    assert not [one for one in found if one[2] == other]
    assert [row.email for row in lived.outbox() if row.kind == "mentor_confirmed"] == [
        "daniel.roy@example.org"
    ]


@pytest.mark.long
def test_line_for_which_mails_wait_stands_above_the_others_and_below_those_of_its_kind(
    lived,
):
    towns, kinds = (
        [named(lived, "towns", name) for name in (TOWN, "Serra das Flores")],
        ["approved", "application"],
    )
    for town, kind in zip(towns, kinds, strict=True):
        lived.edit("towns", town, "started", "pronto")
        work(lived)
        lived.edit("settings", kind, "value", "quizás")
        work(lived)
    lines = sorted(
        lived.look().tabs["problems"].rows.values(), key=lambda row: row.index
    )
    assert [line.own["row"] for line in lines] == [*kinds, *towns]


def test_check_says_one_in_other_words_than_several(lived):
    mentor = named(lived, "mentors", MENTOR)
    lived.edit("mentors", mentor, "capacity", "0")
    work(lived)
    [row] = [row for row in rows(lived) if row["row"] == mentor]
    assert row["what"] == "Puerto Cacao acompaña a 1 municipio, y puede con 0."


def test_agreement_by_phone_that_lacks_an_address_is_to_review_until_it_has_one(lived):
    type_row(lived, "permissions", town=TOWN, person="Carmen Guamán", shares="Sí")
    work(lived)
    [(code, table, permission, column)] = problems(lived)
    assert (code, table, column) == (ProblemCode.agreement, "permissions", "reach")
    words = (
        "Esta respuesta todavía no cuenta, porque no dice de quién es. Llene «Su correo"
        f" y teléfono ese día» tal como está en la fila de {TOWN}."
    )
    assert [row["what"] for row in rows(lived)] == [words]
    lived.edit("permissions", permission, "reach", "carmen.guaman@example.org")
    work(lived)
    assert problems(lived) == []
