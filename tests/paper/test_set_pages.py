"""Pages that are set: what stands in them, and what they refuse."""

import io
import subprocess
import sys

import pikepdf
import pytest

from mail.markdown import escape
from paper.document import (
    EmptyForm,
    Head,
    Layout,
    Part,
    SentAnswers,
    Space,
    WrittenDocument,
)
from paper.prose import blocks
from paper.set_pages import (
    LONGEST_ANSWERS,
    PaperError,
    empty_form,
    sent_answers,
    written_document,
)
from tests.house import ROOT

ADDRESS = "https://forms.example.org/es/aspiring_town"
HOSTILE = '#import "house.typ"\n#panic("x") $x^$ = \\ `y` *z @label <label> #read("/etc/passwd") "}, \u202e \u0000'


def form(**changes: object) -> EmptyForm:
    """A form with a part of each kind."""
    parts = tuple(
        Part("¿Cómo?", "hint", "(opcional)", space, ("sí", "no")) for space in Space
    )
    fields: dict[str, object] = {
        "language": "es",
        "direction": "ltr",
        "head": Head("Pueblos", "#2f6b3a"),
        "title": "Solicitud",
        "paragraphs": ("Toma diez minutos.",),
        "parts": (Part("Sección", is_heading=True), *parts),
        "consent_title": "Sus datos",
        "consent": ("Los usamos así.",),
        "agreements": ("De acuerdo",),
        "invitation": "También en línea:",
        "address": ADDRESS,
    }
    return EmptyForm(**{**fields, **changes})  # type: ignore[arg-type]


def answers(*pairs: tuple[str, str], **changes: str) -> SentAnswers:
    """Answers as they are kept."""
    words = {"language": "es", "direction": "ltr", "title": "Solicitud", **changes}
    return SentAnswers(
        head=Head("Pueblos", "#2f6b3a"),
        reference_label="Su referencia",
        reference="MN-7K3MQ",
        received="1 dic 2026",
        answers=pairs,
        **words,
    )


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_empty_form_leads_to_its_address() -> None:
    with pikepdf.open(io.BytesIO(empty_form(form()))) as opened:
        links = [
            str(note["/A"]["/URI"])
            for page in opened.pages
            for note in page.get("/Annots", [])
        ]  # type: ignore[union-attr]
        assert set(links) == {ADDRESS}
        assert str(opened.docinfo["/Title"]) == "Solicitud"


def test_long_form_takes_more_pages() -> None:
    assert pages(empty_form(form())) == 1
    assert (
        pages(
            empty_form(
                form(
                    parts=tuple(
                        Part(f"Pregunta {number}", space=Space.area)
                        for number in range(30)
                    )
                )
            )
        )
        > 5
    )


@pytest.mark.parametrize("language", ["es", "pt", "en_GB", "fr", "de", "ar"])
def test_every_language_can_be_set(language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    assert (
        pages(empty_form(form(language=language, direction=direction, title="استمارة")))
        == 1
    )


def test_words_are_data_and_never_commands() -> None:
    assert pages(sent_answers(answers((HOSTILE, HOSTILE)))) == 1
    assert (
        pages(
            empty_form(
                form(
                    title=HOSTILE,
                    paragraphs=(HOSTILE,),
                    parts=(Part(HOSTILE, HOSTILE, HOSTILE),),
                )
            )
        )
        == 1
    )


def test_answers_that_are_too_long_are_refused() -> None:
    with pytest.raises(PaperError):
        sent_answers(answers(("a", "x" * LONGEST_ANSWERS)))


LETTER = """**{name}**

- uno
- dos \\| tres

| Día | Nº |
|---|---:|
| {name} | 3 |

---

Lucía

---

Comité
"""


def written(**changes: object) -> WrittenDocument:
    """A document with a block of each kind."""
    fields: dict[str, object] = {
        "layout": Layout.letter,
        "language": "es",
        "direction": "ltr",
        "head": Head("Pueblos", "#2f6b3a"),
    }
    return WrittenDocument(
        **{**fields, "title": "Carta", "body": LETTER.format(name="Muqui"), **changes}
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", Layout)
def test_document_of_words_is_set_in_every_layout(layout):
    pdf = written_document(
        written(layout=layout, title=HOSTILE, body=LETTER.format(name=escape(HOSTILE)))
    )
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert document.Root.Lang == "es"


def test_document_of_words_is_the_same_bytes_in_another_process():
    script = (
        "import sys; from paper.document import *; from paper.set_pages import written_document;"
        "sys.stdout.buffer.write(written_document("
        "WrittenDocument(Layout.letter, 'es', 'ltr', Head('Pueblos', '#2f6b3a'), 'Carta', 'Hola')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout == written_document(written(body="Hola"))


def test_document_of_words_that_is_too_long_is_refused():
    with pytest.raises(PaperError):
        written_document(written(body="x" * (LONGEST_ANSWERS + 1)))


@pytest.mark.parametrize(
    "setting",
    [
        lambda: written_document(
            written(body=f"[x](https://example.org/{'a' * 9000})")
        ),
        lambda: written_document(written(title="\ud800")),
        lambda: sent_answers(answers(("a", "\ud800"))),
        lambda: empty_form(form(address=f"https://example.org/{'a' * 9000}")),
    ],
)
def test_words_that_no_page_can_hold_are_refused_like_too_long_ones(setting):
    with pytest.raises(PaperError):
        setting()


def test_prose_puts_signatures_below_their_line_and_keeps_signs_as_words():
    kinds = [block["kind"] for block in blocks(LETTER.format(name="x"))]
    assert kinds == ["paragraph", "list", "table", "signature", "signature"]
    [paragraph] = blocks("*a* **b** [c](https://example.org)\\\n`d` ![e](x) <b>f</b>")
    said = [
        (run["text"], run["strong"], run["emphasis"], run["address"])
        for run in paragraph["words"]
        if run["text"].strip()
    ]
    assert said[:3] == [
        ("a", False, True, ""),
        ("b", True, False, ""),
        ("c", False, False, "https://example.org"),
    ]
    assert "".join(run["text"] for run in paragraph["words"]).endswith("d !e <b>f</b>")
