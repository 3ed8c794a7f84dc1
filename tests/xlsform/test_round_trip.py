"""What we export is taken by pyxform, and read back it is the same form."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from programme.load import load
from programme.model import Programme
from programme.models.forms import Form
from tests.house import ROOT
from tests.programme.files import FORM, MAIN, write
from xlsform.export_form import export_form
from xlsform.import_form import import_form
from xlsform.remarks import Weight

FOLDERS = [
    ROOT,
    *sorted(
        path for path in (ROOT / "examples").iterdir() if (path / "config").is_dir()
    ),
]
STAYS = {"public", "fixed", "set", "person", "link_days"}
CARRIED = ("title", "intro", "thanks", "fields", "opens", "closes", "most")
EVERYTHING = """\
title: {en: Every construct, es: Todo}
intro: Hello
table: trees
public: false
opens: 2027-01-01
most: 50
fields:
  start: {type: note, label: Welcome}
  kind: {required: true, most_words: 7, unique: true, prefill: true, default: "my oak (2)"}
  height: {constraint: height > 0 and height != 7.5, constraint_message: "Too small, ${kind}?", default: 3.5}
  planted: {required: height > 2, required_message: When?}
  details: {type: section, label: Details, hint: More, relevant: 'planted <= today - 7 and kind != "it''s"'}
  state: {relevant: 'not (kind == "x" or height < 1)'}
  uses: {constraint: count_selected(uses) <= 2, relevant: state == "alive" and planted != ""}
  protected: {relevant: 'selected(uses, "fruit")', default: true}
  keeper: {appearance: multiline, max_length: 100, autocomplete: name, relevant: protected}
  keeper_email: {relevant: 'not protected and length(keeper) > 3 and contains(keeper, "a")'}
  parent: {public_list: true, choice_filter: 'state == ${state} and parent.reference == null'}
  land: {}
  place: {choice_filter: 'land == ${land} and size >= 2'}
  near: {public_list: true}
  shown: {type: integer, label: Shown, default: 7, read_only: true}
  sum: {type: integer, label: "${height} doubled", calculate: "coalesce(height, 0) * 2 - 1"}
  age: {type: decimal, label: "", calculate: "(today - planted) / 365"}
  last: {type: section, label: End}
  more: {type: page, label: One more page, hint: Nearly done, relevant: height > 2}
  more_details: {type: section, label: Details of it, relevant: kind == "oak"}
  notes: {type: note, label: Nothing to say}
  thanks_page: {type: page, label: The last one}
  bye: {type: note, label: Bye}
"""


@dataclass(frozen=True)
class Case:
    folder: Path
    programme: Programme
    form: Form

    def __str__(self):
        return f"{self.folder.name}-{self.form.name}"


def cases():
    for folder in FOLDERS:
        programme = load(folder)
        for form in programme.forms.values():
            yield Case(folder, programme, form)


def read_again(case, place):
    """The form after the way through a workbook, in a programme like its own; and what
    was told on the way back.
    """
    place.mkdir(exist_ok=True)
    file = place / "form.xlsx"
    export_form(case.form, case.programme.languages, file)
    convert(str(file))
    back = import_form(file, case.programme, case.form.name, case.form.table)
    assert back.programme == {}
    assert {remark.weight for remark in back.remarks} <= {Weight.changed}
    config = place / "config"
    (config / "forms").mkdir(parents=True)
    for file in (case.folder / "config").glob("*.yaml"):
        (config / file.name).write_bytes(file.read_bytes())
    for other in (case.folder / "config" / "forms").glob("*.yaml"):
        (config / "forms" / other.name).write_bytes(other.read_bytes())
    # What a workbook never says: who may open it, what it is about, what it sets.
    rest: dict[str, object] = case.form.model_dump(
        mode="json",
        exclude_defaults=True,
        include={"public", "fixed", "set", "person", "link_days"},
    )
    (config / "forms" / f"{case.form.name}.yaml").write_text(
        back.form_yaml
        + "".join(f"{key}: {json.dumps(value)}\n" for key, value in rest.items()),
        encoding="utf-8",
    )
    return load(place).forms[case.form.name]


@pytest.mark.parametrize("case", tuple(cases()), ids=str)
def test_shipped_form_is_the_same_after_export_and_import(case, tmp_path):
    again = read_again(case, tmp_path)
    for key in CARRIED:
        assert getattr(again, key) == getattr(case.form, key)


def test_every_construct_is_the_same_after_export_and_import(tmp_path):
    main = MAIN.replace(
        "      parent:",
        "      land: {type: select_one, label: Land, choices: {ec: Ecuador, pe: Peru}, or_other: true}\n"
        "      place:\n        type: select_one\n        label: Place\n        choices:\n"
        "          quito: {label: Quito, land: ec, size: 2}\n          lima: {label: Lima, land: pe, size: 10}\n"
        "      near: {type: select_multiple, label: Near, choices_from: {table: trees, label: kind}}\n"
        "      shown: {type: integer, label: Shown}\n"
        "      sum: {type: integer, label: Sum}\n      age: {type: decimal, label: Age}\n      parent:",
    )
    folder = write(tmp_path / "programme", main=main, form=EVERYTHING)
    programme = load(folder)
    again = read_again(
        Case(folder, programme, programme.forms["new_tree"]), tmp_path / "again"
    )
    for key in CARRIED:
        assert getattr(again, key) == getattr(programme.forms["new_tree"], key)


RESERVED_NAMES = """\
title: Reserved names
table: trees
fields:
  meta: {}
  kind: {label: "${meta}?", relevant: 'meta != "ec" and meta_other != "x"'}
  planted: {relevant: 'meta == "ec" and end_of_month(today) > today'}
  age: {type: decimal, label: Age, calculate: 'if(meta == "ec", (today - planted) / 365, 0)'}
"""


@pytest.mark.parametrize("label", ["", "  meta_other: {label: Which?}\n"])
def test_name_that_xlsform_keeps_for_itself_is_another_one_there(tmp_path, label):
    columns = """\
      meta: {type: select_one, label: Meta, choices: {ec: Ecuador, pe: Peru}, or_other: true}
      age: {type: decimal, label: Age}
      parent:"""
    main = MAIN.replace("      parent:", columns, 1)
    folder = write(tmp_path / "programme", main=main, form=RESERVED_NAMES + label)
    programme = load(folder)
    form = programme.forms["new_tree"]
    remarks = export_form(form, programme.languages, tmp_path / "form.xlsx")
    assert str(remarks[-1]) == (
        "survey!meta: XLSForm keeps the name meta for itself: it is called meta_2 there"
    )
    again = read_again(Case(folder, programme, form), tmp_path / "again")
    assert again.fields == form.fields


def test_what_xlsform_has_no_word_for_is_told(tmp_path):
    form = FORM.replace(
        "  planted: {}",
        "  planted: {relevant: end_of_month(today) > today}\n  parent: {}",
    ).replace("table: trees", "table: trees\npublic: false\nset: {state: alive}")
    programme = load(write(tmp_path / "programme", form=form))
    remarks = export_form(
        programme.forms["new_tree"], programme.languages, tmp_path / "form.xlsx"
    )
    assert [str(remark) for remark in remarks] == [
        "survey!planted: relevant `end_of_month(today) > today`: XLSForm has no function end_of_month",
        "survey!parent: the records of trees are not part of the form: it is a text there",
        "survey: public, set: these stay in the form’s file",
    ]
