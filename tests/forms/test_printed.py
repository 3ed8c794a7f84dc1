"""The form on paper and the receipt as a document, as browsers get them."""

import io
import re

import pikepdf
import pytest

from core.texts import texts
from paper import set_pages
from tests.forms.test_views import ANSWERS, FORM
from tests.house import House, fill
from tests.lived import lived

__all__ = ["lived"]


def title(pdf: bytes) -> str:
    """The title of a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return str(opened.docinfo["/Title"])


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_page_of_a_form_leads_to_its_printed_form(lived: House, language: str) -> None:
    client = lived.client()
    programme = lived.app.extensions["hoja.services"].programme
    page = client.get(f"/{language}/aspiring_town").text
    assert texts(language).gettext("Print this form") in page
    answer = client.get(f"/{language}/aspiring_town/paper.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert title(answer.data) == programme.text(
        programme.forms["aspiring_town"].title, language
    )


@pytest.mark.parametrize(
    "path",
    [
        "/es/nothing/paper.pdf",
        "/xx/aspiring_town/paper.pdf",
        "/es/progress_report/paper.pdf",
    ],
)
def test_no_paper_of_a_form_that_not_everybody_may_open(
    lived: House, path: str
) -> None:
    assert lived.client().get(path).status_code == 404


def test_receipt_leads_to_the_answers_as_a_document(lived: House) -> None:
    client = lived.client()
    receipt = client.get(fill(client, FORM, ANSWERS).headers["Location"]).text
    [address] = re.findall(r'href="(/receipt/[^"]+/answers.pdf)"', receipt)
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_no_document_for_a_link_that_is_none_of_ours(lived: House) -> None:
    assert lived.client().get("/receipt/MN-7K3MQ.forged/answers.pdf").status_code == 404


def test_document_is_asked_for_later_where_another_is_being_set_for_long(
    lived: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_pages, "WAIT_SECONDS", 0.01)
    client = lived.client()
    receipt = fill(client, FORM, ANSWERS).headers["Location"]
    with set_pages.ONE_AT_A_TIME:
        answer = client.get(f"{receipt}/answers.pdf")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
    assert client.get(f"{receipt}/answers.pdf").status_code == 200
