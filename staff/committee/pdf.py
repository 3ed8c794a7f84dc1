"""PDFs of the committee as answers of a page."""

from flask import Response, make_response
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as WerkzeugResponse

from paper.case_papers import DossierPaper, MinutesPaper
from paper.set_pages import PaperError, case_paper

# Papers are set one at a time, each within seconds.
RETRY_SECONDS = 20


def answer(paper: DossierPaper | MinutesPaper, name: str) -> WerkzeugResponse:
    """A paper as a PDF; 503 where it is too long, or others are being served for
    long.
    """
    try:
        pdf = case_paper(paper)
    except PaperError:
        return ServiceUnavailable(retry_after=RETRY_SECONDS).get_response()
    response: Response = make_response(pdf)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
