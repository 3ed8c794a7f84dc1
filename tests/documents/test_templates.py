"""Templates of documents: what `flask check` says of them, what they fill in
and what they find missing.
"""

import pytest

from documents.templates import read_document_templates
from documents.write import Documents
from programme.models.pages.publications import Document
from programme.reading.mistakes import Mistakes
from tests.rules.small import programme, record, records, view

GOOD = "---\ntitle: Carta a {{ record.name }}\n---\nHola {{ person.name }}, hasta el {{ record.closes }}.\n"
DOCUMENT = {
    "label": {"es": "Carta", "en": "Letter"},
    "table": "towns",
    "layout": "letter",
    "to": "contact",
}


def read(folder, **texts):
    """Writes the document `letter` in each language; its programme, its templates and
    the mistakes as they are told.
    """
    place = folder / "document_templates" / "letter"
    place.mkdir(parents=True)
    for language, text in {"es": GOOD, "en": GOOD, **texts}.items():
        if text is not None:
            (place / f"{language}.md").write_text(text)
    small = programme().model_copy(
        update={"documents": {"letter": Document.model_validate(DOCUMENT)}}
    )
    mistakes = Mistakes(folder)
    return small, read_document_templates(folder, small, mistakes), mistakes.report()


def write(folder, values, **texts):
    small, templates, mistakes = read(folder, **texts)
    assert mistakes == ""
    known = records(record("MN-1", **values))
    known.programme = small
    return Documents(small, templates, lambda _reference: ()).write(
        "letter", view(known, "MN-1")
    )


def test_document_says_words_of_its_reader_s_language(tmp_path):
    words = write(
        tmp_path, {"name": "San *José*", "closes": "2027-05-01", "who": "Ana"}
    )
    assert (words.title, words.body.strip()) == (
        "Carta a San *José*",
        "Hola Ana, hasta el 1 de mayo de 2027.",
    )
    assert (words.file, words.missing) == ("carta-a-san-jose", ())


def test_blank_value_is_a_gap_and_told_and_never_none(tmp_path):
    words = write(tmp_path, {"name": "Muqui"})
    assert "None" not in words.body
    assert r"\_\_\_" in words.body
    assert len(words.missing) == 2


def test_blank_value_that_a_condition_asks_for_is_not_missing(tmp_path):
    text = (
        "---\ntitle: x\n---\n{% if record.closes %}{{ record.closes }}{% endif %}Fin.\n"
    )
    assert write(tmp_path, {"name": "Muqui"}, es=text, en=text).missing == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "this file is missing: every document is written in every language"),
        ("Hola\n", "a document begins with three lines: ---, title: …, ---"),
        (
            "---\ntitle: x\n---\n{{ record.nme }}\n",
            'no column "nme"; did you mean "name"?',
        ),
        ("---\ntitle: x\n---\n{% if 1 %}\n", "{% endif %} is missing"),
        ("---\ntitle: x\n---\n{{ record.name\n", "with two braces on each side"),
        ("---\ntitel: x\n---\nHola\n", "es.md:2:1: a document begins with three"),
        (
            "---\ntitle: x\n---\n{% if record.name %}{{ perso.name }}{% endif %}\n",
            'no "perso" in documents; did you mean "person"?',
        ),
        (
            "---\ntitle: x\n---\n{% for r in rows('visitas') %}{{ r }}{% endfor %}\n",
            'no rows "visitas" refer to towns',
        ),
        ("---\ntitle: x\n---\n{{ 1 | nothing }}\n", 'there is no "| nothing"'),
    ],
)
def test_mistake_in_a_template_is_told_with_its_file(tmp_path, text, told):
    _small, _templates, mistakes = read(tmp_path, es=text)
    assert "document_templates/letter/es.md" in mistakes
    assert told in mistakes


def test_folder_that_no_document_names_is_told(tmp_path):
    (tmp_path / "document_templates" / "leter").mkdir(parents=True)
    _small, _templates, mistakes = read(tmp_path)
    assert (
        'no document is called so in config/programme.yaml; did you mean "letter"?'
        in mistakes
    )
