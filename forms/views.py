"""The pages that volunteers see: a form, whole or one answer of it, and what a link says that is of no more use."""

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from forms.asked import Asked, Page, signed_in
from forms.build import check
from forms.desk import desk
from forms.ended import ended

blueprint = Blueprint("forms", __name__)
UNPROCESSABLE = 422


@blueprint.get("/<language>/<name>")
def show(language: str, name: str) -> Page:
    """An empty form. Looking changes nothing: link scanners look too."""
    asked = Asked.of_request(language, name, None)
    if asked is None:
        return _closed(language, name)
    if asked.link.ended:
        return _ended(asked)
    if at := asked.used():
        return render_template("answered.html", at=at, **asked.names())
    return asked.page(asked.bind(MultiDict()), {})


@blueprint.post("/<language>/<name>")
def send(language: str, name: str) -> Page:
    """A form that was filled in: a receipt, or the page again with every error named and nothing lost."""
    asked = Asked.of_request(language, name, request.form.get("form_version"))
    if request.form.get("by_staff") and not signed_in():
        return _resend(language, name)
    if asked is None:
        return _closed(language, name)
    if asked.link.ended:
        return _ended(asked)
    bound = asked.bind(request.form)
    files, wrong = asked.files()
    counts = {field: len(tokens) for field, tokens in files.items()}
    answers = check(asked.form, bound, asked.asking, counts, staff=bool(asked.staff))
    for field, words in wrong:
        bound[field].errors = [*bound[field].errors, words]
    if any(field.errors for field in bound):
        return asked.page(bound, files), UNPROCESSABLE
    return asked.accept(bound, answers, files)


@blueprint.after_request
def unseen(response: Response) -> Response:
    """A page that opens from a signed link is not for search engines, and tells no other site where it is."""
    if request.values.get("about"):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _ended(asked: Asked) -> Page:
    text = asked.names()["text"]
    asked_for = [(text(field.label), request.form.get(field.name, "")) for field in asked.form.fields]
    return ended(
        asked.link.ended or "", asked.names()["title"], [(label, words) for label, words in asked_for if words]
    )


def _resend(language: str, name: str) -> Page:
    """Staff whose session ended while they typed: all of it stays in the page until they have signed in again."""
    g.language = language
    typed = [(key, value) for key, some in request.form.lists() for value in some if key != "csrf_token"]
    title = desk().programme.text(desk().programme.forms[name].title, language)
    return render_template("resend.html", title=title, typed=typed), UNPROCESSABLE


def _closed(language: str, name: str) -> Page:
    form = desk().programme.forms[name]
    title = desk().programme.text(form.title, language)
    return render_template("closed.html", title=title, home=url_for("home")), 403
