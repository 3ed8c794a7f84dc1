"""Sets pages with Typst.

What people and programmes wrote goes in as data: no sign in it is
taken for one of Typst's own.
"""

import dataclasses
import io
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import segno

from paper.case_papers import DossierPaper, MinutesPaper
from paper.document import EmptyForm, SentAnswers, WrittenDocument
from paper.prose import blocks

FOLDER = Path(__file__).parent / "pages"
LONGEST_ANSWERS = 100_000
"""Characters.

They take half a second and make some forty pages; Typst cannot be stopped,
so nothing longer is begun.
"""
# One at a time, for its memory. Who waits longer is told to come again, or all
# threads would stand here.
WAIT_SECONDS = 10
FORMS_KEPT = 64
"""Empty forms whose PDF is kept in memory, by all that stands in them:
form, version and language.
"""
ONE_AT_A_TIME = threading.Lock()
"""Setting pages takes a whole core: however many ask, forms are accepted meanwhile."""


class PaperError(Exception):
    """Pages that cannot be set: too much for one document, words that no page can hold,
    or too many ask at this moment.
    """


class PaperBusyError(PaperError):
    """Others are being served for long: the same pages can be set a little later."""


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever words do to the libraries of this room, callers see a PaperError: a
    message must not be lost for its letter.
    """
    try:
        yield
    except PaperError:
        raise
    except Exception as error:
        # What is wrong with them may be a fault of ours: it is to be
        # seen by whoever runs this.
        logging.getLogger("hoja.paper").exception("pages cannot be set")
        raise PaperError(f"they cannot be set: {error}") from error


@lru_cache(maxsize=FORMS_KEPT)
@_refusing()
def empty_form(form: EmptyForm) -> bytes:
    """The PDF of a form to be filled in by hand, with a QR code of its address.

    Raises PaperError where it cannot be set, or others are being served for long.
    """
    return _pdf("form.typ", {**dataclasses.asdict(form), "qr": _qr_code(form.address)})


@_refusing()
def sent_answers(answers: SentAnswers) -> bytes:
    """The PDF of what was sent.

    Raises PaperError where that is too long, or others are being served for long.
    """
    if answers.characters() > LONGEST_ANSWERS:
        raise PaperError(f"more than {LONGEST_ANSWERS} characters")
    return _pdf("answers.typ", dataclasses.asdict(answers))


@_refusing()
def written_document(document: WrittenDocument) -> bytes:
    """The PDF of a document of words: the same words give the same bytes.

    Raises PaperError where it is too long, or others are being served for long.
    """
    if document.characters() > LONGEST_ANSWERS:
        raise PaperError(f"more than {LONGEST_ANSWERS} characters")
    data = {**dataclasses.asdict(document), "blocks": blocks(document.body)}
    return _pdf(f"{document.layout}.typ", data)


@_refusing()
def case_paper(paper: DossierPaper | MinutesPaper) -> bytes:
    """The PDF of a case's dossier, or of the minutes of a session.

    Raises PaperError where it is too long, or others are being served for long.
    """
    data = dataclasses.asdict(paper)
    content = {}
    for name, value in data.items():
        if name != "head":
            content[name] = value
    if len(json.dumps(content, ensure_ascii=False)) > LONGEST_ANSWERS:
        raise PaperError(f"more than {LONGEST_ANSWERS} characters")
    return _pdf(f"{paper.template}.typ", data)


def _pdf(template: str, data: dict[str, object]) -> bytes:
    import typst  # noqa: PLC0415 - a large library; most processes set no page

    if not ONE_AT_A_TIME.acquire(timeout=WAIT_SECONDS):
        raise PaperBusyError("too many ask at this moment")
    try:
        # Typst has no base64: bytes go in as numbers.
        inputs = {"data": json.dumps(data, ensure_ascii=False, default=list)}
        return bytes(
            typst.compile(str(FOLDER / template), root=str(FOLDER), sys_inputs=inputs)
        )
    finally:
        ONE_AT_A_TIME.release()


def _qr_code(address: str) -> str:
    """An address as an SVG."""
    svg = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        svg, kind="svg", border=0, xmldecl=False
    )
    return svg.getvalue().decode()
