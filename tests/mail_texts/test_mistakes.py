"""What is told of a tab that says what no mail can say."""

from dataclasses import replace

import pytest

from mail_texts.judge import judge_rows
from mail_texts.live import MailTexts
from mail_texts.rows import HEADERS, headers, read_rows
from mail_texts.wording import KNOWN
from programme.mail_text import MailText
from tests.lived import coordinator
from tests.mail_texts.conftest import ADDRESS

SUBJECT, BODY, STATE = "Asunto", "Texto del correo", "Estado"
LINES = [
    ("Asunto", "{{ record.nmae }}", 'towns no tiene ninguna columna «nmae»; ¿quiso decir «name»?'),
    ("Asunto", "{{ recrd.name }}", 'no hay ningún «recrd» en los correos; ¿quiso decir «record»?'),
    ("Asunto", "", "el asunto está en blanco"),
    ("Texto del correo", "", "el texto del correo está en blanco"),
    ("Texto del correo", "Hola {record.name}", "un hueco se escribe con dos llaves a cada lado: {{ record.name }}"),
    ("Texto del correo", "Hola\n\n{% if record.name %}sí", "línea 3: esto no está cerrado: falta {% endif %}"),
    ("Texto del correo", "\n\nHola {{ nada }}", "línea 3: no hay ningún «nada» en los correos"),
    ("Texto del correo", '{{ link("work_pln") }}', "no hay ningún formulario «work_pln»; ¿quiso decir «work_plan»?"),
    ("Texto del correo", "{{ record.name | uper }}", "no hay ningún «| uper»; ¿quiso decir «upper»?"),
    ("Texto del correo", "{{ record.__class__ }}", "towns no tiene ninguna columna «__class__»"),
    ("Idioma", "klingon", "el programa no tiene ningún idioma «klingon»; hay: en, es, pt"),
    ("Correo", "aproved", "no hay ningún correo «aproved»; ¿quiso decir «approved»?"),
    ("Correo", "approved_mayor", "la fila 2 ya tiene este correo en este idioma"),
]  # fmt: skip


OTHER, ROW = ["approved_mayor", "es"], ["approved", "es"]


@pytest.fixture
def files(folder):
    """The texts of the shipped programme, with nothing published."""
    return MailTexts(folder.templates, folder.programme, None)


def tab_of(files, **typed):
    """The headers, the row of a mail, and another one in which somebody types."""
    lines = [headers("es")]
    for key in (OTHER, ROW):
        text = files.files.texts[tuple(key)].as_json()
        cells = dict(zip(("message", "language"), key, strict=True))
        lines.append([{**text, **cells}.get(name, "") for name in HEADERS])
    for header, text in typed.items():
        lines[2][lines[0].index(header)] = text
    return lines


def told(judged):
    mistakes = [*judged.mistakes]
    for row in judged.rows:
        mistakes.extend(row.mistakes)
    return [(mistake.cell, mistake.words("es", KNOWN)) for mistake in mistakes]


@pytest.mark.parametrize(("header", "typed", "mistake"), LINES)
def test_mistake_is_told_with_its_cell(files, header, typed, mistake):
    lines = tab_of(files, **{header: typed})
    judged = judge_rows(files, read_rows(lines, "es"))
    cell = "ABCDEFGH"[lines[0].index(header)] + "3"
    assert told(judged) == [(cell, mistake)]


HOSTILE = {
    "blanks, thousands of them": "{% x %}" * 5_000,
    "braces, thousands of them": "{{ 'a" * 6_000,
    "brackets 2,000 deep": "{{ " + "(" * 2_000 + "1" + ")" * 2_000 + " }}",
    "conditions 300 deep": "{% if 1 %}" * 300 + "{% endif %}" * 300,
    "a long cell": "x" * 49_999,
    "attributes": "{{ ''.__class__.__mro__ }}",
    "a width": "{{ 'x'.ljust(1000000000) }}",
    "another file": "{% include '/etc/passwd' %}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_told_and_nothing_else_stops(files, text):
    lines = tab_of(files, **{"Texto del correo": text})
    judged = judge_rows(files, read_rows(lines, "es"))
    assert judged.by_key["approved", "es"].mistakes != ()
    assert not judged.by_key["approved_mayor", "es"].mistakes


def test_parts_are_together_no_longer_than_a_file(files):
    lines = tab_of(files, **{SUBJECT: "x" * 25_000, BODY: "x" * 25_000})
    [(_cell, words)] = told(judge_rows(files, read_rows(lines, "es")))
    assert words == "un correo tiene como máximo 40,000 caracteres"


@pytest.mark.parametrize(
    ("header", "other", "mistake"),
    [
        ("Asunto", "Título", "falta la columna «Asunto»"),
        ("Texto corto para WhatsApp", "Asunto", "dos columnas se llaman «Asunto»"),
        (
            "Para qué es",
            "Destinatarios",
            "«Destinatarios» solo se dice en los archivos",
        ),
    ],
)
def test_header_that_says_something_else_is_told(files, header, other, mistake):
    lines = tab_of(files)
    lines[0][lines[0].index(header)] = other
    [(_cell, words)] = told(judge_rows(files, read_rows(lines, "es")))
    assert mistake in words


@pytest.mark.parametrize("language", ["en", "pt", "fr", "de"])
def test_headers_of_any_language_and_columns_of_the_team_are_read(files, language):
    lines = [[*headers(language), "Notas"], *tab_of(files)[1:]]
    turned = [list(reversed(line)) for line in lines[1:]]
    turned = [["", *line] for line in turned]
    judged = judge_rows(files, read_rows([lines[0][::-1], *turned], "es"))
    assert (told(judged), len(judged.by_key)) == ([], 2)


@pytest.mark.parametrize("written", ["ES", " es ", "Español", "Spanish", "espagnol"])
def test_language_is_known_by_its_code_and_by_its_name(files, written):
    judged = judge_rows(files, read_rows(tab_of(files, Idioma=written), "es"))
    assert (told(judged), len(judged.by_key)) == ([], 2)


def test_column_that_is_gone_leaves_that_part_as_it_is(files):
    lines = [line[:5] for line in tab_of(files, Asunto="Otro")]
    templates = replace_text(files.files, short="Corto")
    files = MailTexts(templates, files.programme, None)
    judged = judge_rows(files, read_rows(lines, "es"))
    assert judged.by_key["approved", "es"].text.short == "Corto"


def replace_text(templates, **parts):
    key = ("approved", "es")
    text = replace(templates.texts[key], **parts)
    return replace(templates, texts={**templates.texts, key: text})


def test_mistake_is_to_be_reviewed_until_it_is_mended(texts):
    texts.type(SUBJECT, "{{ record.nmae }}")
    texts.look()
    mistake = "towns no tiene ninguna columna «nmae»; ¿quiso decir «name»?"
    place = f"D{texts.row_of() + 1}"
    assert texts.told() == [f"Pestaña «Textos», {place}: {mistake}"]
    assert texts.cell(STATE) == f"error: {mistake}"
    page = coordinator(texts.house).get(f"{ADDRESS}?lang=en").text
    assert "1 mistake: nothing can be published before it is mended" in page
    assert 'name="mark"' not in page
    texts.type(SUBJECT, "{{ record.name }}")
    texts.look()
    assert (texts.told(), texts.cell(STATE)) == ([], "cambiado, sin publicar")


def test_text_is_the_same_whatever_spaces_its_ends_have():
    written = {"subject": " Hola\n a todos ", "body": "\n\nHola\r\n\r\nAdiós\n\n"}
    assert MailText.written(written) == MailText("Hola a todos", "Hola\n\nAdiós")
