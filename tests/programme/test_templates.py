import shutil

import jinja2
import pytest

from mail.markdown import Address
from programme.reading.mistakes import Mistakes
from programme.records.record import Record, Records, View
from programme.templates import read_templates, template_names, template_problem
from tests.house import ROOT
from tests.rules.small import TODAY, programme, record, records, view

GOOD = "---\nsubject: {{ record.name }}\n---\nHola {{ person.name }}, hasta el {{ date }}.\n"
TELL = [{"to": "contact", "message": "hello"}]
EVENT = {"name": "came", "label": {"es": "x", "en": "x"}, "table": "towns", "on": "received", "tell": TELL}
SMALL = programme(events=[EVENT])


def read(folder, **texts):
    """Writes es.md and en.md of the message `hello`; gives the templates and the mistakes as they are told."""
    place = folder / "mail_templates" / "hello"
    place.mkdir(parents=True)
    for language, text in {"es": GOOD, "en": GOOD, **texts}.items():
        if text is not None:
            (place / f"{language}.md").write_bytes(text if isinstance(text, bytes) else text.encode())
    mistakes = Mistakes(folder)
    return read_templates(folder, SMALL, mistakes), mistakes.report()


def names(**changed):
    known = records(record("MN-1", name="San *José*", closes="2027-05-01", who="Ana", mail="a@example.org"))
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
    assert (written.subject, written.body.strip()) == ("San *José*", "Hola Ana, hasta el mayo.")


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
    assert (mistakes, templates.get("hello", "es").write(names(days=days)).body.strip()) == ("", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "es.md:1:1: this file is missing: every message is written in every language of the programme"),
        ("Hola", "es.md:1:1: a template begins with three lines: ---, subject: …, ---"),
        ("---\ntitle: x\n---\nHola", "es.md:1:1: a template begins with three lines: ---, subject: …, ---"),
        (b"---\nsubject: \xff\n---\n", "es.md:1:1: this file is not UTF-8 text"),
        ("---\nsubject: x\n---\nHola\n{% if %}\n", "es.md:5:1: this is not a template here: "),
        ("---\nsubject: x\n---\nHola\n\n{{ record.nam }}\n", "es.md:6:1: for a record of towns: "),
        ("---\nsubject: x\n---\nHola {{ persona.name }}\n", "es.md:4:1: for a record of towns: "),
        ("---\nsubject: '{{ recor }}'\n---\nHola\n", "es.md:1:1: for a record of towns: "),
        ('---\nsubject: x\n---\n\n{{ link("plan") }}\n', 'es.md:5:1: for a record of towns: no form "plan"'),
        ("---\nsubject: x\n---\n{{ ''.__class__.__mro__ }}\n", "es.md:4:1: for a record of towns: "),
        ("---\nsubject: x\n---\n{{ 1 / 0 }}\n", "es.md:4:1: for a record of towns: division by zero"),
        (
            '---\nsubject: x\n---\n{{ plural(days, one="día") }}\n',
            "es.md:4:1: for a record of towns: plural: the words for other are missing; Spanish has one, other",
        ),
    ],
)
def test_mistake_is_told_with_its_line(tmp_path, text, told):
    _templates, mistakes = read(tmp_path, es=text)
    assert mistakes.splitlines() == [mistakes]
    assert mistakes.startswith(f"mail_templates/hello/{told}")


def test_message_without_a_folder_is_told(tmp_path):
    (tmp_path / "mail_templates" / "helo").mkdir(parents=True)
    mistakes = Mistakes(tmp_path)
    read_templates(tmp_path, SMALL, mistakes)
    assert (
        'mail_templates/hello:1:1: this folder is missing: the rules name it; did you mean "helo"?' in mistakes.report()
    )


def test_template_that_asks_for_what_is_not_there_raises(tmp_path):
    templates, _mistakes = read(tmp_path)
    given = names()
    del given["date"]
    with pytest.raises(jinja2.UndefinedError):
        templates.get("hello", "es").write(given)


def test_template_that_broke_is_a_problem_of_its_record(tmp_path):
    templates, _mistakes = read(tmp_path)
    found = template_problem(templates.get("hello", "es"), ValueError("no date"), "towns", "MN-1")
    assert found.text.format(**dict(found.values)) == "The mail hello about MN-1 could not be written: no date"


def test_every_mail_of_the_programme_says_something_in_every_language(folder):
    for (message, language), template in folder.templates.found.items():
        for name in folder.programme.tables:
            known = View(Records(folder.programme, []), folder.programme.tables[name], Record(name, "XX-1"), TODAY)
            try:
                written = template.write(
                    template_names(
                        known,
                        language,
                        person=dict.fromkeys(("name", "address", "office", "email"), ""),
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
        .replace('({{ link("progress_report") }})\n', '({{ link("progress_report", "don") }})\n')
    )
    (place / "en.md").write_text(text)
    mistakes = Mistakes(tmp_path)
    read_templates(tmp_path, folder.programme, mistakes)
    at = next(number for number, line in enumerate(text.splitlines(), 1) if '"don"' in line)
    words = 'the form "progress_report" has no answer "don"; did you mean "done"?'
    assert mistakes.report() == f"mail_templates/commitment_noted/en.md:{at}:1: for a record of commitments: {words}"
