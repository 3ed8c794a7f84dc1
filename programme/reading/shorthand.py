"""What a file may leave out: columns and choices are written by name, and a field takes
from the column of its name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from core.notation.spelling import closest, nearest
from expressions.types import UNKNOWN_CHOICE
from fieldtypes.normalise import plain
from fieldtypes.registry import field_type, field_types
from programme.form_parts.or_other import Follow, questions_of
from programme.model import Table
from programme.parts import Column
from programme.reading.mistakes import Mistakes
from programme.reading.source import Path_, Source
from programme.reading.validate import KEYS_IN_FILES, TYPES_ELSEWHERE

INHERITED = (
    "type",
    "label",
    "hint",
    "choices",
    "choices_from",
    "table",
    "parameters",
    "country_from",
)
# Below it two keys are different words more often than one that was misspelt.
ALIKE = 0.75
WHOLE = {"label", "aliases"}
"""A choice with one of these keys is written out; any other is its label."""


def named_parts(
    parts: Any,
    source: Source,
    path: Path_,
    shared: dict[str, Any],
    mistakes: Mistakes,
    follow: Follow,
) -> Any:
    """`name: {…}` one after the other as a list of parts that know their names;
    `choices` may name a shared list.

    `follow`: what gives further parts that a part brings with it.
    """
    if not isinstance(parts, dict):
        if parts is None:
            return []
        if isinstance(parts, list) and not all(
            isinstance(part, dict) for part in parts
        ):
            _tell_list(parts, source, path, mistakes)
            return []
        return parts
    built: list[Any] = []
    for name, written in parts.items():
        if written is None:
            part = {}
        else:
            part = written
        if not isinstance(part, dict):
            mistakes.add(
                source.file,
                source.position((*path, name)),
                f"{name} must hold keys and values",
            )
            # Whoever refers to this name is right: the mistake is here.
            mistakes.doubts.add(f'"{name}"')
            continue
        for key in {"name", "own", "app"} & set(part):
            mistakes.add(
                source.file,
                source.position((*path, name, key, "@key")),
                f'"{key}" is not known here',
            )
            del part[key]
        location = (*path, len(built))
        source.add_alias((*path, name), location)
        whole = {**part, "name": name}
        if "choices" in part:
            whole["choices"] = _choices(
                part["choices"], source, (*location, "choices"), shared, mistakes
            )
        built.append(whole)
        for further in follow(whole, parts):
            source.add_alias((*path, name), (*path, len(built)))
            built.append(further)
    return built


def _tell_list(
    parts: list[Any], source: Source, path: Path_, mistakes: Mistakes
) -> None:
    """Names behind dashes, where each stands in a line of its own with a colon."""
    number = next(
        number for number, part in enumerate(parts) if not isinstance(part, dict)
    )
    if isinstance(parts[number], str):
        name = parts[number]
    else:
        name = "name"
    text = f"{path[-1]} stand here by their names, without dashes: `{name}: {{}}`, with what is said of it behind the colon"
    mistakes.add(source.file, source.position((*path, number)), text)
    # Whoever refers to one of them is right: the mistake is here.
    mistakes.doubts.update(f'"{part}"' for part in parts if isinstance(part, str))


def _choices(
    listed: Any, source: Source, path: Path_, shared: dict[str, Any], mistakes: Mistakes
) -> Any:
    if not isinstance(listed, str):
        return choice_list(listed, source, path, mistakes)
    if listed not in shared:
        mistakes.add(
            source.file,
            source.position(path),
            f'no choices "{listed}"{nearest(listed, shared)}',
        )
    return shared.get(listed, [{"name": UNKNOWN_CHOICE, "label": UNKNOWN_CHOICE}])


def choice_list(listed: Any, source: Source, path: Path_, mistakes: Mistakes) -> Any:
    """`name: label` or `name: {label: …, aliases: […]}` one after the
    other as a list of choices.
    """
    if isinstance(listed, list) and any(
        not isinstance(choice, dict) for choice in listed
    ):
        return _choices_of_labels(listed, source, path, mistakes)
    if not isinstance(listed, dict):
        return listed
    built = []
    for number, (name, choice) in enumerate(listed.items()):
        source.add_alias((*path, name), (*path, number))
        written_out = isinstance(choice, dict) and WHOLE & set(choice)
        built.append({**(choice if written_out else {"label": choice}), "name": name})
    return built


def _choices_of_labels(
    listed: list[Any], source: Source, path: Path_, mistakes: Mistakes
) -> Any:
    """Labels behind dashes or in brackets, where each choice needs a name that
    stays when its label changes.
    """
    label = next((choice for choice in listed if not isinstance(choice, dict)), "")
    name = re.sub(r"[^a-z0-9]+", "_", plain(str(label))).strip("_") or "name"
    text = f"each choice has a name and a label, `{name}: {label}`, one a line and without dashes or brackets"
    mistakes.add(source.file, source.position(path), text)
    return [{"name": UNKNOWN_CHOICE, "label": UNKNOWN_CHOICE}]


def inherit(
    fields: Any, table: Table | None, path: Path_, source: Source, mistakes: Mistakes
) -> None:
    """A field takes from the column of its name what it does not say itself; what asks
    for nothing needs no column.
    """
    if table is None or not isinstance(fields, list):
        return
    for index, field in enumerate(fields):
        if not isinstance(field, dict):
            continue
        _respell_type(field, (*path, index, "type"), source, mistakes)
        if is_repeat(field):
            field.setdefault("type", "repeat")
            continue
        column = None
        if "name" in field:
            column = table.column(field["name"])
        if column:
            _take_from_column(field, column)
        elif not _needs_no_column(field):
            name = str(field.get("name"))
            names = [column.name for column in table.columns]
            text = f'{table.name} has no column "{name}"{nearest(name, names)}'
            mistakes.add(source.file, source.position((*path, index)), text)
            mistakes.doubtful.add(name)
            # Something harmless in its place, so that the rest of the form can
            # be checked in the same run.
            field.update({"type": "text", "label": "-"} | field)


def is_repeat(field: dict[str, Any]) -> bool:
    """Whether it holds questions of its own, as only a repeat does."""
    if "fields" not in field and "type" not in field:
        return False
    return "type" not in field or _type_meant(field) == "repeat"


def repeats(
    fields: Any,
    above: Path_,
    tables: Mapping[str, Table],
    source: Source,
    shared: dict[str, Any],
    mistakes: Mistakes,
    languages: Sequence[str],
) -> None:
    """The questions of each repeat as a list; they take from the columns
    of the repeat's own table.
    """
    if not isinstance(fields, list):
        return
    for index, field in enumerate(fields):
        if not isinstance(field, dict) or not is_repeat(field) or "fields" not in field:
            continue
        path: Path_ = (*above, index, "fields")
        table = tables.get(str(field.get("table")))
        if table:
            columns = table.columns
        else:
            columns = ()
        follow = questions_of(
            {column.name: column.or_other for column in columns}, languages
        )
        field["fields"] = named_parts(
            field["fields"], source, path, shared, mistakes, follow
        )
        inherit(field["fields"], table, path, source, mistakes)
        # None stands in another one; that is told once it can be read.
        repeats(field["fields"], path, tables, source, shared, mistakes, languages)
        if table is None:
            _fill_for_the_moment(field["fields"], mistakes)


def _fill_for_the_moment(fields: Any, mistakes: Mistakes) -> None:
    """Questions of a repeat whose table is missing, which is told by itself, lack
    what its columns would say.
    """
    if not isinstance(fields, list):
        return
    for index, field in enumerate(fields):
        if isinstance(field, dict):
            mistakes.doubtful.add(str(field.get("name")))
            fields[index] = {"type": "text", "label": "-"} | field


def filled_tables(form: dict[str, Any]) -> set[str]:
    """The tables that a form adds rows to, as its file names them."""
    tables = {str(form.get("table"))}
    written = form.get("fields")
    fields = list(written.values()) if isinstance(written, dict) else written
    for field in fields if isinstance(fields, list) else ():
        if isinstance(field, dict) and is_repeat(field):
            tables.add(str(field.get("table")))
    tabs = form.get("edited_in_sheet")
    if isinstance(tabs, dict):
        row_tables = tabs.get("row_tables") or ()
        tables.update([row_tables] if isinstance(row_tables, str) else row_tables)
    return tables


def _needs_no_column(field: dict[str, Any]) -> bool:
    """Whether it only says something, or is computed for the other questions alone."""
    type_name = _type_meant(field)
    is_computed = field.get("read_only") is True or any(
        closest(key, ("calculate",)) for key in field
    )
    return bool(type_name) and (is_computed or not field_type(type_name).is_stored)


def _respell_type(
    field: dict[str, Any], path: Path_, source: Source, mistakes: Mistakes
) -> None:
    """Tells a misspelt type and puts it right: what is asked of the field besides
    depends on it.
    """
    written = field.get("type")
    if not isinstance(written, str) or written in (*field_types(), "repeat"):
        return
    meant = _type_meant(field)
    if meant:
        remedy = f'did you mean "{meant}"?'
        if written.lower() in TYPES_ELSEWHERE:
            remedy = f"write {meant}"
        text = f'{source.readable_path(path)}: "{written}" is not known; {remedy}'
        mistakes.add(source.file, source.position(path), text)
        field["type"] = meant


def _type_meant(field: dict[str, Any]) -> str:
    """The type of a field, also where the word for it, or the key, is misspelt, which
    is told by itself; "" where there is none.
    """
    for key, word in field.items():
        if not isinstance(word, str) or not closest(key, ("type",)):
            continue
        name = TYPES_ELSEWHERE.get(word.lower(), word)
        return closest(name, [*field_types(), "repeat"])
    return ""


def _take_from_column(field: dict[str, Any], column: Column) -> None:
    given = column.model_dump(mode="json", exclude_defaults=True)
    for key in INHERITED:
        if key in given:
            field.setdefault(key, given[key])
    field.setdefault("type", "text")


def answers(
    form: Any,
    source: Source,
    shared: dict[str, Any],
    mistakes: Mistakes,
    languages: Sequence[str],
) -> None:
    """The questions of an answer take from the form's question of their name what they
    do not say themselves, but for `relevant`: an answer asks what belongs to it.
    """
    questions: dict[str, dict[str, Any]] = {}
    for field in form.get("fields") or ():
        if isinstance(field, dict):
            questions[str(field.get("name"))] = field
    written = form.get("answers")
    if not isinstance(written, dict):
        return
    follow = questions_of(
        {name: question.get("or_other") for name, question in questions.items()},
        languages,
    )
    for name, answer in written.items():
        if not isinstance(answer, dict) or "fields" not in answer:
            continue
        location: Path_ = ("answers", name, "fields")
        fields = named_parts(
            answer["fields"], source, location, shared, mistakes, follow
        )
        answer["fields"] = fields
        if isinstance(fields, list):
            _inherit_from_questions(fields, questions, location, source, mistakes)


def _inherit_from_questions(
    fields: list[Any],
    questions: dict[str, dict[str, Any]],
    location: Path_,
    source: Source,
    mistakes: Mistakes,
) -> None:
    for index, field in enumerate(fields):
        if not isinstance(field, dict):
            continue
        name = str(field.get("name"))
        base = questions.get(name)
        if base is None:
            text = f'this form has no question "{name}"{nearest(name, questions)}'
            mistakes.add(source.file, source.position((*location, index)), text)
            mistakes.doubtful.add(name)
            base = {"type": "text", "label": "-"}
        # An answer shows its questions because it was chosen; the condition of the
        # whole form has no place there.
        inherited = {}
        for key, value in base.items():
            if key != "relevant":
                inherited[key] = value
        fields[index] = inherited | field


def respell(
    data: Any, path: Path_, names: Iterable[str], source: Source, mistakes: Mistakes
) -> None:
    """Tells misspelt names that the loader itself looks for, and puts them right, so
    that nothing else follows from them.
    """
    if not isinstance(data, dict):
        return
    lacking = set(names) - data.keys()
    for key in [key for key in data if key not in names]:
        near = closest(str(key), lacking)
        # One letter is lost, or two changed places; anything farther is told
        # with the other unknown keys.
        if near and SequenceMatcher(None, key, near).ratio() >= ALIKE:
            mistakes.add(
                source.file,
                source.position((*path, key, "@key")),
                f'"{key}" is not known here; did you mean "{near}"?',
            )
            data[near] = data.pop(key)
            source.add_alias((*path, key), (*path, near))
            lacking.discard(near)


def remove_loader_keys(
    data: dict[str, Any], source: Source, model: str, mistakes: Mistakes
) -> None:
    """Keys that the loader fills in by itself are not known in a file."""
    for key in (
        {"name", "version", "forms", "rules", "desk", "picture"}
        - KEYS_IN_FILES.get(model, set())
    ) & set(data):
        mistakes.add(
            source.file, source.position((key, "@key")), f'"{key}" is not known here'
        )
        del data[key]
