import shutil

import jinja2
import pytest

from mail.markdown import Address
from programme.reading.mistakes import Mistakes
from programme.records.record import Record, Records, View
from programme.templates import (
    read_templates,
    template_hints,
    template_names,
    template_problem,
)
from tests.house import ROOT
from tests.rules.small import TODAY, programme, record, records, view

GOOD = "---\nsubject: {{ record.name }}\n---\nHola {{ person.name }}, hasta el {{ date }}.\n"
TELL = [{"to": "contact", "message": "hello"}]
EVENT = {
    "name": "came",
    "label": {"es": "x", "en": "x"},
    "table": "towns",
    "on": "received",
    "tell": TELL,
}
SMALL = programme(events=[EVENT])


def read(folder, **texts):
    """Writes es.md and en.md of the message `hello`; gives the templates and the
    mistakes as they are told.
    """
    place = folder / "mail_templates" / "hello"
    place.mkdir(parents=True)
    for language, text in {"es": GOOD, "en": GOOD, **texts}.items():
        if text is not None:
            (place / f"{language}.md").write_bytes(
                text if isinstance(text, bytes) else text.encode()
            )
    mistakes = Mistakes(folder)
    return read_templates(folder, SMALL, mistakes), mistakes.report()


def names(**changed):
    known = records(
        record(
            "MN-1",
            name="San *José*",
            closes="2027-05-01",
            who="Ana",
            mail="a@example.org",
        )
    )
    given = {
        "person": {"name": "Ana"},
        "link": lambda form: Address(f"https://hoja.example.net/{form}"),
        "date": "mayo",
    }
    return template_names(view(known, "MN-1"), "es", **{**given, **changed})


def test_template_is_filled_with_values_that_stay_words(tmp_path):
    templates, mistakes = read(tmp_path)
    written = templates.get("hello", "es").write(names())
    assert mistakes == ""
    assert (written.subject, written.body.strip()) == (
        "San *José*",
        "Hola Ana, hasta el mayo.",
    )


def test_template_shows_a_record_in_the_reader_s_words(tmp_path):
    text = "---\nsubject: x\n---\n{{ record.closes }} {{ record.name }} {{ record }} {{ record.started }}|\n"
    templates, _mistakes = read(tmp_path, es=text)
    assert templates.get("hello", "es").write(names()).body.strip() == (
        r"1 de mayo de 2027 San \*José\* San \*José\* |"
    )


@pytest.mark.parametrize(("days", "text"), [(1, "falta 1 día"), (9, "faltan 9 días")])
def test_template_says_one_day_and_several(tmp_path, days, text):
    words = '{{ plural(days, one="falta", other="faltan") }} {{ days }} {{ plural(days, one="día", other="días") }}'
    templates, mistakes = read(tmp_path, es=f"---\nsubject: x\n---\n{words}\n")
    assert (
        mistakes,
        templates.get("hello", "es").write(names(days=days)).body.strip(),
    ) == ("", text)


BEGINNING = "a template begins with three lines: ---, subject: …, --- (and maybe digest: … and short: … before the last)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            None,
            "1:1: this file is missing: every message is written in every language of the programme",
        ),
        ("", f"1:1: this file is empty: {BEGINNING}"),
        ("Hola", f"1:1: {BEGINNING}"),
        (
            "---\nsubjet: x\n---\nHola",
            '2:1: "subjet" is not known here; did you mean "subject"?',
        ),
        ("---\nsubject:\n---\nHola", "2:1: subject says nothing"),
        ("---\ndigest: x\n---\nHola", f"1:1: the subject is missing: {BEGINNING}"),
        (b"---\nsubject: \xff\n---\n", "1:1: this file is not UTF-8 text"),
        (
            "---\nsubject: '{{ recor }}'\n---\nHola\n",
            '2:14: there is no "recor" in mails; did you mean "record"?',
        ),
    ],
)
def test_mistake_of_a_file_is_told_with_its_line(tmp_path, text, told):
    _templates, mistakes = read(tmp_path, es=text)
    assert mistakes == f"mail_templates/hello/es.md:{told}"


GAP = "a gap is written with two braces on each side: {{ name }}"
ELSEWHERE = "a condition on its value stands in config/rules.yaml, as `only`"
AS_TEXT = "is a text here, as the mail shows it"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{{ record.nam }}", '4:11: towns has no column "nam"; did you mean "name"?'),
        (
            "{% if false %}{{ record.nam }}{% endif %}",
            '4:25: towns has no column "nam"; did you mean "name"?',
        ),
        (
            "{{ persona.name }}",
            '4:4: there is no "persona" in mails; did you mean "person"?',
        ),
        ("{{ person.nam }}", '4:11: person has no "nam"; did you mean "name"?'),
        (
            "{{ record.contact.mail }}",
            '4:19: a contact has no "mail"; did you mean "email"?',
        ),
        (
            "{{ record.name | uper }}",
            '4:18: there is no "| uper"; did you mean "upper"?',
        ),
        (
            "{% if days is oddd %}x{% endif %}",
            '4:15: there is no "is oddd"; did you mean "odd"?',
        ),
        ("{{ person.name }", f"4:1: {GAP}"),
        ("{{ person.name", f"4:1: {GAP}"),
        (
            "Hola {person.name}",
            "4:6: a gap is written with two braces on each side: {{ person.name }}",
        ),
        (
            "{% if rows('notes) %}x{% endif %}",
            "4:1: a text in ' is not closed: another ' is missing",
        ),
        (
            "{% if days %}x% endif %}",
            "4:15: %} closes what is not opened: {% is missing before it",
        ),
        (
            "{{ record.started.yaer }}",
            '4:19: a day has .year, .month and .day; did you mean "year"?',
        ),
        (
            '{% if days > "7" %}x{% endif %}',
            "4:7: days is a number, and what it is compared with stands without quotes: days > 7",
        ),
        (
            '{% if record.started < "May" %}x{% endif %}',
            '4:14: record.started is a day; a certain one is written record.started < "2027-03-12"',
        ),
        (
            "{{ record.name - 1 }}",
            f"4:11: record.name {AS_TEXT}: - would not count it",
        ),
        (
            "{{ money(days, 'dollar') }}",
            '4:4: money: a currency is three capitals, like "USD", and not "dollar"',
        ),
        ("{{ “x” }}", '4:4: between braces, a text stands in straight quotes: "…"'),
        ("{{ }}", "4:1: nothing stands between these braces"),
        (
            "{{ days date }}",
            '4:9: "date" goes with nothing here: a gap holds one name, and texts are joined by ~',
        ),
        ("{% if days %}\nHola", "4:1: this is not closed: {% endif %} is missing"),
        ("Hola\n{% endif %}", "5:1: no {% if … %} stands before this {% endif %}"),
        ("{% iff days %}", '4:1: {% iff %} means nothing; did you mean "if"?'),
        (
            "{% if days = 1 %}x{% endif %}",
            "4:1: whether two things are equal is asked by ==",
        ),
        (
            "{% if days %}{% for x in rows('notes') %}{% endif %}",
            "4:42: {% endfor %} must come first: it closes line 4",
        ),
        ('\n{{ link("plan") }}', '5:4: no form "plan"'),
        (
            '{{ link_page("mentor") }}',
            '4:4: no page "mentor" in `pages` of config/programme.yaml',
        ),
        (
            "{{ ''.__class__ }}",
            "4:7: a text has no parts, so that nothing stands behind `.__class__`",
        ),
        ("{{ 1 / 0 }}", "4:1: for a record of towns: division by zero"),
        (
            "{{ record.name + 1 }}",
            f"4:11: record.name {AS_TEXT}: + would not count it; texts are joined by ~",
        ),
        (
            "{% if record.name > 7 %}x{% endif %}",
            f"4:14: record.name {AS_TEXT}, and > compares numbers; {ELSEWHERE}",
        ),
        (
            '{{ plural(days, one="día") }}',
            "4:4: plural: the words for other are missing; Spanish has one, other for the number here",
        ),
    ],
)
def test_mistake_in_a_body_is_told_at_its_place(tmp_path, body, told):
    _templates, mistakes = read(tmp_path, es=f"---\nsubject: x\n---\n{body}\n")
    assert mistakes == f"mail_templates/hello/es.md:{told}"


def test_all_misspellings_of_a_mail_are_told_at_once(tmp_path):
    body = "{{ record.nam }} {{ recor.name }}\n{{ person.nme }}"
    _templates, mistakes = read(tmp_path, es=f"---\nsubject: x\n---\n{body}\n")
    places = [
        line.split(": ")[0].removeprefix("mail_templates/hello/es.md:")
        for line in mistakes.splitlines()
    ]
    assert places == ["4:11", "4:21", "5:11"]


@pytest.mark.parametrize("name", ["es.txt", "es.md.txt", "ES.MD"])
def test_file_of_another_name_is_told_beside_the_missing_one(tmp_path, name):
    (tmp_path / "mail_templates" / "hello").mkdir(parents=True)
    (tmp_path / "mail_templates" / "hello" / name).write_text(GOOD)
    place = tmp_path / "mail_templates" / "hello" / "en.md"
    place.write_text(GOOD)
    mistakes = Mistakes(tmp_path)
    read_templates(tmp_path, SMALL, mistakes)
    assert (
        f"this file is missing (there is {name}; rename it to es.md)"
        in mistakes.report()
    )


def test_mail_that_no_rule_names_is_pointed_out(tmp_path):
    (tmp_path / "mail_templates" / "bye").mkdir(parents=True)
    templates, _mistakes = read(tmp_path)
    assert list(template_hints(templates)) == [
        "mail_templates/bye: no rule and no form names this mail, so nobody gets it"
    ]


def test_message_without_a_folder_is_told(tmp_path):
    (tmp_path / "mail_templates" / "helo").mkdir(parents=True)
    mistakes = Mistakes(tmp_path)
    read_templates(tmp_path, SMALL, mistakes)
    assert (
        'mail_templates/hello:1:1: this folder is missing: the rules name it; did you mean "helo"?'
        in mistakes.report()
    )


def test_template_that_asks_for_what_is_not_there_raises(tmp_path):
    templates, _mistakes = read(tmp_path)
    given = names()
    del given["date"]
    with pytest.raises(jinja2.UndefinedError):
        templates.get("hello", "es").write(given)


def test_template_that_broke_is_a_problem_of_its_record(tmp_path):
    templates, _mistakes = read(tmp_path)
    found = template_problem(
        templates.get("hello", "es"), ValueError("no date"), "towns", "MN-1"
    )
    assert (
        found.text.format(**dict(found.values))
        == "The mail hello about MN-1 could not be written: no date"
    )


def test_every_mail_of_the_programme_says_something_in_every_language(folder):
    for (message, language), template in folder.templates.found.items():
        for name in folder.programme.tables:
            known = View(
                Records(folder.programme, []),
                folder.programme.tables[name],
                Record(name, "XX-1"),
                TODAY,
            )
            try:
                written = template.write(
                    template_names(
                        known,
                        language,
                        person=dict.fromkeys(
                            ("name", "address", "office", "email"), ""
                        ),
                        link=lambda *_: "",
                    )
                )
            except jinja2.UndefinedError:
                continue  # a mail about records of another table
            assert len(written.body) > 80, (message, language)
            assert written.subject, (message, language)


def test_shipped_programme_has_no_folder_that_no_rule_names(folder):
    there = {path.name for path in (ROOT / "mail_templates").iterdir() if path.is_dir()}
    assert there - {message for message, _language in folder.templates.found} == set()


def test_link_to_an_answer_that_a_form_does_not_have_is_told(tmp_path, folder):
    place = tmp_path / "mail_templates" / "commitment_noted"
    shutil.copytree(ROOT / "mail_templates", tmp_path / "mail_templates")
    text = (
        (place / "en.md")
        .read_text()
        .replace(
            '({{ link("progress_report") }})\n',
            '({{ link("progress_report", "don") }})\n',
        )
    )
    (place / "en.md").write_text(text)
    mistakes = Mistakes(tmp_path)
    read_templates(tmp_path, folder.programme, mistakes)
    at = next(
        number for number, line in enumerate(text.splitlines(), 1) if '"don"' in line
    )
    column = text.splitlines()[at - 1].index("link(") + 1
    words = 'the form "progress_report" has no answer "don"; did you mean "done"?'
    assert (
        mistakes.report()
        == f"mail_templates/commitment_noted/en.md:{at}:{column}: {words}"
    )
