"""Mistakes in the answers of a form are told like all others."""

import pytest

from programme.load import load
from tests.programme.files import FORM, MAIN, mistakes, write

VISIT = """\
title: A visit
table: visits
fixed: tree
person: remark
fields:
  day: {required: true, constraint: day <= today}
  remark: {required: true}
answers:
  fine:
    label: All is well
    set: {remark: fine}
    fields: {day: {label: When?}}
"""


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("{day: {label: When?}}", "{dai: {}}", '12:19: this form has no question "dai"; did you mean "day"?'),
        ("set: {remark: fine}", "set: {remrk: fine}", '11:18: visits has no column "remrk"; did you mean "remark"?'),
        ("set: {remark: fine}", "set: {flag: fine}", "11:17: flag is filled by the app"),
        ("{day: {label: When?}}", "{}", "9:3: the form requires day: this answer must set it or ask for it"),
        (
            "{label: When?}",
            "{constraint: remark != day}",
            '12:32: "remark" is not a column here; known: day, today',
        ),
        ("fields:\n  day", "fields:\n  consent: {type: text, label: Yes?}\n  day", "6:12: consent is filled by the app"),
        ("label: When?", "labell: When?", '12:20: "labell" is not known here; did you mean "label"?'),
        ("person: remark", "person: remrk", '4:9: visits has no column "remrk"; did you mean "remark"?'),
        ("person: remark", "person: day", "4:9: day is of type date; needed: text"),
        ("person: remark", "link_days: 0", "4:12: link_days: must be 1 or more"),
        ("{label: When?}}", "{label: When?}, remark: {}}", "12:43: remark is set by the form and cannot be asked as well"),
    ],
)  # fmt: skip
def test_mistake_in_an_answer_is_told(tmp_path, before, after, told):
    assert VISIT.count(before) == 1
    assert mistakes(tmp_path, form=VISIT.replace(before, after)) == [
        f"config/forms/new_tree.yaml:{told}"
    ]


def test_only_a_form_about_something_has_answers(tmp_path):
    form = VISIT.replace("fixed: tree\n", "")
    words = "only a form that is about something (`fixed`) can have answers for links"
    assert mistakes(tmp_path, form=form) == [f"config/forms/new_tree.yaml:8:3: {words}"]


def test_question_of_an_answer_takes_from_the_form_what_it_does_not_say(tmp_path):
    form = load(write(tmp_path, form=VISIT)).forms["new_tree"]
    [asked] = form.answers["fine"].fields
    assert asked == form.fields[0].model_copy(
        update={"label": {"en": "When?", "es": "When?"}}
    )


def test_appearance_that_its_type_does_not_have_is_named(tmp_path):
    form = FORM.replace(
        "  kind: {required: true}", "  kind: {required: true, appearance: multilin}"
    )
    assert mistakes(tmp_path, form=form) == [
        'config/forms/new_tree.yaml:4:38: no appearance "multilin"; did you mean "multiline"?'
    ]


def test_country_of_a_number_is_a_column_of_its_row(tmp_path):
    main = MAIN.replace(
        "      height:",
        "      phone: {type: phone, country_from: knd, label: Phone}\n      height:",
    )
    [mistake] = mistakes(tmp_path, main=main)
    assert mistake.endswith('no column "knd"; did you mean "kind"?')


def test_country_is_for_numbers_and_parameters_for_their_types(tmp_path):
    main = MAIN.replace(
        "{type: decimal,", "{type: decimal, country_from: kind, parameters: {end: 9},"
    )
    texts = {mistake.partition(": ")[2] for mistake in mistakes(tmp_path, main=main)}
    assert texts == {
        "height: decimal must not have `country_from`",
        'height: decimal has no parameter "end"',
    }


def test_type_that_does_not_exist_is_named_with_the_nearest(tmp_path):
    main = MAIN.replace("type: decimal", "type: decimals")
    [mistake] = mistakes(tmp_path, main=main)
    assert '"decimals" is not known; did you mean "decimal"?' in mistake


def test_page_with_nothing_on_it_is_told(tmp_path):
    form = FORM.rstrip() + "\n  last: {type: page, label: The end}\n"
    [mistake] = mistakes(tmp_path, form=form)
    assert mistake.endswith("nothing stands on the page last")


def test_answer_by_a_link_has_no_pages(tmp_path):
    form = VISIT.replace(
        "fields:\n", "fields:\n  start: {type: page, label: Start}\n", 1
    )
    [mistake] = mistakes(
        tmp_path,
        form=form.replace("{day: {label: When?}}", "{start: {}, day: {label: When?}}"),
    )
    assert mistake.endswith("an answer by one link is one page")


def test_question_about_records_that_nobody_may_choose_is_told(tmp_path):
    form = FORM + "  parent: {}\n"
    [mistake] = mistakes(tmp_path, form=form)
    assert mistake.startswith(
        "config/forms/new_tree.yaml:7:11: nobody but staff could choose parent"
    )
    for fine in (
        form.replace("parent: {}", "parent: {public_list: true}"),
        form.replace("table: trees", "table: trees\npublic: false"),
    ):
        assert load(write(tmp_path, form=fine)).forms["new_tree"].field("parent")
