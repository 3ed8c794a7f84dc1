"""Programmes to load: the shipped one, and small ones written into a folder."""

from pathlib import Path
from typing import Any

import pytest

from core.errors import ProgrammeError
from programme.load import load
from programme.reading.mistakes import Mistakes
from programme.reading.source import read_yaml

ROOT = Path(__file__).resolve().parent.parent.parent

MAIN = """\
name: Trees
languages: [en, es]
time_zone: America/Guayaquil
locale: es_EC
country: EC
sender: {name: Trees, reply_to: office}
roles: {office: WorkerContext}
case: {table: trees}
consent: {version: "1", text: We keep it., agree: Fine., publication: Show it.}
tables:
  trees:
    label: Trees
    prefix: TR
    title: kind
    case: self
    contacts: {keeper: {name: keeper, email: keeper_email}}
    latest: {visit: visits.tree}
    columns:
      kind: {label: Kind}
      height: {type: decimal, label: Height}
      planted: {type: date, label: Planted}
      state: {type: select_one, label: State, choices: {alive: Alive, felled: {label: Felled, aliases: [cut]}}}
      uses: {type: select_multiple, label: Uses, choices: {fruit: Fruit, shade: Shade}}
      protected: {type: acknowledge, label: Protected}
      keeper: {label: Keeper}
      keeper_email: {type: email, label: Keeper's e-mail}
      parent: {type: reference, table: trees, label: Parent}
  visits:
    label: Visits
    prefix: VT
    title: day
    case: tree
    columns:
      tree: {type: reference, table: trees, label: Tree}
      day: {type: date, label: Day}
      remark: {label: Remark}
"""
FORM = """\
title: A new tree
table: trees
fields:
  kind: {required: true}
  height: {constraint: height > 0}
  planted: {}
"""
RULES = """\
events:
  - name: arrival
    label: Arrival
    table: trees
    on: received
    tell: [{to: keeper, message: hello}]
  - name: felled
    label: Felled
    table: trees
    on: {column: state, becomes: felled}
    tell: [{to: role.office or keeper, message: hello}]
ladders:
  - name: visits
    label: Visits
    table: trees
    only: state == "alive"
    date: [visit.day, planted]
    steps:
      - {name: soon, days: -7, flag: "Due on {date}"}
      - {name: late, days: 7, tell: [{to: keeper, message: hello}]}
"""


def plain(file: Path) -> Any:
    """What stands in a YAML file."""
    return read_yaml(file, Mistakes(file.parent)).data


def write(folder: Path, main: str = MAIN, form: str = FORM, rules: str = RULES) -> Path:
    (folder / "config" / "forms").mkdir(parents=True, exist_ok=True)
    (folder / "config" / "programme.yaml").write_text(main, encoding="utf-8")
    (folder / "config" / "forms" / "new_tree.yaml").write_text(form, encoding="utf-8")
    (folder / "config" / "rules.yaml").write_text(rules, encoding="utf-8")
    return folder


def mistakes(folder: Path, **files: str) -> list[str]:
    """The lines of the mistakes in a programme written like this."""
    with pytest.raises(ProgrammeError) as raised:
        load(write(folder, **files))
    return str(raised.value).splitlines()
