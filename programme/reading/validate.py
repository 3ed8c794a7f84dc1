"""From data to model; what is wrong is told in plain words, then mended so
that the rest can be checked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from core.notation.spelling import closest, nearest
from expressions.types import UNKNOWN_CHOICE
from fieldtypes.normalise import plain
from programme.models.pages.look import LOGO_NAME
from programme.parts import (
    CHOICE_NAME,
    NAME,
    NOT_A_LANGUAGE,
    SITE,
    Part,
    in_all_languages,
)
from programme.reading.mistakes import Mistakes
from programme.reading.source import Path_, Source, copied
from programme.reading.syntax_errors import COMMENT

P = TypeVar("P", bound=BaseModel)
ROUNDS = 8
MUST_BE = {
    "string_type": "must be words (a number or yes/no needs quotes here)",
    "tuple_type": "must be a list: each entry begins with - and a space, or all stand between [ and ]",
    "dict_type": "must hold keys and values",
    "model_type": "must hold keys and values",
    "model_attributes_type": "must hold keys and values",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false, without quotes",
    "bool_parsing": "must be true or false, without quotes",
    "too_short": "must not be empty",
}
LIMITS = {
    "greater_than_equal": "must be {ge} or more",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be {le} or less",
    "less_than": "must be less than {lt}",
}
PATTERNS = {
    SITE: "must be a site alone, in small letters and without a path: https://www.example.org",
    LOGO_NAME: "must be the name of a file beside programme.yaml that ends in .svg or .png",
    r"^[a-z][a-z0-9_]*$": "must be small letters without accents, digits and _, beginning with a letter",
    CHOICE_NAME: "must be small letters without accents, digits and _, beginning with a letter",
    r"^[A-Z]{2,4}$": "must be two to four capital letters",
    r"^[A-Z]{2}$": "must be two capital letters",
    r"^[a-z]{2,3}(_[A-Z]{2})?$": "must be the two or three small letters of a language, with a country where needed: en_GB",
}
TYPES_ELSEWHERE = {
    "number": "integer or decimal", "int": "integer", "float": "decimal", "string": "text", "textarea": "text",
    "boolean": "acknowledge", "bool": "acknowledge", "checkbox": "acknowledge", "checkboxes": "select_multiple",
    "radio": "select_one", "select": "select_one", "dropdown": "select_one", "datetime": "moment", "tel": "phone",
    "telephone": "phone", "image": "file", "photo": "file", "upload": "file", "link": "url", "group": "section",
}  # fmt: skip
"""What types are called in other programs → the word here."""
LOADER_KEYS = {
    "own",
    "app",
    "forms",
    "rules",
    "desk",
    "criteria",
    "version",
    "name",
    "picture",
}
"""Keys of the model that the loader fills in by itself; a file has them only where
KEYS_IN_FILES names them.
"""
KEYS_IN_FILES = {"Programme": {"name"}, "Look": {"name"}, "Consent": {"version"}, "Contact": {"name"}, "Sender": {"name"},
        "Event": {"name"}, "Check": {"name"}, "Ladder": {"name"}, "Step": {"name"},
        "RowRule": {"name"}, "MadeRow": {"name"},
        "NextStep": {"name"}, "Load": {"name"}, "Figure": {"name"},
        "Criteria": {"criteria"}, "Criterion": {"name"}}  # fmt: skip
HARMLESS: dict[str, Any] = {
    "languages": ["en"],
    "time_zone": "UTC",
    "locale": "en",
    "country": "US",
    "sender": {"name": "-", "reply_to": "-"},
    "case": {"table": "-"},
    "reply_to": "-",
    "prefix": "XX",
    "roles": {},
    "tables": {},
    "columns": [],
    "fields": [],
    "tell": [],
    "type": "text",
}
UNION_BRANCHES = ("Change", "Becoming", "literal['received']")
"""Names that pydantic gives to the branches of `on`."""
CHANGE = "; a change of a cell is written {column: status, becomes: approved}"
FOLLOWS = {
    "page": "what the `page` of a case shows",
    "contacts": 'no contact "',
    "tables": 'no table "',
}
"""What is told of others where such a part had to be taken out."""
STANDS_FOR_ITSELF = {"name", "label", "title", "text", "agree", "publication"}


def validate(
    model: type[P],
    source: Source,
    context: dict[str, Any],
    mistakes: Mistakes,
    quiet: Sequence[str] = (),
) -> P | None:
    """The part that a file describes; None where nothing can be made of it.

    Missing keys named in `quiet` are not told.
    """
    reported = _report_comments(source, context, mistakes)
    data = copied(source.data)
    mending = _Mending(source, mistakes, data, model)
    # What lies behind a fault shows only when that is out of the way: each round mends
    # what was told and looks again.
    for number in range(ROUNDS):
        try:
            return model.model_validate(data, context=context)
        except ValidationError as error:
            details = []
            for detail in error.errors():
                if not _other_branch(detail):
                    details.append((_path(detail["loc"], data), detail))
            # Later rounds find what the mending has caused, so
            # only the first one is told.
            if number == 0:
                news = []
                for path, detail in details:
                    if source.written_path(path) not in reported:
                        news.append((path, detail))
                _report(news, source, mistakes, model, quiet)
            # From behind: taking out an element of a list moves those after it.
            for path, detail in reversed(details):
                mending.mend(path, detail["type"])
    return None


def _report(
    details: list[tuple[Path_, Any]],
    source: Source,
    mistakes: Mistakes,
    model: type[BaseModel],
    quiet: Sequence[str],
) -> None:
    unknown_keys: list[tuple[Path_, str]] = []
    for path, detail in details:
        if detail["type"] == "extra_forbidden":
            unknown_keys.append((path[:-1], _message(detail, path, model, source)))
    for path, detail in details:
        is_missing = detail["type"] == "missing" and bool(path)
        if is_missing and (path[-1] in quiet or _is_misspelt(path, unknown_keys)):
            continue
        mistakes.add(
            source.file,
            _position(source, path, detail),
            _message(detail, path, model, source),
        )


def _report_comments(
    source: Source, context: dict[str, Any], mistakes: Mistakes
) -> set[Path_]:
    """Tells of texts that lose what stands behind a #, and gives their places; two
    spaces show that a comment was meant.
    """
    languages = context.get("languages", ())
    reported: set[Path_] = set()
    for path, position in source.comments.items():
        is_in_language = bool(path) and path[-1] in languages
        if is_in_language:
            key = path[-2:-1]
        else:
            key = path[-1:]
        if key and key[0] in text_keys():
            text = f"{COMMENT}; a comment stands two spaces behind a text, or in a line of its own"
            mistakes.add(source.file, position, text)
            reported.add(path)
    return reported


@cache
def text_keys() -> frozenset[str]:
    """The keys of all parts of the model whose values are texts for people."""
    keys = set()
    for part in _parts_of(Part):
        for name, field in part.model_fields.items():
            if in_all_languages.__name__ in repr(field):
                keys.add(name)
    return frozenset(keys)


def _parts_of(part: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield part
    for below in part.__subclasses__():
        yield from _parts_of(below)


def _is_misspelt(path: Path_, unknown_keys: Sequence[tuple[Path_, str]]) -> bool:
    """Whether a missing key stands there by another name, which shows as two mistakes:
    only the unknown key is told.
    """
    return any(parent == path[:-1] for parent, _message in unknown_keys)


def _other_branch(detail: Any) -> bool:
    """`on:` is a word or keys and values; only the mistake of the kind
    that was written is told.
    """
    if detail["type"] == "literal_error":
        return isinstance(detail["input"], dict)
    if detail["type"] in ("model_type", "model_attributes_type"):
        return isinstance(detail["input"], str) and detail["loc"][-1:] == ("Change",)
    return False


def _path(loc: Sequence[str | int], data: Any) -> Path_:
    """Pydantic's location without the names of types that it puts in between."""
    path: list[str | int] = []
    for index, part in enumerate(loc):
        is_last = index == len(loc) - 1
        exists = _has(data, part)
        if part == "[key]" or (is_last and part in UNION_BRANCHES):
            continue
        # A missing key is the last part, and is not in the data.
        if not exists and not is_last:
            continue
        path.append(part)
        if exists:
            data = _value_at(data, part)
    return tuple(path)


def _has(data: Any, part: str | int) -> bool:
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list) and isinstance(part, int)


def _value_at(data: Any, part: str | int) -> Any:
    if isinstance(data, list) and int(part) >= len(data):
        return None
    return data[part]


def _position(source: Source, path: Path_, detail: Any) -> tuple[int, int]:
    if detail["type"] == "extra_forbidden":
        return source.position((*path, "@key"))
    language = re.search(f"{NOT_A_LANGUAGE}([^,;]+)", detail["msg"])
    if language and (*source.written_path(path), language[1]) in source.positions:
        return source.position((*path, language[1], "@key"))
    return source.position(path)


def _message(detail: Any, path: Path_, model: type[BaseModel], source: Source) -> str:
    where, kind = source.readable_path(path), detail["type"]
    last = str(path[-1]) if path else "this file"
    if kind == "extra_forbidden":
        return _unknown_key(path, keys_at(model, path[:-1]))
    if kind == "missing":
        return (
            f'"{last}" is missing in {source.readable_path(path[:-1]) or "this file"}'
        )
    if kind in ("enum", "literal_error"):
        return f"{where}: {_unknown_word(detail, last)}"
    if kind == "string_pattern_mismatch":
        return f'{where}: "{detail["input"]}" {PATTERNS.get(detail["ctx"]["pattern"], "is not written as it must be")}'
    if kind in LIMITS:
        return f"{where}: {LIMITS[kind].format(**detail['ctx'])}"
    if kind in MUST_BE:
        return f"{where or 'this file'}: {MUST_BE[kind]}"
    return f"{where}: {detail['msg'].removeprefix('Value error, ')}"


def _unknown_key(path: Path_, keys: set[str]) -> str:
    key = str(path[-1])
    example = ""
    if path[-2:-1] == ("on",) and not closest(key, keys):
        example = CHANGE
    return f'"{key}" is not known here{nearest(key, keys)}{example}'


def _unknown_word(detail: Any, key: str) -> str:
    """What is told of a value of `key` that is none of the allowed words."""
    if not isinstance(detail["input"], str | int | float):
        return "must be one word"
    # Pydantic tells the allowed values in one English sentence.
    allowed = detail["ctx"]["expected"].replace(" or ", ",").split(",")
    choices = [choice.strip(" '") for choice in allowed]
    word = str(detail["input"])
    advice = nearest(word, choices)
    if key == "on" and not closest(word, choices):
        advice = CHANGE
    if key == "type" and word.lower() in TYPES_ELSEWHERE:
        advice = f"; write {TYPES_ELSEWHERE[word.lower()]}"
    return f'"{word}" is not known{advice}'


def keys_at(model: type[BaseModel], path: Path_) -> set[str]:
    """The keys that may stand at a place of a file of this model."""
    parts: list[type[BaseModel]] = [model]
    for name in map(str, path):
        inner: list[type[BaseModel]] = []
        for holder in parts:
            if name in holder.model_fields:
                inner.extend(_models(holder.model_fields[name].annotation))
        # A name that leads to no model (an index, the key of a
        # mapping) stays where it is.
        parts = inner or parts
    keys: set[str] = set()
    for part in parts:
        keys.update(_keys_in_files(part))
    return keys


def _keys_in_files(model: type[BaseModel]) -> set[str]:
    """The keys of a model but for those that only the loader fills in."""
    return set(model.model_fields) - (
        LOADER_KEYS - KEYS_IN_FILES.get(model.__name__, set())
    )


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    models: list[type[BaseModel]] = []
    for inner in get_args(annotation):
        models.extend(_models(inner))
    return models


@dataclass
class _Mending:
    """Takes out what is wrong, and puts something harmless where a key must be."""

    source: Source
    mistakes: Mistakes
    data: Any
    model: type[BaseModel]

    def mend(self, path: Path_, kind: str) -> None:
        part = self.part(path[:-1])
        last = path[-1] if path else None
        if isinstance(part, dict):
            self.mend_key(part, path, kind)
        elif isinstance(part, list) and isinstance(last, int) and last < len(part):
            self.doubt(path)
            del part[last]
            self.source.remove_element(path)

    def mend_key(self, part: dict[Any, Any], path: Path_, kind: str) -> None:
        last = path[-1] if path else None
        is_misspelt_name = last == "name" and kind == "string_pattern_mismatch"
        if is_misspelt_name and self.rename(part, path):
            return
        if kind == "extra_forbidden" and self.respell(part, path):
            return
        if kind == "missing":
            self.fill(part, path)
        elif last in part:
            self.doubt(path)
            del part[last]

    def respell(self, part: dict[Any, Any], path: Path_) -> bool:
        """Gives a misspelt key its right name, so that what stands
        below it can be referred to.
        """
        near = closest(str(path[-1]), keys_at(self.model, path[:-1]))
        # The loader has looked at these already, under their right names.
        if not near or near in part or near in ("columns", "fields", "choices"):
            return False
        part[near] = part.pop(str(path[-1]))
        self.source.add_alias(path, (*path[:-1], near))
        return True

    def rename(self, part: dict[str, Any], path: Path_) -> bool:
        """Gives a part whose name cannot be read the one that was meant, so that
        whoever refers to it is right.
        """
        if "choices" in path:
            part["name"] = UNKNOWN_CHOICE
            return True
        name = re.sub(r"[^a-z0-9]+", "_", plain(part["name"])).strip("_")
        siblings = self.part(path[:-2])
        is_taken = isinstance(siblings, list) and any(
            isinstance(sibling, dict) and sibling.get("name") == name
            for sibling in siblings
        )
        if not re.fullmatch(NAME, name) or is_taken:
            return False
        part["name"] = name
        return True

    def part(self, path: Path_) -> Any:
        node = self.data
        for step in path:
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    def fill(self, part: dict[str, Any], path: Path_) -> None:
        key = str(path[-1])
        if key == "columns":
            part[key] = []
            self._doubt_columns(path)
        elif key in HARMLESS:
            if key in FOLLOWS:
                self.mistakes.doubts.add(FOLLOWS[key])
            part[key] = copied(HARMLESS[key])
            self.mistakes.doubts.add('"-"')
            if key == "type" and isinstance(part.get("name"), str):
                self.mistakes.doubtful.add(part["name"])
        elif key in STANDS_FOR_ITSELF:
            part[key] = part["name"] if isinstance(part.get("name"), str) else key
            self.mistakes.doubts.add(f'"{part[key]}"' if key == "title" else '"-"')
        else:
            # Nothing harmless stands for this key, so the whole
            # part around it is taken out.
            self.mend(path[:-1], "unusable")

    def doubt(self, path: Path_) -> None:
        removed = self.part(path)
        names = {str(path[-1])}
        if isinstance(removed, dict):
            names.add(str(removed.get("name")))
        self.mistakes.doubts.update(f'"{name}"' for name in names if name)
        if path[-1] in FOLLOWS:
            self.mistakes.doubts.add(FOLLOWS[str(path[-1])])
        owner = self.part(path[:-1])
        if isinstance(owner, dict) and "name" in owner:
            self.mistakes.doubtful.add(str(owner["name"]))
        if path[-1] == "columns":
            self._doubt_columns(path)

    def _doubt_columns(self, path: Path_) -> None:
        """Without its columns every path and condition over a table
        would be one more mistake.
        """
        self.mistakes.doubts.update([f"{path[-2]} has no ", "is not a column"])
