"""A programme proposed from the tabs of a sheet, with what could mean two things."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from authoring.adoption.column_types import Kind, kind_of
from authoring.adoption.layout import Heading, Layout, find_layout
from authoring.adoption.questions import (
    SHOWN,
    column_place,
    column_questions,
    layout_questions,
)
from authoring.adoption.tabs import Tab
from authoring.answers import NO_NAMES, identifier, place_of
from authoring.saying import Say, speaker
from core.ids import ALPHABET
from core.texts import mark as _
from fieldtypes.base import Locality
from fieldtypes.normalise import plain
from programme.app_tables import (
    LISTED,
    Labels,
    days_without_mails,
    outbox,
    people,
    problems,
    settings,
    summary,
)
from programme.checks.check import RESERVED

WORDS_OF = {
    "es": {"nombre", "correo", "telefono", "fecha", "estado", "si", "de", "el", "la"},
    "pt": {"nome", "e-mail", "telefone", "data", "situacao", "sim", "nao", "da", "do"},
    "en": {"name", "email", "phone", "date", "status", "yes", "no", "the", "of"},
    "fr": {"nom", "courriel", "telephone", "date", "etat", "oui", "non", "le", "du"},
    "de": {"name", "e-mail", "telefon", "datum", "stand", "ja", "nein", "der", "die"},
}
NAME_WORDS = ("nombre", "nome", "name", "nom", "titulo", "title", "titel", "titre")
NO_COLUMNS = RESERVED | {"reference", "flag", "received", "stop_mail", LISTED}
"""What no column can be called: words of conditions, and the app's own columns."""
NO_TABLE = _("{tab}: no table was found in this tab; it is left out.")
NAME_TAKEN = _(
    "{tab}: Hoja has a tab of its own with this name. Rename yours to “{name}”, as it is called here."
)
GUESSED = _(
    "The language was guessed ({language}). If it is another one, name it where you gave the sheet, "
    "together with any others that people write in."
)
NOT_TOLD_APART = _(
    "{tab}: rows are called by “{column}”, which does not tell all of them apart. To take another column, change `title`."
)
TWO_TABLES = _(
    "{column}: may refer to any of these tables: {tables}. {table} was taken."
)
ROWS_MISSING = _("{column}: refers to {table}, where these are missing: {rows}.")
MAY_REFER = _(
    "{column}: {count} of its {total} words are rows of {table}. If it refers to them, write "
    "`type: reference, table: {table}`."
)
BELONGING = _("Everything belongs to a row of {table} (`case`): is that so?")
# A few typing errors must not hide that a column refers to another table.
MATCHING = 0.8
FEWEST_MATCHES = 2
MATCHING_ASKED = 0.5
"""From this part on it is asked whether a column refers to another table."""


@dataclass(frozen=True)
class ProposedColumn:
    """A column: `name` for the files, `heading` as it stands in the sheet."""

    name: str
    heading: Heading
    kind: Kind
    table: str = ""


@dataclass(frozen=True)
class ProposedTable:
    """A table. `contacts`: the column of each person's address → that of the name."""

    name: str
    layout: Layout
    prefix: str
    columns: tuple[ProposedColumn, ...]
    title: str
    contacts: Mapping[str, str] = field(default_factory=dict)
    case: str = ""


@dataclass(frozen=True)
class Proposal:
    """All tables, the one that everything belongs to, and the questions."""

    languages: tuple[str, ...]
    tables: tuple[ProposedTable, ...]
    case: str
    questions: tuple[str, ...]


def propose(tabs: Sequence[Tab], languages: Sequence[str] = ()) -> Proposal | None:
    """What these tabs could be as a programme; None where no tab holds a table."""
    questions: list[str] = []
    spoken = tuple(languages) or _guess_language(tabs, questions)
    region = place_of(spoken[0])
    say = speaker(spoken[0])
    locality = Locality(
        spoken[0], spoken, region.locale, region.time_zone, region.country
    )
    tables: list[ProposedTable] = []
    for tab in tabs:
        layout = find_layout(tab)
        if layout is None or not layout.headings:
            if any(tab.rows):
                questions.append(say(NO_TABLE, tab=tab.title))
            continue
        layout = _called_otherwise(layout, spoken[0], questions)
        questions.extend(layout_questions(layout, say))
        tables.append(_table(layout, locality, tables, questions))
    if not tables:
        return None
    tables = _with_references(tables, questions, say)
    case = _case(tables, questions, say)
    tables = [_belonging(table, case) for table in tables]
    return Proposal(spoken, tuple(tables), case, tuple(questions))


def _called_otherwise(layout: Layout, language: str, questions: list[str]) -> Layout:
    """The table under another name where one of the app's own tabs has its name."""
    title = layout.tab.title
    labels = Labels((language,))
    app_tables = (
        people(labels, {}),
        settings(labels),
        days_without_mails(labels),
        outbox(labels),
        problems(labels),
        summary(labels),
    )
    if plain(title) not in {plain(table.label[language]) for table in app_tables}:
        return layout
    other_title = f"{title} 2"
    say = speaker(language)
    questions.append(say(NAME_TAKEN, tab=title, name=other_title))
    return replace(layout, tab=replace(layout.tab, title=other_title))


def _guess_language(tabs: Sequence[Tab], questions: list[str]) -> tuple[str, ...]:
    counts: Counter[str] = Counter(dict.fromkeys(WORDS_OF, 0))
    for tab in tabs:
        for cells in tab.rows[:50]:
            for cell in cells:
                words = set(plain(cell.text).split())
                for language, telling in WORDS_OF.items():
                    counts[language] += len(words & telling)
    (language, count), (_second, second_count) = counts.most_common(2)
    if not count:
        language = "en"
    if not count or second_count > count / 2:
        # What follows from it (days, numbers) can be told from nothing else.
        questions.append(speaker(language)(GUESSED, language=language))
    return (language,)


def _table(
    layout: Layout,
    locality: Locality,
    before: Sequence[ProposedTable],
    questions: list[str],
) -> ProposedTable:
    say = speaker(locality.language)
    taken = {table.name for table in before} | NO_NAMES
    name = _free(identifier(layout.tab.title) or "table", taken)
    columns: list[ProposedColumn] = []
    for heading in layout.headings:
        cells = layout.cells(heading)
        kind = kind_of(heading.label, cells, locality)
        column_name = _free(
            identifier(heading.label) or "column",
            {*NO_COLUMNS, *(column.name for column in columns)},
        )
        columns.append(ProposedColumn(column_name, heading, kind))
        questions.extend(column_questions(layout, heading, kind, say))
    title = _title(layout, columns, questions, say)
    prefix = _prefix(layout.tab.title, {table.prefix for table in before})
    return ProposedTable(
        name, layout, prefix, tuple(columns), title, _contacts(columns)
    )


def _free(name: str, taken: set[str]) -> str:
    free = name
    number = 2
    while free in taken:
        free = f"{name[:36]}_{number}"
        number += 1
    return free


def _prefix(title: str, taken: set[str]) -> str:
    """Two letters of the title, or the first ones that are free."""
    usable = []
    for letter in plain(title).upper():
        if letter in ALPHABET and letter.isalpha():
            usable.append(letter)
    letters_of_all = []
    for letter in ALPHABET:
        if letter.isalpha():
            letters_of_all.append(letter)
    for first in [*usable, *letters_of_all]:
        for second in [*usable[1:], *letters_of_all]:
            if first != second and first + second not in taken:
                return first + second
    return "ZZ"


def _title(
    layout: Layout,
    columns: Sequence[ProposedColumn],
    questions: list[str],
    say: Say,
) -> str:
    """The column by which people call a row: words, none of them twice."""
    candidates = []
    for column in columns:
        if column.kind.type == "text":
            candidates.append(column)
    named = []
    for column in candidates:
        if any(word in plain(column.heading.label) for word in NAME_WORDS):
            named.append(column)
    for column in [*named, *candidates]:
        texts = [cell.text for _row, cell in layout.cells(column.heading)]
        if texts and len({plain(text) for text in texts}) == len(texts):
            return column.name
    choice = (named or candidates or columns)[0]
    questions.append(
        say(NOT_TOLD_APART, tab=layout.tab.title, column=choice.heading.label)
    )
    return choice.name


def _contacts(columns: Sequence[ProposedColumn]) -> dict[str, str]:
    """Of each column of addresses, the column with the name: the last words before it,
    or the first behind it.
    """
    contacts = {}
    for number, column in enumerate(columns):
        if column.kind.type != "email":
            continue
        before = []
        for each in columns[:number]:
            if each.kind.type == "text":
                before.append(each)
        behind = []
        for each in columns[number:]:
            if each.kind.type == "text":
                behind.append(each)
        nearest_first = [*reversed(before), *behind]
        if nearest_first:
            contacts[column.name] = nearest_first[0].name
    return contacts


def _with_references(
    tables: Sequence[ProposedTable], questions: list[str], say: Say
) -> list[ProposedTable]:
    """Columns whose words are those by which the rows of another tab are called."""
    titles = {table.name: _texts(table, table.title) for table in tables}
    complete = []
    for table in tables:
        columns = tuple(
            _as_reference(table, column, titles, questions, say)
            for column in table.columns
        )
        complete.append(replace(table, columns=columns))
    return complete


def _texts(table: ProposedTable, name: str) -> set[str]:
    [column] = [column for column in table.columns if column.name == name]
    return {plain(cell.text) for _row, cell in table.layout.cells(column.heading)}


def _as_reference(
    table: ProposedTable,
    column: ProposedColumn,
    titles: Mapping[str, set[str]],
    questions: list[str],
    say: Say,
) -> ProposedColumn:
    if column.kind.type not in ("text", "select_one"):
        return column
    texts = _texts(table, column.name)
    if column.name == table.title:
        questions.extend(_may_refer(table, column, texts, titles, say))
        return column
    matches = []
    for other, called in titles.items():
        if other != table.name and len(texts & called) >= max(
            FEWEST_MATCHES, MATCHING * len(texts)
        ):
            matches.append(other)
    if not matches:
        questions.extend(_may_refer(table, column, texts, titles, say))
        return column
    where = column_place(table.layout, column.heading, say)
    if len(matches) > 1:
        tables = ", ".join(matches)
        questions.append(say(TWO_TABLES, column=where, tables=tables, table=matches[0]))
    unknown = sorted(texts - titles[matches[0]])[:SHOWN]
    if unknown:
        rows = ", ".join(unknown)
        questions.append(say(ROWS_MISSING, column=where, table=matches[0], rows=rows))
    return replace(column, kind=Kind("reference"), table=matches[0])


def _may_refer(
    table: ProposedTable,
    column: ProposedColumn,
    texts: set[str],
    titles: Mapping[str, set[str]],
    say: Say,
) -> Iterator[str]:
    """Whether a column that was taken for words refers to another table."""
    for other, called in titles.items():
        count = len(texts & called)
        if other == table.name or count < FEWEST_MATCHES:
            continue
        if count >= MATCHING_ASKED * len(texts):
            where = column_place(table.layout, column.heading, say)
            total = len(texts)
            yield say(MAY_REFER, column=where, count=count, total=total, table=other)


def _case(tables: Sequence[ProposedTable], questions: list[str], say: Say) -> str:
    """The table that everything belongs to: to which most refer, with people in it."""
    referred = Counter(
        column.table for table in tables for column in table.columns if column.table
    )
    ranked = sorted(
        tables,
        key=lambda table: (
            -referred[table.name],
            not table.contacts,
            -len(table.layout.records),
        ),
    )
    if len(tables) > 1:
        questions.append(say(BELONGING, table=ranked[0].name))
    return ranked[0].name


def _belonging(table: ProposedTable, case: str) -> ProposedTable:
    if table.name == case:
        return replace(table, case="self")
    way = next((column.name for column in table.columns if column.table == case), "")
    return replace(table, case=way)
