"""What a programme's files say of choices: attributes, filters, “Other”, lists out of a
table, questions that are read only.
"""

import pytest

from programme.checks.hints import hints
from programme.form_parts.form_logic import FormLogic
from programme.load import load
from tests.programme.files import FORM, MAIN, mistakes, write

FILE = "config/forms/new_tree.yaml"
WITH_LAND = MAIN.replace(
    "      parent:",
    "      land: {type: select_one, label: Land, choices: {ec: Ecuador, pe: Peru}}\n"
    "      place: {type: select_one, label: Place, choices: {quito: {label: Quito, land: ec}, lima: {label: Lima, land: pe}}}\n"
    "      parent:",
)
CITIES = FORM + "  land: {}\n  place: {choice_filter: 'land == ${land}'}\n"


def test_attributes_stand_beside_the_label_of_a_choice(tmp_path):
    programme = load(write(tmp_path, main=WITH_LAND, form=CITIES))
    place = programme.forms["new_tree"].field("place")
    assert [choice.attributes for choice in place.choices] == [
        {"land": "ec"},
        {"land": "pe"},
    ]


def test_choices_are_also_written_as_a_list(tmp_path):
    listed = "[{name: quito, label: Quito, land: ec, size: 2}, {name: lima, label: Lima, land: pe, aliases: [Ciudad]}]"
    main = WITH_LAND.replace(
        "{quito: {label: Quito, land: ec}, lima: {label: Lima, land: pe}}", listed
    )
    place = (
        load(write(tmp_path, main=main, form=CITIES)).tables["trees"].column("place")
    )
    assert place.choice("quito").attributes == {"land": "ec", "size": 2}
    assert place.choice("lima").aliases == ("Ciudad",)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "land: ec}",
            "alias: ec}",
            '"alias" is not known here; did you mean "aliases"?',
        ),
        (
            "land: ec}",
            "Land: ec}",
            'the attribute "Land" must be small letters, digits and _, beginning with a letter',
        ),
        (
            "land: ec}",
            "land: [ec]}",
            'the attribute "land" of a choice is one word, number, true or false',
        ),
        (
            "land: ec}",
            "land: 5}",
            "land is a text here, and a number in the choices before; all are of one kind",
        ),
    ],
)
def test_attribute_that_is_none_is_told(tmp_path, before, after, told):
    assert any(
        told in mistake
        for mistake in mistakes(
            tmp_path, main=WITH_LAND.replace(before, after), form=FORM
        )
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("place: {choice_filter: 'lend == ${land}'}", '8:27: "lend" is not a column here; did you mean "land"?'),
        ("place: {choice_filter: 'land == ${lend}'}", '8:37: "lend" is not a question here; did you mean "land"?'),
        ("place: {choice_filter: 'land == ${place}'}",
         "8:10: these questions decide about one another in a circle: place → place"),
        ("kind: {choice_filter: 'land == ${land}'}", "8:25: kind has no choices that could be filtered"),
        ("place: {or_other: true}",
         "8:21: the column place of trees needs `or_other: true`, too: it adds the choice other and a column for the text"),
        ("place: {choices_from: {table: visit}}", '8:33: no table "visit"; did you mean "visits"?'),
        ("place: {read_only: true}",
         "8:10: place: read_only: nothing would ever stand there; say `default` or `calculate`"),
        ("place: {read_only: true, default: cuenca}",
         "8:10: place: read_only: the default is the name of a choice: quito, lima"),
        ("planted: {read_only: true, default: soon}",
         '8:12: planted: read_only: the default is a date as 2027-03-12, not "soon"'),
        ("height: {read_only: true, default: 'x'}",
         "8:11: height: read_only: the default is a number without quotes, not x"),
        ("height: {read_only: true, default: 7, required: true}",
         "8:11: height: required, constraint, unique and choice_filter are for what people answer, and this is read only"),
        ("height: {read_only: true, default: 7, prefill: true}",
         "8:11: height: prefill: what is read only is never filled in by whoever opens the form"),
    ],
)  # fmt: skip
def test_mistake_is_told_where_it_stands(tmp_path, line, told):
    form = "\n".join(
        [
            "title: T",
            "table: trees",
            "fields:",
            "  kind: {}",
            "  land: {}",
            "",
            "",
            f"  {line}",
            "",
        ]
    )
    if line.startswith("kind"):
        form = form.replace("  kind: {}\n", "\n")
    told_of_it = mistakes(tmp_path, main=WITH_LAND, form=form)
    assert f"{FILE}:{told}" in told_of_it


def test_filter_of_records_may_not_bring_contacts_into_the_page(tmp_path):
    form = (
        FORM + "  keeper_email: {}\n  parent: {public_list: true, choice_filter: %s}\n"
    )
    shown = mistakes(tmp_path, form=form % '"keeper_email == ${keeper_email}"')
    assert [mistake.partition(": ")[2][:38] for mistake in shown] == [
        "keeper_email is about a person or for "
    ]
    # What no answer decides is compared on the server.
    assert load(
        write(tmp_path, form=form % '"keeper_email != null and kind == ${kind}"')
    )


def test_what_depends_on_an_answer_compares_no_rows(tmp_path):
    form = FORM + "  parent: {public_list: true, choice_filter: %s}\n"
    [mistake] = mistakes(tmp_path, form=form % '"count(visits) > ${height}"')
    assert "what depends on an answer can only compare columns of the row" in mistake
    assert load(write(tmp_path, form=form % '"count(visits) > 2 and kind == ${kind}"'))


def test_other_brings_a_choice_a_column_and_a_question(tmp_path):
    main = WITH_LAND.replace(
        "      parent:",
        "      size: {type: select_one, label: Size, choices: {s: Small}, or_other: true}\n      parent:",
    )
    programme = load(write(tmp_path, main=main, form=FORM + "  size: {}\n"))
    table, form = programme.tables["trees"], programme.forms["new_tree"]
    assert table.column("size").choice("other").label == {"en": "Other", "es": "Otro"}
    assert table.column("size_other").label == {
        "en": "Size (Other)",
        "es": "Size (Otro)",
    }
    text = form.field("size_other")
    assert (text.relevant, text.required, text.label["es"]) == (
        'selected(size, "other")',
        True,
        "¿Cuál otro?",
    )
    decision = FormLogic.of(form).decide({"size": "other"}, None)
    assert "size_other" in decision.relevant


def test_text_behind_other_can_be_asked_in_other_words(tmp_path):
    main = WITH_LAND.replace(
        "      parent:",
        "      size: {type: select_one, label: Size, choices: {s: Small}, or_other: true}\n      parent:",
    )
    form = FORM + "  size: {}\n  size_other: {label: How large?}\n"
    text = (
        load(write(tmp_path, main=main, form=form))
        .forms["new_tree"]
        .field("size_other")
    )
    assert (text.label["en"], text.relevant) == (
        "How large?",
        'selected(size, "other")',
    )


def test_choices_out_of_a_table_are_shown_to_everybody_only_where_the_form_says_so(
    tmp_path,
):
    main = MAIN.replace(
        "      parent:",
        "      near: {type: select_multiple, label: Near, choices_from: {table: trees}}\n      parent:",
    )
    [mistake] = mistakes(tmp_path, main=main, form=FORM + "  near: {}\n")
    assert "nobody but staff could choose near: `public_list: true`" in mistake
    programme = load(
        write(
            tmp_path,
            main=main,
            form=FORM + "  near: {public_list: true, required: true}\n",
        )
    )
    [hint] = hints(programme)
    assert hint.startswith("new_tree, near: must be answered out of the tab trees")


def test_label_of_a_public_list_is_nobodys_address(tmp_path):
    source = "{table: trees, label: keeper_email}"
    main = MAIN.replace(
        "      parent:",
        f"      near: {{type: select_one, label: Near, choices_from: {source}}}\n      parent:",
    )
    [mistake] = mistakes(
        tmp_path, main=main, form=FORM + "  near: {public_list: true}\n"
    )
    assert "keeper_email is about a person or for staff only" in mistake


def test_label_that_leads_to_a_name_of_a_person_is_told(tmp_path):
    main = MAIN.replace("    title: kind", "    title: keeper").replace(
        "      parent:",
        "      seen: {type: select_one, label: Seen, choices_from: {table: visits, label: tree}}\n      parent:",
    )
    [mistake] = mistakes(
        tmp_path, main=main, form=FORM + "  seen: {public_list: true}\n"
    )
    assert "trees.keeper is about a person or for staff only" in mistake
