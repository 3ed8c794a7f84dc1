"""Which column of a file is which column of a table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authoring.adoption.layout import Heading, Layout
from authoring.row_import.said import Said
from core.notation.spelling import closest
from core.notation.spreadsheet_text import column_letters
from core.texts import mark as _
from fieldtypes.normalise import plain
from programme.app_tables import LISTED, NOTED_OF_FORMS, OWN
from programme.model import Programme, Table
from programme.parts import Column
from programme.records.people.sharing import boxes
from sheets.header import spellings

SIGNS = "¿?¡!:*."
"""Signs around a heading that say nothing."""
UNKNOWN = _(
    "“{heading}” is no column of “{table}”. Say which one it is, or that it is left out."
)
NEAR = _(
    "“{heading}” is no column of “{table}”; did you mean “{near}”? Say which one it is, or that it is left out."
)
SEVERAL = _("“{heading}” can be several columns: {columns}. Say which one it is.")
SAME = _("“{headings}” are all the column “{column}”. Say which one it is.")
NO_SUCH = _("There is no column “{column}” to put “{heading}” into.")
NO_HEADING = _("The file has no column “{heading}”.")
NOT_FILLED = _(
    "“{column}” is filled by the app alone: leave out what stands under “{heading}”."
)
NO_TITLE = _(
    "No column of the file is “{column}”, by which people call a row. Say which one it is."
)


@dataclass(frozen=True)
class Question:
    """A heading about which somebody has to say something; "" for none of them.

    `candidates`: the columns that it may be, the likeliest first.
    """

    heading: str
    said: Said
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matching:
    """`columns`: column of the table → heading of the file; `left_out`: headings of
    which nothing is brought in.
    """

    columns: Mapping[str, Heading]
    left_out: Sequence[str]
    questions: Sequence[Question]


def open_tables(programme: Programme) -> list[Table]:
    """The tables into which old rows may come: not those in which people agree to be
    known to others.
    """
    agreements = set()
    for table in programme.tables.values():
        for contact in table.contacts.values():
            if contact.agreement:
                agreements.add(table.latest_of(contact.agreement.row).table)
    tables = []
    for table in programme.tables.values():
        is_agreement = table.name in agreements
        if not table.app and not table.read_only and not is_agreement:
            tables.append(table)
    return tables


def importable(table: Table) -> list[Column]:
    """The columns of a table into which old rows may say something.

    Not what the app works out, and not what people agreed to: nobody agrees by a file.
    """
    agreed = _agreed(table)
    columns = []
    for column in table.columns:
        if column.name in agreed:
            continue
        is_apps = column.own or column.name in NOTED_OF_FORMS or not column.sheet
        if not column.field_type.is_stored or column.field_type.takes_files:
            continue
        if column.name == "received" or not is_apps:
            columns.append(column)
    return columns


def _agreed(table: Table) -> set[str]:
    """The columns in which people agreed to be known to others."""
    names: set[str] = set()
    for contact in table.contacts:
        names.update(boxes(table, contact))
    return names


def match_columns(
    programme: Programme, table: Table, layout: Layout, answers: Mapping[str, str]
) -> Matching:
    """Matches headings with columns by their names and labels in any language.

    `answers`: heading → column that somebody has named, "" for none. Whatever can mean
    two things is asked.
    """
    columns = importable(table)
    names = _names(columns)
    labels = {column.name: _label(programme, column) for column in table.columns}
    by_answer = {_plain(heading): name for heading, name in answers.items()}
    candidates: dict[str, list[Heading]] = defaultdict(list)
    left_out: list[str] = []
    questions: list[Question] = []
    for heading in headings_of(layout):
        key = _plain(heading.label)
        if key in by_answer:
            column_names = _answered(by_answer[key], columns)
            if not by_answer[key]:
                left_out.append(heading.label)
                continue
        else:
            column_names = names.get(key, ())
        if len(column_names) == 1:
            candidates[column_names[0]].append(heading)
        elif not column_names and _is_apps(table, key) and key not in by_answer:
            left_out.append(heading.label)
        else:
            questions.append(
                _question(programme, table, heading, column_names, names, by_answer)
            )
    matched = {}
    for name, headings in candidates.items():
        if len(headings) == 1:
            matched[name] = headings[0]
            continue
        all_labels = "”, “".join(heading.label for heading in headings)
        said = Said(SAME, {"headings": all_labels, "column": labels[name]})
        for heading in headings:
            questions.append(Question(heading.label, said, (name,)))
    questions.extend(_unused_answers(layout, answers))
    title = table.column(table.title)
    if title in columns and table.title not in candidates:
        questions.append(Question("", Said(NO_TITLE, {"column": labels[table.title]})))
    return Matching(matched, left_out, questions)


def headings_of(layout: Layout) -> list[Heading]:
    """Every column of the file with anything in it, each by a name of its own: one
    without a heading is called by its letters, of two with the same the second has them
    behind it.
    """
    headings = list(layout.headings)
    for double in layout.doubles:
        letters = column_letters(double.column)
        headings.append(Heading(double.column, f"{double.label} ({letters})"))
    for column in layout.nameless:
        headings.append(Heading(column, column_letters(column)))
    return headings


def _names(columns: Sequence[Column]) -> Mapping[str, tuple[str, ...]]:
    """What a heading may say, made plain → the columns that it may mean."""
    names: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        words = [column.name, column.name.replace("_", " "), *spellings(column)]
        for word in dict.fromkeys(map(_plain, words)):
            names[word].append(column.name)
    return {word: tuple(of_word) for word, of_word in names.items()}


def _plain(heading: str) -> str:
    return plain(heading).strip(SIGNS + " ")


def _label(programme: Programme, column: Column) -> str:
    return programme.text(column.label, programme.language)


def _answered(name: str, columns: Sequence[Column]) -> tuple[str, ...]:
    """The column that somebody has named, by its name or as people call it."""
    by_word = _names(columns)
    if name in {column.name for column in columns}:
        return (name,)
    return by_word.get(_plain(name), ())


def _is_apps(table: Table, key: str) -> bool:
    """Whether a heading is that of a column that only the app fills, or in which people
    agreed to something.
    """
    not_filled = OWN | NOTED_OF_FORMS | {LISTED} | _agreed(table)
    for column in table.columns:
        is_apps = column.name in not_filled or column.own
        if is_apps and key in map(_plain, (column.name, *spellings(column))):
            return True
    return False


def _question(
    programme: Programme,
    table: Table,
    heading: Heading,
    column_names: Sequence[str],
    names: Mapping[str, tuple[str, ...]],
    answers: Mapping[str, str],
) -> Question:
    answer = answers.get(_plain(heading.label), "")
    if answer and not column_names:
        text = NO_SUCH
        if _is_apps(table, _plain(answer)):
            text = NOT_FILLED
        said = Said(text, {"column": answer, "heading": heading.label})
        near = closest(_plain(answer), names)
        return Question(heading.label, said, names.get(near, ()))
    if column_names:
        shown = []
        for name in column_names:
            column = table.column(name)
            assert column
            shown.append(f"{_label(programme, column)} ({name})")
        gaps = {"heading": heading.label, "columns": ", ".join(shown)}
        return Question(heading.label, Said(SEVERAL, gaps), tuple(column_names))
    gaps = {
        "heading": heading.label,
        "table": programme.text(table.label, programme.language),
    }
    near = closest(_plain(heading.label), names)
    if not near:
        return Question(heading.label, Said(UNKNOWN, gaps))
    column = table.column(names[near][0])
    assert column
    gaps["near"] = f"{_label(programme, column)} ({column.name})"
    return Question(heading.label, Said(NEAR, gaps), names[near])


def _unused_answers(layout: Layout, answers: Mapping[str, str]) -> list[Question]:
    headings = {_plain(heading.label) for heading in headings_of(layout)}
    questions = []
    for heading_words in answers:
        if _plain(heading_words) not in headings:
            said = Said(NO_HEADING, {"heading": heading_words})
            questions.append(Question("", said))
    return questions
