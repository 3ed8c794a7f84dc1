from datetime import date

import pytest

from programme.load import load
from programme.parts import Column
from programme.records.display import show, shown_value, title
from programme.records.record import Record, Records, View
from programme.records.templates.template_record import TemplateRecord
from tests.house import ROOT
from tests.rules.small import called_after_others, programme, record, records, view

KNOWN = records(
    record("MN-1", name="Pimampiro", mentor="CM-1"),
    record("CM-1", name="Riobamba"),
    record("CP-1", name="Feria", town="MN-1", due="2027-03-12"),
    record("PG-1", task="CP-1", received="2027-03-02T10:00:00+00:00"),
)


@pytest.mark.parametrize(
    ("kind", "value", "es", "en"),
    [
        ("text", "x", "x", "x"),
        ("date", "2027-03-12", "12 de marzo de 2027", "12 March 2027"),
        ("decimal", 1234.5, "1.234,5", "1,234.5"),
        ("acknowledge", True, "sí", "yes"),
        ("file", ["a", "b"], "a\nb", "a\nb"),
        ("text", None, "", ""),
        ("select_multiple", [], "", ""),
        ("integer", 0, "0", "0"),
        ("integer", 10**40, f"1{'0' * 40}", f"1{'0' * 40}"),
    ],
)
def test_value_is_written_in_the_reader_s_language(kind, value, es, en):
    column = Column(name="x", type=kind, label={})
    assert [
        show(programme(), column, value, language) for language in ("es", "en")
    ] == [es, en]


def test_record_is_read_along_its_references():
    task = TemplateRecord(view(KNOWN, "CP-1"), "es")
    assert str(task["town"]["mentor"]) == "Riobamba"
    assert str(task["due"]) == "12 de marzo de 2027"
    assert bool(task["report"])


def test_blank_reference_is_blank_all_the_way():
    mentor = TemplateRecord(view(KNOWN, "CM-1"), "es")
    report = TemplateRecord(view(KNOWN, "PG-1"), "es")["task"]["report"]["task"][
        "town"
    ]["mentor"]
    lost = TemplateRecord(view(records(record("MN-2")), "MN-2"), "es")["mentor"]
    assert (mentor["name"], str(report), str(lost), lost["name"], bool(lost)) == (
        "Riobamba",
        "Riobamba",
        "",
        "",
        False,
    )


def test_name_that_no_column_has_is_a_key_error():
    with pytest.raises(KeyError):
        TemplateRecord(view(KNOWN, "MN-1"), "es")["nam"]


def test_title_follows_a_reference():
    assert title(view(KNOWN, "MN-1"), "es") == "Pimampiro"


@pytest.mark.parametrize(
    "following",
    [
        {"CM-1": "CM-1"},
        {"CM-1": "CM-2", "CM-2": "CM-1"},
        {"CM-1": "CM-2", "CM-2": "CM-2"},
    ],
)
def test_rows_that_are_called_after_one_another_go_by_their_references(following):
    mentors = [record(reference, next=other) for reference, other in following.items()]
    known = Records(called_after_others(), mentors)
    assert {title(view(known, reference), "es") for reference in following} == set(
        following
    )


def test_row_that_is_called_after_a_row_that_is_not_there_has_no_name():
    assert (
        title(
            view(Records(called_after_others(), [record("CM-1", next="CM-2")]), "CM-1"),
            "es",
        )
        == ""
    )


def test_name_that_is_not_of_its_column_s_type_is_what_stands_there():
    usual = programme()
    tasks = usual.tables["tasks"].model_copy(update={"title": "due"})
    known = Records(
        usual.model_copy(update={"tables": {**usual.tables, "tasks": tasks}}),
        [record("CP-1", due="mañana")],
    )
    assert title(view(known, "CP-1"), "es") == "mañana"


@pytest.mark.parametrize(
    ("written", "language", "shown"),
    [
        ("Brasil", "en", "Brazil"),
        ("Brazil", "es", "Brasil"),
        ("Reino Unido", "en", "United Kingdom"),
        ("EC", "pt", "Equador"),
        ("La Mancha", "en", "La Mancha"),
        (None, "en", ""),
    ],
)
def test_country_is_called_as_in_the_language_of_its_reader(written, language, shown):
    programme = load(ROOT)
    town = Record("towns", "MN-1", {"name": "Villa", "country": written})
    records = Records(programme, [town])
    view = View(records, programme.tables["towns"], town, date(2027, 3, 12))
    assert shown_value(view, "country", language) == shown
