"""Pages that are set: what stands in them, and what they refuse."""

import io

import pikepdf
import pytest

from paper.document import EmptyForm, Head, Part, SentAnswers, Space
from paper.set_pages import LONGEST_ANSWERS, PaperError, empty_form, sent_answers

ADDRESS = "https://forms.example.org/es/aspiring_town"
HOSTILE = '#import "house.typ"\n#panic("x") $x^$ = \\ `y` *z @label <label> #read("/etc/passwd") "}, \u202e \u0000'


def form(**changes: object) -> EmptyForm:
    """A form with a part of each kind."""
    parts = tuple(Part("¿Cómo?", "hint", "(opcional)", space, ("sí", "no")) for space in Space)
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
        links = [str(note["/A"]["/URI"]) for page in opened.pages for note in page.get("/Annots", [])]  # type: ignore[union-attr]
        assert set(links) == {ADDRESS}
        assert str(opened.docinfo["/Title"]) == "Solicitud"


def test_long_form_takes_more_pages() -> None:
    assert pages(empty_form(form())) == 1
    assert (
        pages(empty_form(form(parts=tuple(Part(f"Pregunta {number}", space=Space.area) for number in range(30))))) > 5
    )


@pytest.mark.parametrize("language", ["es", "pt", "en_GB", "fr", "de", "ar"])
def test_every_language_can_be_set(language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    assert pages(empty_form(form(language=language, direction=direction, title="استمارة"))) == 1


def test_words_are_data_and_never_commands() -> None:
    assert pages(sent_answers(answers((HOSTILE, HOSTILE)))) == 1
    assert pages(empty_form(form(title=HOSTILE, paragraphs=(HOSTILE,), parts=(Part(HOSTILE, HOSTILE, HOSTILE),)))) == 1


def test_answers_that_are_too_long_are_refused() -> None:
    with pytest.raises(PaperError):
        sent_answers(answers(("a", "x" * LONGEST_ANSWERS)))
