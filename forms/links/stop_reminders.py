"""The page behind “no more reminders” in a mail.

Looking changes nothing: link scanners look too; only a button acts.
"""

from flask import Blueprint, abort, g, render_template, request

from forms.services import current_services
from journal.mails.holds import suppressions

blueprint = Blueprint("stop", __name__)


@blueprint.get("/<language>/stop/<token>")
def show_stop(language: str, token: str) -> str:
    """A button that stops reminders to one address, or lets them come again."""
    email = _email(language, token)
    with current_services().journal.read() as connection:
        return render_template(
            "stop.html", email=email, stopped=suppressions.is_stopped(connection, email)
        )


@blueprint.post("/<language>/stop/<token>")
def press_stop(language: str, token: str) -> str:
    """Stops them, or lets them come again.

    Mail programs press it too, without a page (RFC 8058), and mean: stop.
    """
    email = _email(language, token)
    services = current_services()
    resume = request.form.get("again") == "yes"
    with services.journal.write() as connection:
        if resume:
            suppressions.resume(connection, email)
        else:
            suppressions.stop(connection, email, services.clock.now())
    return render_template("stop.html", email=email, stopped=not resume)


def _email(language: str, token: str) -> str:
    if language not in current_services().programme.languages:
        abort(404)
    g.language = language
    data = current_services().links.read("stop", token)
    if not isinstance(data, list):
        abort(404)
    return str(data[0])
