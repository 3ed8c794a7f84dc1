"""The programme's files change while rows exist: `flask check` says what will happen,
setup does it, nothing is deleted.
"""

from dataclasses import replace

import pytest

from core.problem import ProblemCode
from journal.schema import remembered_tabs
from programme.app_tables import Labels
from programme.models.desk import Desk
from programme.parts import Choice, Column
from sheets.client import Spreadsheet
from sync.tabs.bootstrap import prepare
from sync.tabs.configuration_changes import meets
from tests.lived import named, problems, work
from tests.sync.test_restore import batch, cell, mails
from worker.context import open_worker

TOWN = "Serra das Flores"


def column(name, label, **more):
    return Column.model_validate(
        {"name": name, "label": {"es": label, "pt": label, "en": label}, **more}
    )


def with_columns(folder, table, change):
    """The folder with another list of columns in a table."""
    tables = folder.programme.tables
    columns = tuple(one for one in change(list(tables[table].columns)) if one)
    changed = {**tables, table: tables[table].model_copy(update={"columns": columns})}
    return with_tables(folder, changed)


def with_tables(folder, tables):
    """The folder with other tables, and without a desk, which speaks
    of those that there were.
    """
    return replace(
        folder,
        programme=folder.programme.model_copy(
            update={"tables": tables, "desk": Desk()}
        ),
    )


def each(which, **update):
    """Changes one column."""
    return lambda columns: [
        one.model_copy(update=update) if one.name == which else one for one in columns
    ]


def without(name):
    return lambda columns: [one for one in columns if one.name != name]


def choices(folder, *, drop="", rename="", alias=False):
    status = folder.programme.tables["towns"].column("status")
    made = []
    for one in status.choices:
        if one.name == drop:
            continue
        if one.name == rename:
            label = dict.fromkeys(one.label, "Otra palabra")
            made.append(
                Choice(
                    name="other_word",
                    label=label,
                    aliases=tuple(one.label.values()) if alias else (),
                )
            )
        else:
            made.append(one)
    return each("status", choices=tuple(made))


def table(folder, name, label):
    made = folder.programme.tables["mentors"]
    labels = Labels(folder.programme.languages)
    return made.model_copy(
        update={"name": name, "label": labels.text(label), "prefix": "XX"}
    )


def changed_to(house, folder):
    """The house with other files, its worker started anew."""
    for office in house.offices:
        office.sync.give_lease_back()
        office.sync.spreadsheet.close()
    house.offices[:] = [open_worker(house.settings, folder, house.journal)]
    house.folder = folder
    return house


def said(house, folder):
    with house.journal.read() as connection:
        return meets(connection, folder.programme)


def setup(house):
    shop = house.office.sync
    assert shop.take_lease()
    try:
        return prepare(shop).lines
    finally:
        shop.give_lease_back()


def ids(house):
    client = Spreadsheet(house.key, server=house.settings.sheets_api_url)
    try:
        return {
            one["properties"].get("sheetId", 0) for one in client.structure()["sheets"]
        }
    finally:
        client.close()


def cells(house):
    """What stands in each row of each tab, by reference; whatever the columns are
    called, and in whatever order they are.
    """
    snapshot = house.look()
    client = Spreadsheet(house.key, server=house.settings.sheets_api_url)
    try:
        found = client.read(
            [
                {"gridRange": {"sheetId": tab.layout.sheet_id}}
                for tab in snapshot.tabs.values()
            ]
        )
    finally:
        client.close()
    return {
        name: {
            line[tab.layout.columns["reference"]]: sorted(map(str, filled(line)))
            for line in answer["valueRange"]["values"][1:]
        }
        for (name, tab), answer in zip(snapshot.tabs.items(), found, strict=True)
    }


def filled(line):
    return [cell for cell in line if cell != ""]


def status_of(house):
    return house.folder.programme.tables["towns"].column("status").label["es"]


TOWNS = "“Municipios”"
CHANGES = {
    "nothing": (lambda f: f, [], []),
    "a column is added": (
        lambda f: with_columns(f, "towns", lambda c: [*c, column("region", "Comarca")]),
        [
            f"the column “Comarca” is added to {TOWNS}: empty in what is there (6 rows), and it need not be filled"
        ],
        [f"add the column “Comarca” to {TOWNS}"],
    ),
    "a column is renamed": (
        lambda f: with_columns(
            f,
            "towns",
            each(
                "population",
                label=dict.fromkeys(["es", "pt", "en"], "Habitantes hoy"),
                was=("Población",),
            ),
        ),
        [f"the column “Población” of {TOWNS} is called “Habitantes hoy”"],
        [f"call the column “Población” of {TOWNS} “Habitantes hoy”"],
    ),
    "a column is renamed without saying what it was": (
        lambda f: with_columns(
            f,
            "towns",
            each(
                "population", label=dict.fromkeys(["es", "pt", "en"], "Habitantes hoy")
            ),
        ),
        [
            (
                f"the column “Población” of {TOWNS} keeps its header;"
                " with `was: [Población]` it would be called “Habitantes hoy”"
            )
        ],
        [],
    ),
    "a column gets another name in the files": (
        lambda f: with_columns(f, "towns", each("population", name="people_there")),
        [
            f"the column “Población” of {TOWNS} is taken for people_there; what stands in it already starts nothing"
        ],
        [f"mark the column “Población” of {TOWNS}"],
    ),
    "a column is retired": (
        lambda f: with_columns(f, "towns", without("population")),
        [
            f"the column “Población” of {TOWNS} is no longer in the programme: it stays, and is the team's"
        ],
        [],
    ),
    "a column holds something else": (
        lambda f: with_columns(f, "towns", each("population", type="decimal")),
        [
            (
                f"the column “Población” of {TOWNS} holds decimal and not integer from now on:"
                " cells that make no sense as such are problems"
            )
        ],
        [],
    ),
    "a table is added": (
        lambda f: with_tables(
            f, {**f.programme.tables, "regions": table(f, "regions", "Comarcas")}
        ),
        ["the tab “Comarcas” is added"],
        ["make the tab “Comarcas”"],
    ),
    "a table is retired": (
        lambda f: with_tables(
            f, {n: t for n, t in f.programme.tables.items() if n != "meetings"}
        ),
        [
            "the table meetings is no longer in the programme: its tab “Reuniones” stays, and nothing in it is read (1 row)"
        ],
        [],
    ),
}


QUICK = {"a column is renamed", "a table is retired"}


@pytest.mark.parametrize(
    "change",
    [
        change if change in QUICK else pytest.param(change, marks=pytest.mark.long)
        for change in CHANGES
    ],
)
def test_check_says_what_will_happen_and_setup_does_it_and_no_cell_is_lost(
    lived, change
):
    make, foretold, done = CHANGES[change]
    folder = make(lived.folder)
    before, sent = cells(lived), mails(lived)
    assert said(lived, folder) == foretold
    tables = before.keys() & folder.programme.tables.keys() - {"problems", "outbox"}
    tabs = ids(lived)
    changed_to(lived, folder)
    assert setup(lived) == done
    assert setup(lived) == []
    work(lived)
    after = cells(lived)
    assert {name: after[name] for name in tables} == {
        name: before[name] for name in tables
    }
    assert tabs <= ids(lived)
    assert mails(lived) == sent
    assert problems(lived) == []


def test_header_that_staff_gave_stays(lived):
    tab = lived.look().tabs["towns"].layout
    batch(
        lived,
        cell(tab.sheet_id, 0, tab.columns["population"], stringValue="¿Cuántos son?"),
    )
    assert lived.settle()
    label = dict.fromkeys(["es", "pt", "en"], "Habitantes hoy")
    folder = with_columns(
        lived.folder, "towns", each("population", label=label, was=("Población",))
    )
    assert said(lived, folder) == [
        "the column “¿Cuántos son?” of “Municipios” keeps the header that the team gave it"
    ]
    changed_to(lived, folder)
    assert setup(lived) == []


def test_choice_that_is_gone_makes_problems_and_changes_nothing(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "status", "En pausa")
    work(lived)
    sent = mails(lived)
    folder = with_columns(lived.folder, "towns", choices(lived.folder, drop="paused"))
    assert said(lived, folder) == [
        (
            f"1 row of “Municipios” has “En pausa” in “{status_of(lived)}”, which is no longer a choice: they will be"
            " problems; put it back, or make it an alias of another"
        )
    ]
    changed_to(lived, folder)
    work(lived)
    assert problems(lived) == [(ProblemCode.cell, "towns", town, "status")]
    assert (lived.records("towns")[town]["status"], mails(lived)) == ("paused", sent)


@pytest.mark.parametrize("alias", [True, False])
def test_choice_that_is_called_otherwise_needs_its_old_word_as_an_alias(lived, alias):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "status", "En pausa")
    assert lived.settle()
    made = []
    for one in lived.folder.programme.tables["towns"].column("status").choices:
        label = {**one.label, "es": "Detenido"}
        other = Choice(
            name=one.name, label=label, aliases=("En pausa",) if alias else ()
        )
        made.append(other if one.name == "paused" else one)
    folder = with_columns(lived.folder, "towns", each("status", choices=tuple(made)))
    line = (
        f"1 row of “Municipios” has “En pausa” in “{status_of(lived)}”, which is called “Detenido” from now on:"
        " they will be problems; with `aliases: [En pausa]` beside paused they go on"
    )
    assert said(lived, folder) == ([] if alias else [line])
    changed_to(lived, folder)
    assert lived.settle()
    assert problems(lived) == (
        [] if alias else [(ProblemCode.cell, "towns", town, "status")]
    )


@pytest.mark.long
@pytest.mark.parametrize("at_once", [True, False])
def test_choice_that_became_another_one_by_an_alias_tells_nobody(lived, at_once):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "status", "En pausa")
    work(lived)
    sent = mails(lived)
    original = lived.folder
    if not at_once:
        work(
            changed_to(
                lived, with_columns(original, "towns", choices(original, drop="paused"))
            )
        )
    folder = with_columns(
        original, "towns", choices(original, rename="paused", alias=True)
    )
    assert said(lived, folder) == [
        (
            f"1 row of “Municipios” has “En pausa” in “{status_of(lived)}”, which means “Otra palabra” from now on;"
            " nobody is told of that"
        )
    ]
    changed_to(lived, folder)
    setup(lived)
    work(lived)
    assert (problems(lived), lived.records("towns")[town]["status"]) == (
        [],
        "other_word",
    )
    assert mails(lived) == sent


@pytest.mark.long
def test_choice_that_staff_put_in_place_of_one_that_is_gone_is_an_edit(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "status", "En pausa")
    work(lived)
    changed_to(
        lived, with_columns(lived.folder, "towns", choices(lived.folder, drop="paused"))
    )
    work(lived)
    sent = mails(lived)
    lived.edit("towns", town, "status", "Aprobado")
    work(lived)
    assert lived.records("towns")[town]["status"] == "approved"
    assert len(mails(lived)) > len(sent)


@pytest.mark.long
def test_column_of_the_team_s_that_becomes_the_programme_s_starts_nothing_and_its_edits_do(
    lived,
):
    tab = lived.look().tabs["towns"]
    town, end = named(lived, "towns", TOWN), max(tab.layout.columns.values()) + 1
    more = {
        "appendDimension": {
            "sheetId": tab.layout.sheet_id,
            "dimension": "COLUMNS",
            "length": 1,
        }
    }
    row = tab.rows[town].index
    batch(
        lived,
        more,
        cell(tab.layout.sheet_id, 0, end, stringValue="Comarca"),
        cell(tab.layout.sheet_id, row, end, stringValue="Norte"),
    )
    work(lived)
    folder = with_columns(
        lived.folder, "towns", lambda c: [*c, column("region", "Comarca")]
    )
    assert said(lived, folder) == [
        "the column “Comarca” of “Municipios” is taken for region; what stands in it already starts nothing"
    ]
    changed_to(lived, folder)
    assert setup(lived)[0] == "mark the column “Comarca” of “Municipios”"
    work(lived)

    def edits():
        from journal.records import changes

        with lived.journal.read() as connection:
            return [
                (c.before, c.after)
                for c in changes.history(connection, town)
                if c.column == "region"
            ]

    assert (lived.records("towns")[town]["region"], edits()) == ("Norte", [])
    lived.edit("towns", town, "region", "Sur")
    work(lived)
    assert edits() == [("Norte", "Sur")]


def test_sheet_that_was_never_looked_at_says_nothing(lived):
    with lived.journal.write() as connection:
        connection.execute(remembered_tabs.delete())
    folder = with_columns(lived.folder, "towns", without("population"))
    assert said(lived, folder) == []


def test_column_of_the_team_that_is_computed_from_now_on_says_what_is_replaced(lived):
    tables = with_columns(
        lived.folder, "towns", each("population", value="1000", own=True)
    ).programme
    with lived.journal.read() as connection:
        lines = [line for line in meets(connection, tables) if "is computed" in line]
        typed = sum(
            row.get("population") is not None for row in lived.records("towns").values()
        )
    assert [f"what {typed} rows said there is replaced" in line for line in lines] == [
        True
    ]
