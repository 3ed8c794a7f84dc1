"""What is said of a record that a stranger may have sent."""

from datetime import date

import pytest

from programme.model import Programme
from programme.records.display import plain_name
from programme.records.record import Record, Records, View
from programme.records.templates.template_record import PublicRecord
from worker.folder import Folder

HOSTILE = "Win! https://pills.example/?a=1 <b>now</b> call.me@pills.example"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Santa María del Río Ñudo", "Santa María del Río Ñudo"),
        ("São  João-d'El\nRei 2", "São João d El Rei 2"),
        (HOSTILE, "Win https pills example a 1 b now b call me pills example"),
        ("www.pills.example", "www pills example"),
        ("ｗｗｗ．pills．example 𝐅𝐫𝐞𝐞 ①", "www pills example Free 1"),
        ("ana@town.ec", "ana town ec"),
        ("=?utf-8?b?aGk=?=\r\nBcc: x", "utf 8 b aGk Bcc x"),
        ("\u202egro.live\u202c \u200bA", "gro live A"),
        ("Ñ" * 500, "Ñ" * 60),
        ("☎ 🍀 !!!", ""),
        ("", ""),
    ],
)
def test_name_is_letters_digits_and_spaces(text, name):
    assert plain_name(text) == name
    assert all(sign.isalnum() or sign == " " for sign in plain_name(text))


def hostile(programme: Programme, table: str) -> PublicRecord:
    columns = programme.tables[table].columns
    free = ("text", "email", "phone", "url")
    values = {
        column.name: HOSTILE
        for column in columns
        if column.type in free and not column.own
    }
    values["reference"] = "MN-7K3MQ"
    values["letter"] = ["https://hoja.example/file/abc"]
    record = Record(table, "MN-7K3MQ", values)
    return PublicRecord(
        View(
            Records(programme, [record]),
            programme.tables[table],
            record,
            date(2027, 3, 12),
        ),
        "en",
    )


def test_nothing_that_was_written_freely_is_said_but_the_name(folder: Folder) -> None:
    record = hostile(folder.programme, "towns")
    said = {
        column.name: str(record[column.name])
        for column in folder.programme.tables["towns"].columns
    }
    assert {name: text for name, text in said.items() if text} == {
        "reference": "MN-7K3MQ",
        "name": plain_name(HOSTILE),
        "letter": "yes",
    }
    assert str(record) == plain_name(HOSTILE)


def test_record_of_whose_name_nothing_is_left_goes_by_its_reference(
    folder: Folder,
) -> None:
    table = folder.programme.tables["towns"]
    record = Record("towns", "MN-7K3MQ", {"name": "☎ 🍀 !!!", "reference": "MN-7K3MQ"})
    shown = PublicRecord(
        View(Records(folder.programme, [record]), table, record, date(2027, 3, 12)),
        "en",
    )
    assert (str(shown), shown["name"]) == ("MN-7K3MQ", "MN-7K3MQ")
