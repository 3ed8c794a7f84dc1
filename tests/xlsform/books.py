"""Small workbooks, and programmes that take what is imported from them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from programme.load import load
from programme.model import Programme
from tests.programme.files import FORM, MAIN, RULES
from xlsform.import_form import Imported, import_form
from xlsform.remarks import Weight

Rows = Sequence[Sequence[object]]
HEAD = ("type", "name", "label")


def book(
    file: Path,
    survey: Rows,
    choices: Rows = (),
    settings: Rows = (),
    head: Sequence[str] = HEAD,
    **sheets: Rows,
) -> Path:
    """A workbook; `survey` without its headers, which are `head`."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in {
        "survey": [head, *survey],
        "choices": choices,
        "settings": settings,
        **sheets,
    }.items():
        if rows:
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
    workbook.save(file)
    return file


def folder_of(place: Path, languages: str = "[en, es]") -> Path:
    """A small programme in a folder."""
    forms = place / "programme" / "config" / "forms"
    forms.mkdir(parents=True)
    (forms / "new_tree.yaml").write_text(FORM, encoding="utf-8")
    (forms.parent / "rules.yaml").write_text(RULES, encoding="utf-8")
    (forms.parent / "programme.yaml").write_text(
        MAIN.replace("[en, es]", languages), encoding="utf-8"
    )
    return forms.parent.parent


def imported(
    place: Path, survey: Rows, choices: Rows = (), settings: Rows = (), **more: Any
) -> Imported:
    """What is made of a workbook, for a programme in English only."""
    languages = more.pop("languages", "[en]")
    names = {key: more.pop(key) for key in ("form_name", "table_name") if key in more}
    file = book(place / "book.xlsx", survey, choices, settings, **more)
    return import_form(file, load(folder_of(place, languages)), **names)


def told(form: Imported, weight: Weight) -> list[str]:
    """The remarks of a weight."""
    return [str(remark) for remark in form.of(weight)]


def brought_in(folder: Path, form: Imported) -> Programme:
    """The programme with the form in it, as it is read.

    Raises ProgrammeError where `flask check` would tell something.
    """
    main = folder / "config" / "programme.yaml"
    data = yaml.safe_load(main.read_text(encoding="utf-8"))
    merge(data, yaml.safe_load(form.programme_yaml) if form.programme_yaml else {})
    main.write_text(
        yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    (folder / "config" / "forms" / f"{form.name}.yaml").write_text(
        form.form_yaml, encoding="utf-8"
    )
    return load(folder)


def merge(data: dict[str, Any], more: dict[str, Any]) -> None:
    """Adds keys to those that are there, as a person would paste them."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(data.get(key), dict):
            merge(data[key], value)
        else:
            data[key] = value
