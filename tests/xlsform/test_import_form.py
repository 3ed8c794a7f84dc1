"""Workbooks as forms of ours: what is made of each construct, and
what is told of the others.
"""

import pytest
import yaml

from programme.load import load
from tests.xlsform.books import HEAD, book, brought_in, folder_of, imported, told
from xlsform.import_form import as_yaml, import_form
from xlsform.remarks import Weight, WorkbookError

YES_NO = [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")]
COLUMNS = (
    *HEAD,
    "relevant",
    "required",
    "constraint",
    "calculation",
    "default",
    "appearance",
    "parameters",
)


def fields(form):
    return form.form["fields"]


def columns(form):
    return form.programme["tables"][form.form["table"]]["columns"]


def test_questions_become_fields_and_columns(tmp_path):
    survey = [
        ("text", "who", "Who?"),
        ("integer", "age", "How old?"),
        ("select_one yn", "glad", "Glad?"),
        ("dateTime", "at", "When?"),
    ]
    form = imported(
        tmp_path, survey, YES_NO, [("form_title", "form_id"), ("Visitors", "visitors")]
    )
    assert form.form == {
        "title": "Visitors",
        "table": "visitors",
        "fields": {"who": {}, "age": {}, "glad": {}, "at": {}},
    }
    assert form.programme == {
        "tables": {
            "visitors": {
                "label": "Visitors",
                "prefix": "VI",
                "title": "who",
                "columns": {
                    "who": {"label": "Who?"},
                    "age": {"type": "integer", "label": "How old?"},
                    "glad": {
                        "type": "select_one",
                        "label": "Glad?",
                        "choices": {"yes": "Yes", "no": "No"},
                    },
                    "at": {"type": "moment", "label": "When?"},
                },
            }
        }
    }
    assert form.remarks == ()


def test_list_of_several_questions_is_shared(tmp_path):
    form = imported(
        tmp_path,
        [("select_one yn", "a", "A?"), ("select_multiple yn", "b", "B?")],
        YES_NO,
    )
    assert form.programme["choices"] == {"yn": {"yes": "Yes", "no": "No"}}
    assert columns(form)["b"] == {
        "type": "select_multiple",
        "label": "B?",
        "choices": "yn",
    }


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"relevant": "${n} > 3"}, {"relevant": "n > 3"}),
        ({"required": "yes"}, {"required": True}),
        ({"required": True}, {"required": True}),
        ({"required": "no"}, {}),
        ({"required": "${n} = 1"}, {"required": "n == 1"}),
        ({"constraint": ". != ${n}"}, {"constraint": "q != n"}),
        ({"constraint": ".\xa0< 10 and ${n} != “7”"}, None),
        ({"default": 3.0}, {"default": 3}),
        ({"default": "${n} + 1"}, None),
        ({"calculation": "${n} * 2"}, {"calculate": "n * 2"}),
    ],
)
def test_cells_of_a_question(tmp_path, cells, says):
    row = [
        dict({"type": "integer", "name": "q", "label": "Q"}, **cells).get(header)
        for header in COLUMNS
    ]
    form = imported(tmp_path, [("integer", "n", "N"), row], head=COLUMNS)
    assert fields(form)["q"] == (says or {})
    assert bool(form.of(Weight.left_out)) is (says is None)


def test_choices_get_names_of_ours_in_expressions_and_defaults_too(tmp_path):
    choices = [
        ("list_name", "name", "label"),
        ("l", 1, "One"),
        ("l", 2.0, "Two"),
        ("l", "Blue-Green", "Both"),
    ]
    survey = [
        ("select_one l", "q", "Q", None, None, None, None, "2"),
        (
            "text",
            "why",
            "Why?",
            "${q} = '1' or ${q} = 2 or selected(${q}, 'Blue-Green')",
        ),
    ]
    form = imported(tmp_path, survey, choices, head=COLUMNS)
    assert columns(form)["q"]["choices"] == {
        "choice_1": "One",
        "choice_2": "Two",
        "blue_green": "Both",
    }
    assert fields(form) == {
        "q": {"default": "choice_2"},
        "why": {
            "relevant": 'q == "choice_1" or q == "choice_2" or selected(q, "blue_green")'
        },
    }
    assert told(form, Weight.changed) == [
        "choices!B2: the choice 1 is called choice_1 in our files",
        "choices!B3: the choice 2 is called choice_2 in our files",
        "choices!B4: the choice Blue-Green is called blue_green in our files",
    ]


def test_renamed_choice_is_not_taken_for_its_number(tmp_path):
    choices = [("list_name", "name", "label"), ("l", 1, "One")]
    survey = [("select_one l", "q", "Q"), ("text", "w", "W", "number(${q}) > 0")]
    form = imported(tmp_path, survey, choices, head=COLUMNS)
    assert fields(form)["w"] == {}
    [remark] = form.of(Weight.left_out)
    assert remark.cell == "D3"
    assert (
        "the choices of q have other names here: it can be compared with them, and not be used as a value"
        in remark.text
    )


def test_ticked_box_is_true(tmp_path):
    form = imported(
        tmp_path,
        [
            ("acknowledge", "ok", "Ok?"),
            ("text", "w", "W", "${ok} = 'OK'"),
            ("text", "v", "V", "${ok} != 'OK'"),
        ],
        head=COLUMNS,
    )
    assert fields(form) == {
        "ok": {},
        "w": {"relevant": "ok"},
        "v": {"relevant": "not ok"},
    }


def test_calculations_hold_what_they_give(tmp_path):
    survey = [
        ("integer", "n", "N"),
        ("calculate", "more", None, None, None, None, "${double} + 1"),
        ("calculate", "double", None, None, None, None, "${n} * 2"),
        ("calculate", "word", None, None, None, None, "if(${n} > 1, 'many', 'few')"),
        ("note", "told", "It is ${double}"),
    ]
    form = imported(tmp_path, survey, head=COLUMNS)
    assert fields(form)["more"] == {"label": "", "calculate": "double + 1"}
    assert columns(form)["more"] == {"type": "decimal", "label": "More"}
    assert columns(form)["word"] == {"label": "Word"}
    assert fields(form)["told"] == {"type": "note", "label": "It is ${double}"}


def test_calculations_in_a_circle_are_left_out_and_what_names_them_is_told(tmp_path):
    survey = [("text", "t", "T"), ("calculate", "a", None, None, None, None, "${b} + 1"),
              ("calculate", "b", None, None, None, None, "${a} + 1"),
              ("note", "n", "Sum ${a}", "${a} > 1")]  # fmt: skip
    form = imported(tmp_path, survey, head=COLUMNS)
    assert list(fields(form)) == ["t", "n"]
    assert [remark.cell for remark in form.of(Weight.left_out)] == [
        "G3",
        "G4",
        "C5",
        "D5",
    ]


def test_conditions_in_a_circle_are_a_mistake(tmp_path):
    form = imported(
        tmp_path,
        [("text", "a", "A", "${b} = 'x'"), ("text", "b", "B", "${a} = 'x'")],
        head=COLUMNS,
    )
    assert told(form, Weight.mistake) == [
        "survey!row 2: these questions decide about one another in a circle: a → b → a"
    ]


def test_group_with_nothing_behind_it_is_a_section(tmp_path):
    survey = [
        ("integer", "n", "N"),
        ("begin_group", "g", "Group", "${n} > 1"),
        ("text", "a", "A", "${n} > 2"),
        ("begin group", "h", "Inner", "${n} > 3"),
        ("text", "b", "B"),
        ("end group",),
        ("end_group",),
    ]
    form = imported(tmp_path, survey, head=COLUMNS)
    assert fields(form) == {
        "n": {},
        "g": {"type": "section", "label": "Group", "relevant": "n > 1"},
        "a": {"relevant": "n > 2"},
        "h": {"type": "section", "label": "Inner", "relevant": "n > 1 and n > 3"},
        "b": {},
    }


def test_group_with_questions_behind_it_gives_its_condition_to_its_questions(tmp_path):
    survey = [
        ("integer", "n", "N"),
        ("begin_group", "g", "Group", "${n} > 1 or ${n} < 0"),
        ("text", "a", "A", "${n} > 2"),
        ("end_group",),
        ("text", "behind", "Behind"),
    ]
    form = imported(tmp_path, survey, head=COLUMNS)
    assert fields(form) == {
        "n": {},
        "g": {"type": "note", "label": "Group", "relevant": "n > 1 or n < 0"},
        "a": {"relevant": "(n > 1 or n < 0) and n > 2"},
        "behind": {},
    }
    assert [remark.cell for remark in form.of(Weight.changed)] == ["A3"]


def test_group_without_label_is_a_condition_only(tmp_path):
    survey = [
        ("integer", "n", "N"),
        ("begin_group", "g", None, "${n} > 1"),
        ("text", "a", "A"),
        ("end_group",),
    ]
    assert fields(imported(tmp_path, survey, head=COLUMNS)) == {
        "n": {},
        "a": {"relevant": "n > 1"},
    }


def test_or_other_is_one_more_choice_and_one_more_question(tmp_path):
    form = imported(tmp_path, [("select_one yn or_other", "q", "Q")], YES_NO)
    assert columns(form)["q"] == {
        "type": "select_one", "label": "Q", "choices": {"yes": "Yes", "no": "No"}, "or_other": True,
    }  # fmt: skip
    assert fields(form) == {"q": {}}
    read = brought_in(tmp_path / "programme", form)
    assert [choice.name for choice in read.forms["book"].fields[0].choices] == [
        "yes",
        "no",
        "other",
    ]
    assert read.forms["book"].fields[1].relevant == 'selected(q, "other")'
    assert read.tables["book"].column("q_other").label == {"en": "Q (Other)"}


def test_other_that_is_named_in_an_expression_is_found(tmp_path):
    survey = [
        ("select_one yn or_other", "q", "Q"),
        ("text", "t", "T", "${q_other} != ''"),
    ]
    form = imported(tmp_path, survey, YES_NO, head=COLUMNS)
    assert fields(form)["t"] == {"relevant": 'q_other != ""'}
    assert form.of(Weight.mistake) == []


CITIES = [
    ("list_name", "name", "label", "Country", "size", "remark"),
    ("land", "1", "Ecuador"), ("land", "pe", "Peru"),
    ("city", "quito", "Quito", "1", 2, "x"), ("city", "lima", "Lima", "pe", 10, None), (None, None, None, None, None, "y"),
]  # fmt: skip


def test_choices_are_filtered_by_their_columns(tmp_path):
    survey = [
        ("select_one land", "land", "Land"), ("integer", "n", "N"),
        ("select_one city", "city", "City", "Country = ${land} and size > ${n} and name != 'lima'"),
    ]  # fmt: skip
    form = imported(tmp_path, survey, CITIES, head=(*HEAD, "choice_filter"))
    assert form.of(Weight.mistake) == []
    assert form.of(Weight.left_out) == []
    assert fields(form)["city"] == {
        "choice_filter": 'country == ${land} and size > ${n} and name != "lima"'
    }
    assert columns(form)["city"]["choices"] == {
        "quito": {"label": "Quito", "country": "choice_1", "size": 2}, "lima": {"label": "Lima", "country": "pe", "size": 10},
    }  # fmt: skip
    assert (
        "choices!F1: the column “remark” is not part of a form and was not read"
        in told(form, Weight.changed)
    )
    assert (
        brought_in(tmp_path / "programme", form)
        .forms["book"]
        .field("city")
        .choice_filter
    )


@pytest.mark.parametrize(
    ("filter", "told_of_it"),
    [
        (
            "Countri = ${land}",
            'the choices have no column Countri; did you mean "country"?',
        ),
        ("country = ${lend}", 'there is no question lend; did you mean "land"?'),
        ("size", "a condition must be something that is true or not"),
        ("position(..) > 1", '"position" is not a column here'),
    ],
)
def test_filter_that_is_not_carried_is_told_and_all_choices_are_shown(
    tmp_path, filter, told_of_it
):
    survey = [
        ("select_one land", "land", "Land"),
        ("select_one city", "city", "City", filter),
    ]
    form = imported(tmp_path, survey, CITIES, head=(*HEAD, "choice_filter"))
    [remark] = told(form, Weight.left_out)
    assert remark.startswith(f"survey!D3: choice_filter `{filter}`: {told_of_it}")
    assert remark.endswith("; all of them are shown")
    assert fields(form)["city"] == {}


def test_what_is_read_only_shows_its_default(tmp_path):
    head = (*HEAD, "read_only", "default", "required")
    survey = [("integer", "n", "N", "yes", 7, "yes"), ("text", "t", "T", "yes")]
    form = imported(tmp_path, survey, head=head)
    assert fields(form) == {"n": {"default": 7, "read_only": True}, "t": {}}
    assert told(form, Weight.left_out) == [
        "survey!D3: read_only: nothing stands there that could be shown; it is asked",
        "survey!F2: required: this is not asked, and so it has none",
    ]


def test_scale_has_its_parameters(tmp_path):
    survey = [
        (
            "range",
            "q",
            "Q",
            None,
            None,
            None,
            None,
            None,
            None,
            "start=0; end=5, step=0.5 tick_interval=1",
        )
    ]
    form = imported(tmp_path, survey, head=COLUMNS)
    assert columns(form)["q"] == {
        "type": "range",
        "label": "Q",
        "parameters": {"start": 0, "end": 5, "step": 0.5},
    }
    assert told(form, Weight.changed) == [
        "survey!J2: the parameter tick_interval is not carried"
    ]


def test_scale_that_goes_downwards_is_a_mistake(tmp_path):
    form = imported(
        tmp_path,
        [("range", "q", "Q", None, None, None, None, None, None, "start=5 end=1")],
        head=COLUMNS,
    )
    assert told(form, Weight.mistake) == [
        "survey!A2: q: range needs a `start` below its `end`, and a `step` above 0"
    ]


@pytest.mark.parametrize(
    ("survey", "told_of_it"),
    [
        ([("begin_loop", "r", "R"), ("text", "in_it", "I"), ("end_loop",)],
         "survey!A3: a loop, or a repeat in a repeat, is not carried: r and all in it, up to row 5"),
        ([("geopoint", "g", "G")], "survey!A3: geopoint g: places on a map are not asked for"),
        ([("select_one_from_file towns.csv", "g", "G")],
         "survey!A3: select_one_from_file towns.csv g: choices from a file are not carried; take a `reference` to a table"),
        ([("rank yn", "g", "G")], "survey!A3: rank yn g: nothing is put into an order of preference"),
        ([("text", "g", "G", ". = 1")],
         "survey!D3: relevant `. = 1`: `.` stands for the answer of a question, and there is none here; it is always asked"),
        ([("video", "v", "V"), ("text", "g", "G", "${v} != ''")],
         "survey!D4: relevant `${v} != ''`: v is left out (row 3); it is always asked"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_is_named_by_row_and_column(
    tmp_path, survey, told_of_it
):
    form = imported(tmp_path, [("text", "t", "T"), *survey], YES_NO, head=COLUMNS)
    assert told_of_it in told(form, Weight.left_out)
    assert form.of(Weight.mistake) == []
    assert brought_in(tmp_path / "programme", form).forms["book"].field("t")


def test_what_a_row_cannot_have_is_named_by_its_cell(tmp_path):
    survey = [
        ("integer", "n", "N"),
        ("calculate", "c", "Shown?", None, "yes", None, "${n} + 1", 7),
        ("note", "told", "Stop", None, "true()", "false()"),
        ("begin_group", "g", None, None, None, None, None, None, "field-list"),
        ("text", "t", "T"),
        ("end_group",),
    ]
    form = imported(tmp_path, survey, head=COLUMNS)
    assert fields(form) == {
        "n": {}, "c": {"label": "", "calculate": "n + 1"}, "told": {"type": "note", "label": "Stop"}, "t": {},
    }  # fmt: skip
    assert [remark.cell for remark in form.of(Weight.left_out)] == ["E3", "H3", "E4"]
    assert [remark.cell for remark in form.of(Weight.changed)] == ["I5", "C3"]


@pytest.mark.parametrize("name", ["../x", "A", "a-b"])
def test_name_of_a_form_is_a_name(tmp_path, name):
    with pytest.raises(WorkbookError, match="must be small letters, digits and _"):
        imported(tmp_path, [("text", "q", "Q")], form_name=name)


def test_extra_columns_are_named_by_their_cells(tmp_path):
    head = (*HEAD, "choice_filter", "image", "guidance_hint", "trigger", "save_to")
    form = imported(
        tmp_path,
        [("text", "t", "T", "a = 1", "x.png", "more", "${t}", "name")],
        head=head,
    )
    assert sorted(remark.cell for remark in form.of(Weight.left_out)) == [
        "D2",
        "E2",
        "F2",
        "G2",
        "H2",
    ]


@pytest.mark.parametrize(
    ("survey", "mistake"),
    [
        ([("txt", "a", "A")], 'survey!A2: there is no type “txt”; did you mean "text"?'),
        ([("select_one ynn", "a", "A")], 'survey!A2: the sheet choices has no list ynn; did you mean "yn"?'),
        ([("select_one", "a", "A")], "survey!A2: the name of a list is missing behind select_one"),
        ([("text", None, "A")], "survey!B2: the name is missing"),
        ([(None, "a", "A")], "survey!A2: the type is missing"),
        ([("text", "a", "A", "${b} = 'x'")],
         "survey!D2: relevant `${b} = 'x'`: there is no question b; known: a; it is always asked"),
        ([("note", "a", "Dear ${whom}"), ("text", "who", "W")], 'survey!C2: ${whom} is no question; did you mean "who"?'),
        ([("begin_group", "a", "A"), ("text", "b", "B")], "survey!A2: what begins here has no end"),
        ([("text", "b", "B"), ("end_group",)], "survey!A3: no group is open here"),
        ([("end_repeat",)], "survey!A2: no repeat is open here"),
        ([("calculate", "b", None)], "survey!G2: the calculation is missing"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_what_may_be_meant(tmp_path, survey, mistake):
    assert mistake in told(
        imported(tmp_path, survey, YES_NO, head=COLUMNS), Weight.mistake
    )


@pytest.mark.parametrize(
    "names",
    [
        ["today", "reference", "consent", "firstName", "1st", "a-b", "x" * 50],
        ["same", "Same", "SAME"],
    ],
)
def test_any_name_works(tmp_path, names):
    form = imported(
        tmp_path, [("text", name, f"Q {number}") for number, name in enumerate(names)]
    )
    assert len(fields(form)) == len(names)
    assert len(brought_in(tmp_path / "programme", form).forms["book"].fields) == len(
        names
    )


def test_question_of_one_name_in_two_groups_is_there_twice(tmp_path):
    survey = [
        ("begin_group", "g", "G"),
        ("text", "a", "A"),
        ("end_group",),
        ("begin_group", "h", "H"),
        ("text", "a", "A"),
        ("end_group",),
    ]
    form = imported(tmp_path, survey)
    assert list(fields(form)) == ["g", "a", "h", "a_2"]
    assert columns(form) == {"a": {"label": "A"}, "a_2": {"label": "A 2"}}


def test_choices_of_one_label_are_told_apart(tmp_path):
    choices = [("list_name", "name", "label"), ("l", "a", "Other"), ("l", "b", "other")]
    form = imported(tmp_path, [("select_one l", "q", "Q")], choices)
    assert columns(form)["q"]["choices"] == {"a": "Other", "b": "other (b)"}
    assert brought_in(tmp_path / "programme", form)


def test_hard_words_in_labels_are_the_same_in_yaml(tmp_path):
    labels = [
        "no",
        "010",
        "12:30",
        "1e5",
        "a: b",
        "# x",
        "{{ x }}",
        "*a",
        "über – “q”",
        "two\nlines",
        "null",
        "'",
        '"',
        "- x",
        "1_000",
        "~",
    ]
    form = imported(
        tmp_path, [("text", f"q{number}", label) for number, label in enumerate(labels)]
    )
    programme = brought_in(tmp_path / "programme", form)
    assert [field.label["en"] for field in programme.forms["book"].fields] == labels


def test_columns_that_are_there_are_used(tmp_path):
    choices = [
        ("list_name", "name", "label"),
        ("s", "alive", "Alive"),
        ("s", "felled", "Felled"),
    ]
    survey = [
        ("text", "kind", "Kind"),
        ("text", "keeper_email", "Mail?"),
        ("select_one s", "state", "State"),
        ("text", "extra", "Extra"),
    ]
    form = imported(tmp_path, survey, choices, table_name="trees")
    assert fields(form) == {
        "kind": {}, "keeper_email": {"label": "Mail?"}, "state": {"choices": {"alive": "Alive", "felled": "Felled"}}, "extra": {},
    }  # fmt: skip
    assert form.programme == {
        "tables": {"trees": {"columns": {"extra": {"label": "Extra"}}}}
    }
    assert (
        brought_in(tmp_path / "programme", form)
        .forms["book"]
        .field("keeper_email")
        .type
        == "email"
    )


def test_column_of_another_type_is_a_mistake(tmp_path):
    choices = [("list_name", "name", "label"), ("s", "dead", "Dead")]
    form = imported(
        tmp_path,
        [("integer", "planted", "P"), ("select_one s", "state", "S")],
        choices,
        table_name="trees",
    )
    assert told(form, Weight.mistake) == [
        "survey!A2: planted is of type integer, and the column of trees of type date",
        "survey!A3: the column state of trees has no choice dead",
    ]


def test_tables_of_hoja_take_no_form(tmp_path):
    with pytest.raises(
        WorkbookError,
        match="the table people is Hoja’s own: name another one with --table",
    ):
        imported(tmp_path, [("text", "q", "Q")], form_name="people")


def test_yaml_has_no_anchors():
    shared = {"a": 1}
    assert yaml.safe_load(as_yaml({"x": shared, "y": shared})) == {
        "x": {"a": 1},
        "y": {"a": 1},
    }
    assert "&" not in as_yaml({"x": shared, "y": shared})


LANGUAGES = (
    "type",
    "name",
    "label::Español (es)",
    "label::English",
    "hint::English",
    "hint::Español (es)",
)


def test_languages_are_found_by_code_and_by_name(tmp_path):
    form = imported(
        tmp_path,
        [("text", "q", "Hola", "Hello", "Short", "Corto")],
        head=LANGUAGES,
        languages="[en, es]",
    )
    assert columns(form)["q"]["label"] == {"en": "Hello", "es": "Hola"}
    assert fields(form)["q"] == {"hint": {"en": "Short", "es": "Corto"}}
    assert form.remarks == ()


def test_missing_and_foreign_languages_are_told(tmp_path):
    rows = [("text", "q", "Hola", "Hello"), ("text", "r", "Adiós", None)]
    form = imported(tmp_path, rows, head=LANGUAGES[:4], languages="[en, pt]")
    assert columns(form)["q"]["label"] == "Hello"
    assert told(form, Weight.left_out) == [
        "survey: “Español (es)” is no language of this programme (en, pt): its 2 texts are not carried",
        "survey: the workbook has no words in pt; those of another language stand in their place",
        "survey: no words in English; those of another language stand in their place: survey!D3",
    ]


def test_label_without_language_is_the_default_ones(tmp_path):
    settings = [("default_language",), ("English (en)",)]
    head = ("type", "name", "label", "label::Español (es)")
    form = imported(
        tmp_path,
        [("text", "q", "Hello", "Hola")],
        (),
        settings,
        head=head,
        languages="[es, en]",
    )
    assert columns(form)["q"]["label"] == {"es": "Hola", "en": "Hello"}


def test_settings_that_are_not_carried_are_told(tmp_path):
    settings = [
        ("form_title", "public_key", "version", "hoja_closes", "hoja_most"),
        ("T", "MIIB", 7, "2027-01-31", "many"),
        ("U",),
    ]
    form = imported(tmp_path, [("text", "q", "Q")], (), settings)
    assert form.form["closes"] == "2027-01-31"
    assert [(remark.weight, remark.cell) for remark in form.remarks] == [
        (Weight.mistake, "row 3"), (Weight.left_out, "B2"), (Weight.changed, "C2"), (Weight.mistake, "E2"),
    ]  # fmt: skip


def test_form_and_table_are_called_as_asked(tmp_path):
    file = book(tmp_path / "My Form (v2).xlsx", [("text", "q", "Q")])
    programme = load(folder_of(tmp_path))
    assert import_form(file, programme).name == "my_form_v2"
    form = import_form(file, programme, "apply", "applications")
    assert (form.name, form.form["table"], list(form.programme["tables"])) == (
        "apply",
        "applications",
        ["applications"],
    )
