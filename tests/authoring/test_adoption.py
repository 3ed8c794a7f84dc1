"""A programme proposed from sheets as people have them, messy ones among them; the
sheet stays as it was, and nobody is told of its rows.
"""

import io
import zipfile
from datetime import date

import pytest
import yaml
from openpyxl import Workbook

from authoring.adoption.column_types import kind_of
from authoring.adoption.files import choice_names, proposed_files
from authoring.adoption.layout import find_layout
from authoring.adoption.proposal import propose
from authoring.adoption.sources import (
    SheetError,
    key_of,
    tabs_of_file,
    tabs_of_spreadsheet,
)
from authoring.adoption.tabs import Cell, Tab, read_cell
from authoring.checking import mistakes_in
from authoring.new_programme import write_files
from cli.programme_files.adopt import referred_first
from fieldtypes.base import Locality
from tests.house import open_house
from tests.lived import work
from worker.folder import read_folder

ECUADOR = Locality("es", ("es",), "es_EC", "America/Guayaquil", "EC")
DAY = date(2026, 3, 1)
LONG = (
    "Un texto que no termina, y sigue contando lo que pasó en la reunión, con detalle."
)

KINDS = [
    ("Nombre", ["Lago", "Monte", "Ceibo", "Río"], "text"),
    ("Estado", ["Activa", "activa", "Pausada", "Pausada"], "select_one"),
    ("Temas", ["agua, suelo", "agua", "suelo", "agua, suelo"], "select_multiple"),
    ("Correo", ["a@example.org", "b@example.org, c@example.org"], "email"),
    ("Teléfono", ["099 123 4567", 991234567.0], "phone"),
    ("Contacto", ["+593 99 123 4567", "+51 987 654 321"], "phone"),
    ("Código", [1234567.0, 7654321.0], "integer"),
    ("Alumnos", [12.0, 30.0, 5.0], "integer"),
    ("Nota", [7.5, 9.0], "decimal"),
    ("Cuota", [25.0, 25.5, 25.0, 40.0, 25.0, 25.0, 25.0, 25.0], "decimal"),
    ("Monto", ["$ 1.200,50", "$ 300"], "decimal"),
    ("Inicio", [DAY, "2 de marzo de 2026", "3/4/2026"], "date"),
    ("Participa", ["sí", "no", "Sí"], "acknowledge"),
    ("Hecho", [True, False], "acknowledge"),
    ("Página", ["https://example.org/a", "https://example.org/b"], "url"),
    ("Notas", [LONG, LONG + LONG], "text"),
    ("Año", ["2026", "2027"], "decimal"),
    ("Vacía", [], "text"),
]


@pytest.mark.parametrize(("label", "values", "type"), KINDS)
def test_type_follows_from_what_stands_in_the_cells(label, values, type):
    cells = list(enumerate(map(Cell, values)))
    kind = kind_of(label, cells, ECUADOR)
    assert (kind.type, kind.unfit) == (type, ())


def test_cell_that_does_not_fit_is_named():
    cells = [*([DAY] * 5), "pendiente"]
    kind = kind_of("Fecha", list(enumerate(map(Cell, cells))), ECUADOR)
    assert (kind.type, kind.unfit) == ("date", (5,))


def test_column_that_is_nearly_of_a_type_is_asked_about():
    cells = ["a@example.org", "b@example.org", "c@example.org", "d@example"]
    kind = kind_of("Correo", list(enumerate(map(Cell, cells))), ECUADOR)
    [doubt] = kind.doubts
    assert (kind.type, doubt.endswith(": d@example")) == ("text", True)


def tab(*rows, title="Escuelas"):
    return Tab(title, [[read_cell(value) for value in row] for row in rows])


LAYOUTS = [
    ([["A", "B"], ["x", 1], ["y", 2]], (0, [1, 2], [])),
    ([["Programa 2026"], [], ["A", "B"], ["x", 1], [], ["y", 2]], (2, [3, 5], [])),
    ([["A", "B"], ["x", 1], ["Total", {"formula": 1}]], (0, [1], [2])),
    ([["A", "B", "C"], ["x", 1, 2], ["TOTAL:", 1, None]], (0, [1], [2])),
]


@pytest.mark.parametrize(("rows", "found"), LAYOUTS)
def test_heading_and_records_are_found(rows, found):
    layout = find_layout(tab(*rows))
    assert (layout.row, layout.records, layout.totals) == found


@pytest.mark.parametrize("rows", [[], [[]], [["a note"]], [[1, 2], [3, 4]]])
def test_what_is_no_table_is_none(rows):
    assert find_layout(tab(*rows)) is None


def test_names_of_choices_are_told_apart():
    names = choice_names(["Sí", "si!", "1", "¿?", "self"])
    assert list(names.values()) == ["Sí", "si!", "1", "¿?", "self"]
    assert len(names) == 5


SCHOOLS = ["Lago Azul", "Monte Alto", "El Ceibo", "Río Claro", "La Loma", "San Juan"]


def messy() -> bytes:
    book = Workbook()
    schools = book.active
    schools.title = "Escuelas"
    schools["A1"] = "Huertos 2026"
    schools.merge_cells("A1:F1")
    schools.append([])
    schools.append(
        ["Nombre", "Persona", "Correo", "Inicio", "Estado", "Doble", "Nombre"]
    )
    for number, name in enumerate(SCHOOLS, 1):
        day = date(2026, 3, number) if number % 2 else f"{number}/3/2026"
        state = ("Activa", "Pausada")[number % 2]
        mail = f"a{number}@example.org"
        schools.append([name, f"Ana {number}", mail, day, state, f"=A{number}", None])
    schools.append(["Total", None, None, None, None, "=SUM(F4:F9)"])
    visits = book.create_sheet("Visitas")
    visits.append(["Escuela", "Cuándo", "Qué se hizo", None])
    for number in range(8):
        visits.append([SCHOOLS[number % 6], DAY, f"Cosa {number}", "?"])
    visits.append(["Otra", "pronto", "Cosa 9"])
    book.create_sheet("Nota")["A1"] = "Comprar semillas: # importante"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_messy_workbook_becomes_a_programme_with_questions():
    proposal = propose(tabs_of_file(messy(), "huertos.xlsx"))
    assert {
        (table.name, column.name): column.kind.type
        for table in proposal.tables
        for column in table.columns
    } == {
        ("escuelas", "nombre"): "text",
        ("escuelas", "persona"): "text",
        ("escuelas", "correo"): "email",
        ("escuelas", "inicio"): "date",
        ("escuelas", "estado"): "select_one",
        ("escuelas", "doble"): "text",
        ("visitas", "escuela"): "reference",
        ("visitas", "cuando"): "date",
        ("visitas", "que_se_hizo"): "text",
    }
    schools, visits = proposal.tables
    assert (schools.title, schools.case, dict(schools.contacts)) == (
        "nombre",
        "self",
        {"correo": "persona"},
    )
    assert (visits.case, proposal.case) == ("escuela", "escuelas")
    for told in (
        "Escuelas: los encabezados están en la fila 3",
        "Escuelas: la fila 10 parece un total",
        "«Nombre» aparece dos veces; se deja fuera el de la columna G",
        "«Doble»: tiene fórmulas (6)",
        "se tomó como una fecha, pero estas celdas no corresponden: «pronto» en Visitas!B10",
        "se refiere a escuelas, donde faltan: otra",
        "Visitas: la columna D no tiene encabezado",
        "Nota: en esta pestaña no se encontró ninguna tabla",
    ):
        assert any(told in question for question in proposal.questions), told
    files = proposed_files(proposal, "Huertos: 2026")
    assert mistakes_in(files) == ""
    assert "doble" not in files["config/forms/new_escuelas.yaml"]


def test_somebody_of_the_team_can_try_the_proposal_out():
    proposal = propose(tabs_of_file(messy(), "huertos.xlsx"))
    example = proposed_files(proposal, "Huertos")["config/example.yaml"]
    people = yaml.safe_load(example)["people"]
    assert [person["role"] for person in people.values()] == ["team"]


def test_rows_are_brought_in_after_those_that_they_refer_to():
    visits = tab(
        ["Escuela", "Nota"],
        ["Lago", "a"],
        ["Lago", "b"],
        ["Monte", "c"],
        title="Visitas",
    )
    schools = tab(["Nombre", "Lugar"], ["Lago", "x"], ["Monte", "y"])
    proposal = propose([visits, schools])
    assert referred_first(proposal) == ["escuelas", "visitas"]


@pytest.mark.parametrize("names", [["Lago", "Monte"], ["Lago", "Lago", "Monte", "M"]])
def test_column_that_may_refer_to_another_table_is_asked_about(names):
    visits = tab(["Escuela", "N"], *[[name, 1] for name in names], title="Visitas")
    schools = tab(["Nombre", "Lugar"], ["Lago", "x"], ["Monte", "y"])
    proposal = propose([schools, visits], ["es"])
    asked = "`type: reference, table: escuelas`"
    assert any(
        question.startswith("Visitas") and asked in question
        for question in proposal.questions
    )


def test_csv_of_another_country_is_read():
    content = "Name;Größe;Datum\nÄpfel;1,5;01.03.2026\nBirnen;2,25;02.03.2026\n"
    [table] = propose(
        tabs_of_file(content.encode("cp1252"), "Obst.csv"), ("de",)
    ).tables
    types = [column.kind.type for column in table.columns]
    assert (table.name, types) == ("obst", ["text", "decimal", "date"])


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"PK\x03\x04nothing", "a.xlsx", "is damaged"),
        (b"", "a.xlsx", "is damaged"),
        (b"x", "a.ods", "neither a workbook"),
        (b"x" * 10_000_001, "a.csv", "larger than 10 MB"),
    ],
)
def test_file_that_cannot_be_read_is_told(content, name, told):
    with pytest.raises(SheetError, match=told):
        tabs_of_file(content, name)


def test_workbook_without_any_cell_has_no_table():
    assert propose([Tab("Sheet1", [])]) is None


def test_tab_called_like_one_of_the_apps_is_called_otherwise():
    content = b"Name,Place\nAna,Quito\nLuz,Loja\n"
    proposal = propose(tabs_of_file(content, "People.csv"), ("en",))
    assert mistakes_in(proposed_files(proposal, "Club")) == ""
    [question] = [text for text in proposal.questions if "Rename" in text]
    assert question.endswith("Rename yours to “People 2”, as it is called here.")


def test_key_is_found_in_an_address():
    key = "1AbC-dEfGhIjKlMnOpQrStUvWxYz_0123456789"
    address = f"https://docs.google.com/spreadsheets/d/{key}/edit#gid=0"
    assert (key_of(address), key_of(key), key_of("school")) == (key, key, "")


def test_invisible_signs_of_a_table_are_left_out():
    content = "Name,Amount\ufffe\x80\n" + "n\x7f,1\x07\n" * 5
    proposal = propose(tabs_of_file(content.encode(), "a.csv"))
    assert mistakes_in(proposed_files(proposal, "a")) == ""


def test_number_without_end_is_read():
    workbook = Workbook()
    workbook.active.title = "T"
    for row in (["Name", "Amount"], *([f"n{n}", 12345.5] for n in range(5))):
        workbook.active.append(row)
    saved, content = io.BytesIO(), io.BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(content, "w") as changed:
        for name in source.namelist():
            part = source.read(name).replace(b"12345.5", b"1e999", 1)
            changed.writestr(name, part)
    proposal = propose(tabs_of_file(content.getvalue(), "a.xlsx"))
    assert mistakes_in(proposed_files(proposal, "a")) == ""


def test_small_file_with_a_text_in_every_cell_is_refused():
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("T")
    for _row in range(600):
        sheet.append(["x" * 1000] * 40)
    saved = io.BytesIO()
    workbook.save(saved)
    with pytest.raises(SheetError, match="too much time or memory"):
        tabs_of_file(saved.getvalue(), "a.xlsx")


HOSTILE = [
    "Reference",
    "true",
    "=1+1",
    "{{ 7*7 }}",
    "a \"b\" 'c': #d",
    "- x",
    "&y *z",
    "self",
    "People",
    "1",
]


def test_words_of_any_kind_become_a_valid_programme():
    rows = [HOSTILE, *[[f"{word}{number}" for word in HOSTILE] for number in range(5)]]
    for title in ["People", "1", "año: #1", "self", "Settings"]:
        proposal = propose([tab(*rows, title=title)])
        files = proposed_files(proposal, title)
        lines = mistakes_in(files).splitlines()
        assert all("label" in line for line in lines), lines


@pytest.mark.long
def test_adopted_sheet_stays_as_it_was_and_tells_nobody(tmp_path):
    names = ["Nombre", "Persona", "Correo", "Estado"]
    rows = [
        [f"Escuela {n}", f"Ana {n}", f"a{n}@example.org", "Activa"] for n in range(12)
    ]
    rows[3][3] = "Pausada"
    values = [names, *rows]
    first = propose([tab(*values)])
    write_files(tmp_path / "new", proposed_files(first, "Huertos"))
    with open_house(tmp_path, read_folder(tmp_path / "new")) as house:
        spreadsheet = house.office.sync.spreadsheet
        spreadsheet.guard = lambda: None
        spreadsheet.create("Huertos", "es_EC", "America/Guayaquil")
        [sheet] = spreadsheet.structure()["sheets"]
        sheet_id = sheet["properties"]["sheetId"]
        fields = "userEnteredValue"
        cells = [
            {"values": [{"userEnteredValue": {"stringValue": text}} for text in row]}
            for row in values
        ]
        start = {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": 0}
        properties = {"sheetId": sheet_id, "title": "Escuelas"}
        spreadsheet.batch(
            [
                {"updateCells": {"rows": cells, "fields": fields, "start": start}},
                {
                    "updateSheetProperties": {
                        "properties": properties,
                        "fields": "title",
                    }
                },
            ]
        )
        before = tabs_of_spreadsheet(spreadsheet)
        adopted = propose(before)
        assert proposed_files(adopted, "Huertos") == proposed_files(first, "Huertos")
        assert tabs_of_spreadsheet(spreadsheet) == before
        use(house, spreadsheet.key)
        house.prepare()
        work(house)
        assert len(house.records("escuelas")) == len(rows)
        assert house.mails() == []
        assert house.outbox() == []


def use(house, key):
    from journal.tabs import spreadsheets

    with house.journal.write() as connection:
        spreadsheets.use(connection, key)
