"""Reads a programme's folder into the model. All mistakes of all files are told at once."""

from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ValidationError

from core.errors import ProgrammeError
from core.ids import digest
from programme.app_tables import (
    OUTBOX,
    PEOPLE,
    PROBLEMS,
    SETTINGS,
    Labels,
    outbox,
    people,
    problems,
    settings,
    with_app_columns,
)
from programme.check import check
from programme.mistakes import Mistakes, nearest
from programme.model import Form, Programme, Rules, Table
from programme.source import Source, read_yaml

P = TypeVar("P", bound=BaseModel)
TOP = set(Programme.model_fields) - {"forms", "rules"} | {"choices", "consent"}
INHERITED = ("type", "label", "hint", "choices", "table")


def load(folder: Path) -> Programme:
    """The programme whose files stand in `folder`/config. Raises ProgrammeError with every mistake, a line each."""
    mistakes = Mistakes(folder)
    programme = read(folder, mistakes)
    if mistakes.found or programme is None:
        raise ProgrammeError(mistakes.report())
    return programme


def read(folder: Path, mistakes: Mistakes) -> Programme | None:
    """As `load`, but adds to `mistakes` and gives None where the files are too wrong to go on."""
    main = read_yaml(folder / "config" / "programme.yaml", mistakes)
    if not isinstance(main.data, dict):
        if not mistakes.found:
            mistakes.add(main.file, (1, 1), "this file must hold keys and values, beginning with `name:`")
        return None
    shared = {"choices": main.data.pop("choices", {}), "consent": main.data.pop("consent", None)}
    _named_columns(main, shared, mistakes)
    context = {"languages": tuple(main.data.get("languages") or ())}
    forms = {file.stem: read_yaml(file, mistakes) for file in sorted((folder / "config" / "forms").glob("*.yaml"))}
    programme = _validate(Programme, main, context, mistakes)
    if programme is None:
        return None
    _check_place(programme, main, mistakes)
    programme = _with_app_tables(programme, {str((form.data or {}).get("table")) for form in forms.values()})
    built = {name: _form(name, source, programme, shared, context, mistakes) for name, source in forms.items()}
    rules_source = read_yaml(folder / "config" / "rules.yaml", mistakes)
    rules_source.data = rules_source.data or {}
    rules = _validate(Rules, rules_source, context, mistakes) or Rules()
    programme = programme.model_copy(
        update={"forms": {name: form for name, form in built.items() if form}, "rules": rules}
    )
    check(programme, main, forms, rules_source, mistakes)
    return programme


def _validate(model: type[P], source: Source, context: dict[str, Any], mistakes: Mistakes) -> P | None:
    try:
        return model.model_validate(source.data, context=context)
    except ValidationError as error:
        for found in error.errors():
            path = [part for part in found["loc"] if part != "[key]"]
            text = _words(found, path, model)
            place = source.place((*path, "@key")) if found["type"] == "extra_forbidden" else source.place(path)
            mistakes.add(source.file, place, text)
        return None


def _words(found: Any, path: list[str | int], model: type[BaseModel]) -> str:
    where = ".".join(str(part) for part in path)
    match found["type"]:
        case "extra_forbidden":
            return f'"{path[-1]}" is not known here{nearest(str(path[-1]), _keys(model))}'
        case "missing":
            return f'"{path[-1]}" is missing in {".".join(str(part) for part in path[:-1]) or "this file"}'
        case "enum" | "literal_error":
            known = [word.strip(" '") for word in found["ctx"]["expected"].replace(" or ", ",").split(",")]
            return f'{where}: "{found["input"]}" is not known{nearest(str(found["input"]), known)}'
        case _:
            return f"{where}: {found['msg'].removeprefix('Value error, ')}"


def _keys(model: type[BaseModel]) -> set[str]:
    """Every key that may stand anywhere in a file of this model."""
    found: set[str] = set()
    queue: list[Any] = [model]
    while queue:
        part = queue.pop()
        if isinstance(part, type) and issubclass(part, BaseModel):
            for name, field in part.model_fields.items():
                if name not in found:
                    found.add(name)
                    queue.append(field.annotation)
        else:
            queue.extend(getattr(part, "__args__", ()))
    return found


def _named_columns(main: Source, shared: dict[str, Any], mistakes: Mistakes) -> None:
    """Columns are written as name → column; `choices` may name a list of the file's top."""
    for name, table in (main.data.get("tables") or {}).items():
        if not isinstance(table, dict):
            continue
        table["name"] = name
        path = ("tables", name, "columns")
        table["columns"] = _named(table.get("columns"), main, path, shared["choices"], mistakes)


def _named(parts: Any, source: Source, path: tuple[str, ...], choices: Any, mistakes: Mistakes) -> Any:
    if not isinstance(parts, dict):
        return parts
    built: list[Any] = []
    for name, part in parts.items():
        part = {} if part is None else part
        _move(source, (*path, name), (*path, len(built)))
        if not isinstance(part, dict):
            mistakes.add(source.file, source.place((*path, len(built))), f"{name} must hold keys and values")
            continue
        built.append({"name": name, **part, **_choices(part, source, (*path, len(built)), choices, mistakes)})
    return built


def _move(source: Source, before: tuple[str | int, ...], after: tuple[str | int, ...]) -> None:
    """Places of a part that was given by name hold for its number as well."""
    size = len(before)
    moved = {(*after, *path[size:]): place for path, place in source.places.items() if path[:size] == before}
    source.places.update(moved)


def _choices(
    part: dict[str, Any], source: Source, path: tuple[str | int, ...], known: Any, mistakes: Mistakes
) -> dict[str, Any]:
    listed = part.get("choices")
    if isinstance(listed, str):
        if listed not in known:
            mistakes.add(
                source.file, source.place((*path, "choices")), f'no choices "{listed}"{nearest(listed, known)}'
            )
            return {"choices": []}
        listed = known[listed]
    if isinstance(listed, dict):
        return {
            "choices": [
                {"name": name, **(choice if isinstance(choice, dict) and "label" in choice else {"label": choice})}
                for name, choice in listed.items()
            ]
        }
    return {}


def _check_place(programme: Programme, main: Source, mistakes: Mistakes) -> None:
    if programme.time_zone not in available_timezones():
        text = f'no time zone "{programme.time_zone}"{nearest(programme.time_zone, available_timezones())}'
        mistakes.add(main.file, main.place(("time_zone",)), text)
    else:
        ZoneInfo(programme.time_zone)
    if programme.case.table not in programme.tables:
        text = f'no table "{programme.case.table}"{nearest(programme.case.table, programme.tables)}'
        mistakes.add(main.file, main.place(("case", "table")), text)
    for name in {PEOPLE, SETTINGS, OUTBOX, PROBLEMS} & set(programme.tables):
        mistakes.add(main.file, main.place(("tables", name, "@key")), f"{name} is there without being written here")


def _with_app_tables(programme: Programme, filled: set[str]) -> Programme:
    labels = Labels(programme.languages)
    tables: dict[str, Table] = {}
    for name, table in programme.tables.items():
        tables[name] = with_app_columns(table, labels, is_case=name == programme.case.table, has_form=name in filled)
    app = {
        PEOPLE: people(labels, dict(programme.roles)),
        SETTINGS: settings(labels),
        OUTBOX: outbox(labels),
        PROBLEMS: problems(labels),
    }
    return programme.model_copy(update={"tables": tables | app})


def _form(
    name: str, source: Source, programme: Programme, shared: dict[str, Any], context: dict[str, Any], mistakes: Mistakes
) -> Form | None:
    if not isinstance(source.data, dict):
        if not any(Path(found.file).name == source.file.name for found in mistakes.found):
            mistakes.add(source.file, (1, 1), "this file must hold keys and values, beginning with `title:`")
        return None
    data = source.data
    table = programme.tables.get(str(data.get("table")))
    if table is None and "table" in data:
        text = f'no table "{data["table"]}"{nearest(str(data["table"]), programme.tables)}'
        mistakes.add(source.file, source.place(("table",)), text)
        return None
    data["fields"] = _named(data.get("fields"), source, ("fields",), shared["choices"], mistakes)
    _inherit(data, table, source, mistakes)
    data.setdefault("consent", shared["consent"])
    form = _validate(Form, source, context, mistakes)
    if form is None:
        return None
    return form.model_copy(update={"name": name, "version": digest(form.model_dump(mode="json"))[:12]})


def _inherit(data: dict[str, Any], table: Table | None, source: Source, mistakes: Mistakes) -> None:
    """A field takes from the column of its name what it does not say itself."""
    fields = data["fields"] if isinstance(data["fields"], list) else []
    for index, field in enumerate(fields):
        column = table.column(field["name"]) if table else None
        if column is None:
            if table and field.get("type") != "note":
                known = [known.name for known in table.columns]
                text = f'{table.name} has no column "{field["name"]}"{nearest(field["name"], known)}'
                mistakes.add(source.file, source.place(("fields", index)), text)
            continue
        given = column.model_dump(mode="json", exclude_defaults=True)
        field.update({key: given[key] for key in INHERITED if key in given and key not in field})
        field.setdefault("type", "text")
