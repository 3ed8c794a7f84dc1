"""Figures that are noted as reported, targets, years and the report on paper."""

import csv
import io

import pikepdf

from tests.house import hidden
from tests.lived import coordinator, named, type_row, work


def note(client, title, **more):
    page = client.get("/staff/figures").text
    data = {
        "csrf_token": hidden(page, "csrf_token"),
        "key": hidden(page, "key"),
        "title": title,
        **more,
    }
    return client.post("/staff/reported", data=data), data


def test_reported_figures_stay_and_tell_what_has_changed_since(lived):
    client = coordinator(lived)
    answer, data = note(client, "Donante X, 2026")
    address = answer.headers["Location"]
    assert "Nothing has changed since." in client.get(f"{address}?lang=en").text
    again = client.post("/staff/reported", data=data)
    assert again.headers["Location"] == address
    lived.edit("towns", named(lived, "towns", "Muqui"), "status", "En evaluación")
    work(lived)
    page = client.get(f"{address}?lang=en").text
    assert "Donante X, 2026" in page
    status = page.partition("Towns by status</h2>")[2].partition("</section>")[0]
    recognised = status.partition("Recognised</th>")[2].partition("</tr>")[0]
    assert tuple(part for part in (">4<", ">3<") if part in recognised) == (
        ">4<",
        ">3<",
    )
    assert "is in another group" in status
    assert "Muqui" in status
    assert client.get("/staff/reported/nothing").status_code == 404


def test_reported_figures_need_a_title(lived):
    client = coordinator(lived)
    answer, _data = note(client, "  ")
    assert answer.headers["Location"].endswith("/staff/figures#reported")


def test_target_stands_beside_what_there_is(lived):
    edition = named(lived, "editions", "2021")
    type_row(
        lived,
        "targets",
        donor="Donante X",
        figure="Municipios reconocidos",
        edition=edition,
        amount="5",
    )
    type_row(
        lived,
        "targets",
        donor="Sin cifra",
        figure="Municipios reconocidos",
        edition=edition,
    )
    work(lived)
    page = coordinator(lived).get("/staff/figures?lang=en").text
    targets = (
        page.partition('id="recognised_by_edition"')[2]
        .partition("</section>")[0]
        .partition("Promised")[2]
    )
    assert "Donante X" in targets
    assert "(80 %)" in targets
    assert "Sin cifra" not in targets


def test_year_narrows_a_figure_down_to_its_rows(lived):
    client = coordinator(lived)
    rows = list(
        csv.reader(
            io.StringIO(
                client.get(
                    "/staff/figures/recognised_by_year/rows.csv?lang=en&year=2022"
                ).data.decode("utf-8-sig")
            )
        )
    )
    assert sorted(row[1] for row in rows[1:]) == ["Muqui", "Poço Fundo"]
    none = client.get(
        "/staff/figures/recognised_by_year/rows.csv?year=2019"
    ).data.decode("utf-8-sig")
    assert len(none.splitlines()) == 1


def test_report_on_paper_has_pages(lived):
    pdf = coordinator(lived).get("/staff/figures.pdf?lang=pt&year=2022")
    with pikepdf.open(io.BytesIO(pdf.data)) as document:
        assert len(document.pages) > 1
        assert document.Root.Lang == "pt"
