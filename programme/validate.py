"""From data to model; what is wrong is told in plain words, then mended so that the rest can be checked."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from programme.mistakes import Mistakes, nearest
from programme.source import Path_, Source

P = TypeVar("P", bound=BaseModel)
ROUNDS = 8
MUST_BE = {
    "string_type": "must be words (a number or yes/no needs quotes here)",
    "tuple_type": "must be a list",
    "dict_type": "must hold keys and values",
    "model_type": "must hold keys and values",
    "model_attributes_type": "must hold keys and values",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "too_short": "must not be empty",
}
PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "must be small letters, digits and _, beginning with a letter",
    r"^[A-Z]{2,4}$": "must be two to four capital letters",
    r"^[A-Z]{2}$": "must be two capital letters",
    r"^[a-z]{2,3}$": "must be the two or three small letters of a language",
}
OURS = {"own", "app", "forms", "rules", "version", "name"}
"""Keys of the model that the loader fills in by itself; a file has them only where SAID names them."""
SAID = {"Programme": {"name"}, "Consent": {"version"}, "Contact": {"name"}, "Sender": {"name"}, "Event": {"name"},
        "Check": {"name"}, "Ladder": {"name"}, "Step": {"name"}}  # fmt: skip
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
STANDS_FOR_ITSELF = {"name", "label", "title", "text", "agree", "publication"}


def validate(
    model: type[P], source: Source, context: dict[str, Any], mistakes: Mistakes, quiet: Sequence[str] = ()
) -> P | None:
    """The part that a file describes; None where nothing can be made of it. Missing keys named in `quiet` are not told."""
    data = copy.deepcopy(source.data)
    mending = _Mending(source, mistakes, data)
    for number in range(ROUNDS):
        try:
            return model.model_validate(data, context=context)
        except ValidationError as error:
            found = [(_path(one["loc"], data), one) for one in error.errors() if not _other_branch(one)]
            if number == 0:
                _tell(found, source, mistakes, model, quiet)
            for path, one in reversed(found):
                mending.mend(path, one["type"])
    return None


def _tell(
    found: list[tuple[Path_, Any]], source: Source, mistakes: Mistakes, model: type[BaseModel], quiet: Sequence[str]
) -> None:
    told = {(path[:-1], _words(one, path, model, source)) for path, one in found if one["type"] == "extra_forbidden"}
    for path, one in found:
        missing = one["type"] == "missing" and path
        misspelt = missing and any(above == path[:-1] and f'mean "{path[-1]}"' in text for above, text in told)
        if not misspelt and not (missing and path[-1] in quiet):
            mistakes.add(source.file, _place(source, path, one["type"]), _words(one, path, model, source))


def _other_branch(one: Any) -> bool:
    """`on:` is a word or keys and values; only the mistake of the kind that was written is told."""
    written = isinstance(one["input"], dict)
    return (one["type"] == "literal_error" and written) or (one["type"] in ("model_type", "model_attributes_type")
            and isinstance(one["input"], str) and one["loc"][-1:] == ("Change",))  # fmt: skip


def _path(loc: Sequence[str | int], data: Any) -> Path_:
    """Pydantic's location without the names of types that it puts in between."""
    path: list[str | int] = []
    for index, part in enumerate(loc):
        last = index == len(loc) - 1
        there = (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int))
        if part == "[key]" or not (there or last) or (last and part in ("Change", "literal['received']")):
            continue
        path.append(part)
        if there:
            data = data[part] if not isinstance(data, list) or int(part) < len(data) else None
    return tuple(path)


def _place(source: Source, path: Path_, kind: str) -> tuple[int, int]:
    return source.place((*path, "@key")) if kind == "extra_forbidden" else source.place(path)


def _words(one: Any, path: Path_, model: type[BaseModel], source: Source) -> str:
    where, kind = source.spoken(path), one["type"]
    last = str(path[-1]) if path else "this file"
    if kind == "extra_forbidden":
        return f'"{last}" is not known here{nearest(last, keys_at(model, path[:-1]))}'
    if kind == "missing":
        return f'"{last}" is missing in {source.spoken(path[:-1]) or "this file"}'
    if kind in ("enum", "literal_error"):
        known = [word.strip(" '") for word in one["ctx"]["expected"].replace(" or ", ",").split(",")]
        return f'{where}: "{one["input"]}" is not known{nearest(str(one["input"]), known)}'
    if kind == "string_pattern_mismatch":
        return f'{where}: "{one["input"]}" {PATTERNS.get(one["ctx"]["pattern"], "is not written as it must be")}'
    if kind in MUST_BE:
        return f"{where or 'this file'}: {MUST_BE[kind]}"
    return f"{where}: {one['msg'].removeprefix('Value error, ')}"


def keys_at(model: type[BaseModel], path: Path_) -> set[str]:
    """The keys that may stand at a place of a file of this model."""
    parts: list[type[BaseModel]] = [model]
    for part in path:
        fields = [found.model_fields[str(part)] for found in parts if str(part) in found.model_fields]
        parts = [inner for field in fields for inner in _models(field.annotation)] or parts
    return {
        name for part in parts for name in part.model_fields if name not in OURS or name in SAID.get(part.__name__, ())
    }


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]


@dataclass
class _Mending:
    """Takes out what is wrong, and puts something harmless where a key must be."""

    source: Source
    mistakes: Mistakes
    data: Any

    def mend(self, path: Path_, kind: str) -> None:
        part = self.part(path[:-1])
        last = path[-1] if path else None
        if kind == "missing" and isinstance(part, dict):
            self.fill(part, path)
        elif isinstance(part, dict) and last in part:
            self.doubt(path)
            del part[last]
        elif isinstance(part, list) and isinstance(last, int) and last < len(part):
            self.doubt(path)
            del part[last]
            self.source.drop(path)

    def part(self, path: Path_) -> Any:
        found = self.data
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def fill(self, part: dict[str, Any], path: Path_) -> None:
        key = str(path[-1])
        if key in HARMLESS:
            part[key] = copy.deepcopy(HARMLESS[key])
            self.mistakes.doubts.update([f"{path[-2]} has no ", "is not a column"] if key == "columns" else ['"-"'])
        elif key in STANDS_FOR_ITSELF:
            part[key] = part["name"] if isinstance(part.get("name"), str) else key
            self.mistakes.doubts.add(f'"{part[key]}"' if key == "title" else '"-"')
        else:
            self.mend(path[:-1], "unusable")

    def doubt(self, path: Path_) -> None:
        gone = self.part(path)
        names = {str(path[-1]), str(gone.get("name")) if isinstance(gone, dict) else ""} - {""}
        self.mistakes.doubts.update(f'"{name}"' for name in names)
        owner = self.part(path[:-1])
        if isinstance(owner, dict) and "name" in owner:
            self.mistakes.doubtful.add(str(owner["name"]))
        if path[-1] == "columns":
            self.mistakes.doubts.update([f"{path[-2]} has no ", "is not a column"])
