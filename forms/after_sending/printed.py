"""The form on paper, and the answers that were sent as a document:
/<language>/<name>/paper.pdf, /receipt/<token>/answers.pdf.
"""

from collections.abc import Iterator

from flask import Blueprint, abort, g, make_response
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from core.texts import direction, texts
from core.texts import mark as _
from documents.head import head_of
from fieldtypes.base import Widget
from forms.access.opening import closed
from forms.after_sending.receipts import opened_receipt
from forms.services import Services, current_services
from paper.document import EmptyForm, Part, SentAnswers, Space
from paper.set_pages import PaperError, empty_form, sent_answers
from programme.form_parts.repeats import ANSWER
from programme.models.forms import Form, FormField
from programme.records.display import short_moment

MOST_CHOICES = 30
"""A longer list (the countries of the world) is no list on paper:
people write the answer down.
"""
BLANK_REPETITIONS = 3
"""So many of a repeat stand on paper, unless there must be more; who needs
more prints the page twice.
"""
# Papers are set one at a time, each within seconds.
RETRY_SECONDS = 20
LISTS = (Widget.radio, Widget.list, Widget.boxes)
SPACES = {Widget.area: Space.area, Widget.files: Space.none}
blueprint = Blueprint("printed", __name__)


@blueprint.get("/<language>/<name>/paper.pdf")
def form(language: str, name: str) -> Response:
    """An empty form to be filled in by hand. 404 where there is none that
    everybody may open just now.
    """
    services = current_services()
    public_form = services.programme.forms.get(name)
    if (
        language not in services.programme.languages
        or public_form is None
        or not public_form.public
    ):
        abort(404)
    if closed(public_form, services.clock.now()):
        abort(404)
    g.language = language
    return _answer(
        empty_form(_document(services, public_form, language)), f"{name}.pdf"
    )


@blueprint.get("/receipt/<token>/answers.pdf")
def answers(token: str) -> Response:
    """What was sent. 404 for a token that is none of ours, or
    as soon as its row is gone.
    """
    opened = opened_receipt(token)
    if opened is None or opened.form is None:
        abort(404)
    programme = current_services().programme
    language = opened.submission.language
    g.language = language
    document = SentAnswers(
        language=language,
        direction=direction(language),
        head=head_of(programme, language),
        title=programme.text(opened.form.title, language),
        reference_label=texts(language).gettext(_("Your reference is")),
        reference=opened.submission.reference,
        received=short_moment(
            opened.submission.received_at, programme.time_zone, language
        ),
        answers=tuple(opened.answers),
    )
    return _answer(sent_answers(document), f"{opened.submission.reference}.pdf")


@blueprint.errorhandler(PaperError)
def _too_much(_error: PaperError) -> Response:
    unavailable = ServiceUnavailable(retry_after=RETRY_SECONDS)
    return make_response(unavailable.get_response())


def _answer(pdf: bytes, name: str) -> Response:
    response = make_response(pdf)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _document(services: Services, public_form: Form, language: str) -> EmptyForm:
    programme, say = services.programme, texts(language).gettext
    questions = [
        field for field in public_form.fields if field.name not in public_form.fixed
    ]
    parts = [part for field in questions for part in _parts(field, services, language)]
    return EmptyForm(
        language=language,
        direction=direction(language),
        head=head_of(programme, language),
        title=programme.text(public_form.title, language),
        paragraphs=tuple(programme.text(public_form.intro, language).split("\n\n")),
        parts=tuple(parts),
        consent_title=say(_("What happens with your data")),
        consent=tuple(programme.text(public_form.consent.text, language).split("\n\n")),
        agreements=tuple(
            programme.text(text, language)
            for text in (public_form.consent.agree, public_form.consent.publication)
            if text
        ),
        invitation=say(
            _("You can also fill in this form on a telephone or a computer:")
        ),
        address=f"{services.links.public_url}/{language}/{public_form.name}",
    )


def _parts(field: FormField, services: Services, language: str) -> Iterator[Part]:
    """What stands on paper for a part of the form: of a repeat some blank repetitions,
    of a computed value nothing.
    """
    if field.is_computed:
        return
    if not field.field_type.is_repeat:
        yield _part(field, services, language)
        return
    label = ANSWER.sub("…", services.programme.text(field.label, language))
    hint = ANSWER.sub("…", services.programme.text(field.hint, language))
    count = min(max(field.least_repetitions, BLANK_REPETITIONS), field.most_repetitions)
    for number in range(1, count + 1):
        yield Part(
            f"{label} {number}",
            hint if number == 1 else "",
            space=Space.none,
            is_heading=True,
        )
        for question in field.fields:
            yield from _parts(question, services, language)


def _part(field: FormField, services: Services, language: str) -> Part:
    """A part of the form as it stands on paper: what nobody can tick or
    write there is said in words.
    """
    programme = services.programme
    say = texts(language).gettext
    kind = field.field_type
    locality = programme.locality_in(language)
    question = ANSWER.sub("…", programme.text(field.label, language))
    hint = ANSWER.sub("…", programme.text(field.hint, language))
    if kind.begins_section or not kind.is_asked:
        return Part(question, hint, space=Space.none, is_heading=kind.begins_section)
    remarks = []
    if field.required is not True:
        remarks.append(say(_("(optional)")))
    if field.relevant:
        remarks.append(say(_("Only if it applies.")))
    if kind.takes_files:
        remarks.append(say(_("Please put the papers or photos with this form.")))
    widget = kind.widget(field)
    space = SPACES.get(widget, Space.line)
    choices = kind.options(field, locality)
    if widget in LISTS and 0 < len(choices) <= MOST_CHOICES:
        space = Space.boxes
    if widget is Widget.tick:
        return Part("", hint, " ".join(remarks), Space.boxes, (question,))
    return Part(
        question,
        hint,
        " ".join(remarks),
        space,
        tuple(label for _name, label in choices),
    )
