"""What stands in two tabs becomes a form, or mistakes with their cells; some
things are never said there.
"""

import pytest

from form_tabs.wording import KNOWN
from programme.load import load
from tests.form_tabs.small import EDITED, NAME, SURVEY, judged, live_programme, told
from tests.house import ROOT
from tests.programme.files import MAIN, write
from xlsform.export_form import lines_of_tabs


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return live_programme(tmp_path_factory.mktemp("programme"))


def test_tabs_that_say_what_the_file_says_are_the_same_form(live):
    assert judged(live).form == live.base.forms[NAME]


def test_new_question_becomes_a_question_and_a_column(live):
    result = judged(
        live,
        SURVEY + "select_one soil | soil | Soil |  |\n",
        "list_name|name|label\nsoil|clay|Clay\n",
    )
    assert told(result) == []
    assert [field.name for field in result.form.fields] == [
        "kind",
        "height",
        "planted",
        "soil",
    ]
    column = result.programme.tables["trees"].column("soil")
    assert (
        column.type,
        column.label["es"],
        [choice.name for choice in column.choices],
    ) == (
        "select_one",
        "Soil",
        ["clay"],
    )


def test_everything_but_the_questions_stays_as_in_the_file(live):
    form = judged(live, SURVEY + "note | hello | Hello | |\n").form
    for key in ("title", "table", "consent", "public", "fixed", "set", "answers"):
        assert getattr(form, key) == getattr(live.base.forms[NAME], key)


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        (
            "tekst | soil | Soil | |",
            "survey!A5 there is no type “tekst”; did you mean “text”?",
        ),
        ("text | | Soil | |", "survey!B5 the name is missing"),
        (
            "select_one soil | soil | Soil | |",
            "survey!A5 there is no list of choices “soil”",
        ),
        (
            "text | soil | Soil ${hight} | |",
            "survey!C5 ${hight} is no question; did you mean “height”?",
        ),
        (
            "text | kind | Kind | |",
            "survey!B5 another question is called kind already: each has a name of its own",
        ),
        ("geopoint | place | Place | |", "survey!A5 geopoint place: "),
        ("text | soil | Soil | | ${height} > 'x'", "survey!E5 constraint"),
        (
            "integer | height | Height | |",
            "survey!B5 another question is called height already: each has a name of its own",
        ),
        (
            "text | state | State | |",
            "survey!B5 the table has a column state that this form does not fill in",
        ),
        ("text | consent | Consent | |", ""),
    ],
)
def test_mistake_has_its_cell_and_a_suggestion(live, row, mistake):
    result = judged(live, SURVEY + row + "\n")
    if not mistake:
        assert told(result) == []
        return
    assert result.form is None
    [line] = told(result)
    assert line.startswith(mistake)


@pytest.mark.parametrize(
    "header",
    [
        "consent",
        "hoja_public",
        "recipients",
        "redirect",
        "public_list",
        "Thanks::es",
        "title",
    ],
)
def test_header_that_would_say_what_only_the_files_say_is_a_mistake(live, header):
    survey = SURVEY.replace("| constraint\n", f"| constraint | {header}\n")
    assert any(
        line.endswith("is said in the programme’s files only, and never in a tab")
        and line.startswith("survey!F1")
        for line in told(judged(live, survey))
    )


@pytest.mark.parametrize(
    ("key", "cell"),
    [("default", "'me@example.org'"), ("calculation", "'me@example.org'")],
)
def test_address_to_which_mails_go_is_not_said_in_a_tab(tmp_path, key, cell):
    form = EDITED.replace("  planted: {}", "  planted: {}\n  keeper_email: {}")
    live = live_programme(tmp_path, form=form)
    survey = (
        SURVEY.replace("| constraint\n", f"| constraint | {key}\n")
        + f"text | keeper_email | Mail | | | {cell}\n"
    )
    survey = survey.replace("text | keeper_email", "text | keeper_email").replace(
        "| constraint |", "| constraint | ", 1
    )
    result = judged(live, survey)
    assert result.form is None
    assert any(
        "mails go to what is answered here" in line or "keeper_email" in line
        for line in told(result)
    )


def test_name_that_conditions_need_for_themselves_is_another_one_here(live):
    result = judged(live, SURVEY + "text | if | If | |\n")
    assert [field.name for field in result.form.fields][-1] == "if_2"
    assert "if is called if_2 here" in [
        note.words("en", KNOWN) for note in result.notes
    ]


def test_choice_that_is_not_offered_any_more_stays_in_the_column(tmp_path):
    form = EDITED.replace("  planted: {}", "  planted: {}\n  state: {}")
    live = live_programme(tmp_path, form=form)
    result = judged(
        live,
        SURVEY + "select_one s | state | State | |\n",
        "list_name|name|label\ns|alive|Alive\ns|sick|Sick\n",
    )
    assert told(result) == []
    assert [choice.name for choice in result.form.field("state").choices] == [
        "alive",
        "sick",
    ]
    column = result.programme.tables["trees"].column("state")
    assert [choice.name for choice in column.choices] == ["alive", "felled", "sick"]


def test_what_xlsform_cannot_say_stays_as_in_the_file(tmp_path):
    form = EDITED.replace(
        "  planted: {}", "  planted: {relevant: end_of_month(today) > today}"
    )
    live = live_programme(tmp_path, form=form)
    result = judged(live)
    assert result.form.field("planted").relevant == "end_of_month(today) > today"
    assert "planted: relevant stay as in the programme’s files" in [
        note.words("en", KNOWN) for note in result.notes
    ]


def test_form_with_a_calculation_that_no_tab_can_say_is_not_edited_there(tmp_path):
    main = MAIN.replace(
        "      parent:", "      next: {type: date, label: Next}\n      parent:"
    )
    form = EDITED.replace(
        "  planted: {}",
        "  planted: {}\n  next: {label: '', calculate: 'add_months(planted, 6)'}",
    )
    live = live_programme(tmp_path, main=main, form=form)
    assert len(live.file_only(NAME).unfit) > 0
    assert live_programme(tmp_path / "other").file_only(NAME).unfit == ()


def test_rule_that_needs_a_question_is_told_with_its_file(tmp_path):
    form = (
        EDITED
        + "fixed: parent\nanswers: {grown: {label: It has grown, fields: {kind: {}, height: {}}}}\n"
    )
    live = live_programme(tmp_path, form=form)
    result = judged(
        live, "\n".join(line for line in SURVEY.splitlines() if "height" not in line)
    )
    [line] = told(result)
    assert line.startswith(
        "! with these questions the programme’s files do not hold together: config/forms/new_tree.yaml:"
    )


def test_html_in_a_label_is_a_text(live):
    result = judged(live, SURVEY.replace("Kind   ", "<script>alert(1)</script>"))
    assert result.form.field("kind").label["en"] == "<script>alert(1)</script>"


FOLDERS = [
    ROOT,
    *sorted(
        path for path in (ROOT / "examples").iterdir() if (path / "config").is_dir()
    ),
]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_shipped_form_comes_back_from_its_tabs_as_it_was(
    folder,
):
    from form_tabs.judge import judge
    from form_tabs.live import LiveProgramme
    from form_tabs.rows import bounded
    from programme.load import read_sources
    from programme.reading.mistakes import Mistakes

    base = load(folder)
    live = LiveProgramme(base, read_sources(folder, Mistakes(folder)), None)  # type: ignore[arg-type]
    for form in base.forms.values():
        assert live.file_only(form.name).unfit == ()
        survey, choices, _lost = lines_of_tabs(form, base.languages)
        assert judge(live, form.name, bounded(survey, choices)).form == form


def test_titles_of_tabs_must_differ_from_those_of_tables(tmp_path):
    from tests.programme.files import mistakes

    form = EDITED.replace("true", "{survey: trees}").replace(
        "required: {survey: trees}", "required: true"
    )
    [line] = mistakes(tmp_path, form=form)
    assert 'there is another tab called "trees"' in line
    assert write


def test_names_of_records_that_the_file_shows_to_everybody_are_of_its_table_only(
    tmp_path,
):
    form = EDITED.replace(
        "  planted: {}", "  planted: {}\n  parent: {public_list: true}"
    )
    live = live_programme(tmp_path, form=form)
    survey = SURVEY.replace("| constraint\n", "| constraint | hoja_type | hoja_table\n")
    row = "text | parent | Parent | | | reference | {table}\n"
    assert (
        judged(live, survey + row.format(table="trees"))
        .form.field("parent")
        .public_list
    )
    assert (
        "nobody but staff could choose parent"
        in told(judged(live, survey + row.format(table="visits")))[0]
    )


def test_filter_of_a_public_list_is_the_files(tmp_path):
    kept = "hoja_choice_filter"
    form = EDITED.replace(
        "  planted: {}",
        "  planted: {}\n  parent: {public_list: true, choice_filter: \"state == 'alive'\"}",
    )
    live = live_programme(tmp_path, form=form)
    survey = SURVEY.replace(
        "| constraint\n", f"| constraint | hoja_type | hoja_table | {kept}\n"
    )
    row = "text | parent | Parent | | | reference | trees | {filter}\n"
    assert (
        judged(live, survey + row.format(filter="state == 'alive'"))
        .form.field("parent")
        .public_list
    )
    for changed in ("", "state == 'felled'"):
        assert (
            "nobody but staff could choose parent"
            in told(judged(live, survey + row.format(filter=changed)))[0]
        )
