"""The choice lists of a workbook, with names that our files can have."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fieldtypes.normalise import plain
from programme.form_parts.or_other import OTHER, OTHER_LABEL, in_languages
from programme.parts import CHOICE_KEYS, CHOICE_NAME, Attribute
from xlsform.reading.headers import MEDIA, Header, is_attribute
from xlsform.reading.languages import Languages, Words
from xlsform.reading.names import our_name
from xlsform.reading.workbook import Row, Sheet
from xlsform.remarks import Remarks, Weight


@dataclass(frozen=True)
class ListedChoice:
    """A choice as our files have it.

    `original`: its name in the workbook; `attributes`: what filters ask of it.
    """

    name: str
    original: str
    label: Words
    aliases: tuple[str, ...] = ()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    def as_data(self) -> object:
        """As it stands in a file, below its name."""
        if not self.aliases and not self.attributes:
            return self.label
        if self.aliases:
            aliases = {"aliases": list(self.aliases)}
        else:
            aliases = {}
        return {"label": self.label, **aliases, **self.attributes}


@dataclass(frozen=True)
class ChoiceList:
    """A list of choices."""

    name: str
    choices: tuple[ListedChoice, ...]

    @property
    def names(self) -> Mapping[str, str]:
        """Name in the workbook → ours."""
        return {choice.original: choice.name for choice in self.choices}

    def as_data(self) -> dict[str, object]:
        """As it stands in a file."""
        return {choice.name: choice.as_data() for choice in self.choices}

    def with_other(self, languages: Sequence[str]) -> "ChoiceList":
        """The list with one more choice at its end, for what it does not have."""
        if OTHER in self.names.values():
            return self
        other_choice = ListedChoice(OTHER, OTHER, in_languages(OTHER_LABEL, languages))
        return replace(self, choices=(*self.choices, other_choice))


def read_choice_lists(
    sheet: Sheet,
    used: Collection[str],
    languages: Languages,
    remarks: Remarks,
    filter_words: Collection[str],
    *,
    may_repeat: bool,
) -> Mapping[str, ChoiceList]:
    """Every list that is used, by its name in the workbook.

    `filter_words`: the words of all filters, in small letters; `may_repeat`: a name
    may stand twice in a list.
    """
    for head, letter in sheet.headers.items():
        if is_attribute(head) and head.name not in filter_words:
            text = f"the column “{head.name}” is not part of a form and was not read"
            remarks.add(Weight.changed, sheet.name, f"{letter}1", text)
    rows: dict[str, list[Row]] = {}
    for row in sheet.rows:
        list_name = row.get("list_name")
        if not list_name:
            remarks.add(
                Weight.mistake,
                sheet.name,
                row.cell("list_name"),
                "the name of the list is missing",
            )
            continue
        rows.setdefault(list_name, []).append(row)
    for name in rows:
        if name not in used:
            text = f"the list {name} is not used and was not read"
            remarks.add(
                Weight.changed, sheet.name, rows[name][0].cell("list_name"), text
            )
    lists = []
    for name in rows:
        if name in used:
            lists.append(name)
    attributes = attribute_names(sheet)
    return {
        name: _choice_list(name, rows[name], languages, remarks, attributes, may_repeat)
        for name in lists
    }


def attribute_names(sheet: Sheet) -> dict[str, str]:
    """The columns of the sheet choices that filters may ask for → their names here."""
    names: dict[str, str] = {}
    for head in sheet.headers:
        if is_attribute(head):
            names[head.name] = our_name(
                head.name, [*names.values(), *CHOICE_KEYS], "attribute"
            )
    return names


def _choice_list(
    list_name: str,
    rows: Sequence[Row],
    languages: Languages,
    remarks: Remarks,
    attributes: Mapping[str, str],
    may_repeat: bool,
) -> ChoiceList:
    choices: list[ListedChoice] = []
    spellings: dict[str, str] = {}
    for row in rows:
        original = row.get("name")
        cell = row.cell("name")
        if not original:
            remarks.add(
                Weight.mistake, row.sheet, cell, "the name of the choice is missing"
            )
            continue
        if original in {choice.original for choice in choices}:
            weight = Weight.left_out if may_repeat else Weight.mistake
            text = f"the list {list_name} has a choice {original} already"
            remarks.add(weight, row.sheet, cell, text)
            continue
        names = [choice.name for choice in choices]
        name = our_name(original, names, "choice", CHOICE_NAME)
        if name != original:
            text = f"the choice {original} is called {name} in our files"
            remarks.add(Weight.changed, row.sheet, cell, text)
        _tell_not_carried(row, remarks)
        label = _unambiguous(
            languages.words(row, "label", original), name, spellings, row, remarks
        )
        aliases = tuple(word for word in row.get("hoja_aliases").splitlines() if word)
        says = {}
        for head, attribute in attributes.items():
            value = row.cells.get(Header(head))
            if value:
                says[attribute] = value
        choices.append(ListedChoice(name, original, label, aliases, says))
    return ChoiceList(list_name, tuple(choices))


def _tell_not_carried(row: Row, remarks: Remarks) -> None:
    """Tells what of a choice has no counterpart in our files."""
    for head, written in row.cells.items():
        if head.name in MEDIA and written:
            cell = row.cell(head.name, head.language)
            text = "pictures and sounds of choices are not carried"
            remarks.add(Weight.left_out, row.sheet, cell, text)
    if any("${" in label for label in row.texts("label").values()):
        text = "answers inside the labels of choices are not carried: it stands there as it is"
        remarks.add(Weight.left_out, row.sheet, row.cell("label"), text)


def _unambiguous(
    label: Words, name: str, spellings: dict[str, str], row: Row, remarks: Remarks
) -> Words:
    """The label, with the choice's name behind it where another choice of the list is
    called so: a cell holds the label only.
    """
    labels = _all(label)
    clash = ""
    for spelling in (*labels, name):
        if not clash and spellings.get(plain(spelling), name) != name:
            clash = spelling
    if clash:
        text = f"two choices of the list are called “{clash}”; this one is “{clash} ({name})” here"
        remarks.add(Weight.changed, row.sheet, row.cell("label"), text)
        label = _with_name(label, name)
        labels = _all(label)
    for word in (name, *labels):
        spellings.setdefault(plain(word), name)
    return label


def _with_name(label: Words, name: str) -> Words:
    if isinstance(label, str):
        return f"{label} ({name})"
    return {code: f"{word} ({name})" for code, word in label.items()}


def _all(label: Words) -> list[str]:
    if isinstance(label, dict):
        return list(label.values())
    return [label]
