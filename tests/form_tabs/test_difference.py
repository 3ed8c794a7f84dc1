"""What a page says of two versions of a form."""

import pytest

from form_tabs.difference import (
    Caution,
    Danger,
    Kind,
    Part,
    cautions,
    difference,
)
from tests.form_tabs.small import EDITED, NAME, SURVEY, judged, live_programme, told

CHOICES = "list_name|name|label|hoja_aliases\ns|alive|Alive|\ns|felled|Felled|cut\n"
WITH_STATE = SURVEY + "select_one s | state | State | |\n"


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    form = EDITED.replace("  planted: {}", "  planted: {}\n  state: {}")
    return live_programme(tmp_path_factory.mktemp("programme"), form=form)


def compared(live, survey, choices=CHOICES):
    result = judged(live, survey, choices)
    assert told(result) == []
    return difference(live.base, result.programme, NAME)


def found(live, survey, values, addresses=frozenset(), choices=CHOICES):
    changed = compared(live, survey, choices)
    return [
        (caution.danger, caution.field.name, caution.other, caution.rows)
        for caution in cautions(
            changed, live.base.forms[NAME], {"trees": addresses}, {"trees": values}
        )
    ]


def test_same_questions_are_no_difference(live):
    assert compared(live, WITH_STATE).is_none


def test_added_removed_and_changed_questions_are_told_apart(live):
    survey = WITH_STATE.replace(
        "date    | planted | Planted |", "text | soil | Soil |"
    ).replace("| yes ", "| no ")
    changed = compared(live, survey)
    assert [(change.kind, change.field.name) for change in changed.changes] == [
        (Kind.removed, "planted"), (Kind.changed, "kind"), (Kind.added, "soil"),
    ]  # fmt: skip
    assert changed.changes[1].parts == (Part("required", True, False),)
    assert [column.name for _, column in changed.new_columns] == ["soil"]
    # The file's own column stays: its table says it.
    assert changed.left_columns == ()


def test_texts_are_compared_in_each_language(live):
    survey = WITH_STATE.replace(
        "label   |", "label::English (en) | label::español (es) |"
    )
    survey = survey.replace("| Kind    |", "| Kind | Especie |").replace(
        "| Height  |", "| Height | Height |"
    )
    survey = survey.replace("| Planted |", "| Planted | Planted |").replace(
        "| State |", "| State | State |"
    )
    [change] = compared(live, survey).changes
    assert change.parts == (Part("label", "Kind", "Especie", "es"),)


def test_choices_are_compared_one_by_one(live):
    choices = "list_name|name|label\ns|alive|It lives\ns|sick|Sick\n"
    [change] = compared(live, WITH_STATE, choices).changes
    assert [(part.choice, part.before, part.after) for part in change.parts] == [
        ("felled", {"en": "Felled", "es": "Felled"}, None),
        ("alive", "Alive", "It lives"),
        ("alive", "Alive", "It lives"),
        ("sick", None, {"en": "Sick", "es": "Sick"}),
    ]


def test_other_order_is_told(live):
    first, *rest = WITH_STATE.splitlines()
    changed = compared(live, "\n".join([first, *reversed(rest)]))
    assert (changed.changes, changed.is_reordered, changed.is_none) == ((), True, False)


def test_removed_question_is_looked_at_twice(live):
    survey = WITH_STATE.replace(
        "text    | kind    | Kind ", "text    | kinds    | Kind "
    )
    assert found(
        live, survey, [{"kind": "oak"}, {"kind": ""}], frozenset({"kind"})
    ) == [
        (Danger.renamed, "kind", "kinds", 0),
        (Danger.address, "kind", "", 0),
        (Danger.required, "kind", "", 0),
        (Danger.data, "kind", "", 1),
    ]


def test_choice_that_rows_say_is_looked_at_twice(live):
    choices = "list_name|name|label\ns|alive|Alive\n"
    values = [{"state": "felled"}, {"state": "alive"}, {"state": "felled"}]
    assert found(live, WITH_STATE, values, choices=choices) == [
        (Danger.choice, "state", "felled", 2)
    ]


def test_type_of_a_column_with_data_is_looked_at_twice(live):
    before = judged(live, WITH_STATE + "text | soil | Soil | |\n", CHOICES)
    after = judged(live, WITH_STATE + "integer | soil | Soil | |\n", CHOICES)
    changed = difference(before.programme, after.programme, NAME)
    [caution] = cautions(changed, before.form, {}, {"trees": [{"soil": "clay"}]})
    assert caution == Caution(Danger.type, after.form.field("soil"), rows=1)
