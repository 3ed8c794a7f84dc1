"""The links of the forms that everybody may open, to hand on: as an address, as a QR
code to print, and for other sites.
"""

from dataclasses import dataclass

import segno
from flask import Blueprint, g, render_template
from markupsafe import Markup

from core.texts import language_name
from forms.services import current_services
from staff.access.signing import signed_in

blueprint = Blueprint("form_links", __name__)
MODULE = 5
"""Pixels of one module of a code on the page: a telephone reads it from the screen."""
FRAME = Markup(
    '<iframe src="{address}" title="{title}" width="100%" height="900" loading="lazy"></iframe>'
)
"""What another site writes into its page.

Without a script it cannot know how long the form is: the frame scrolls.
"""


@dataclass(frozen=True)
class FormLink:
    """The link of a form in one language.

    `picture`: its QR code; `frame`: what sites write that may show it, or "".
    """

    code: str
    language: str
    address: str
    picture: str
    frame: str


@blueprint.get("/staff/forms")
@signed_in
def form_links() -> str:
    """Every public form with its link and code in each language."""
    services = current_services()
    programme = services.programme
    forms = []
    for form in programme.forms.values():
        if not form.public:
            continue
        sites = programme.sites(form)
        links = []
        for code in programme.languages:
            address = f"{services.links.public_url}/{code}/{form.name}"
            language = language_name(code, code, programme.languages)
            frame = ""
            if sites:
                frame = str(
                    FRAME.format(
                        address=services.links.embedded_form(code, form.name),
                        title=programme.text(form.title, code),
                    )
                )
            links.append(FormLink(code, language, address, qr_code(address), frame))
        forms.append((programme.text(form.title, g.language), links, sites))
    return render_template("staff/form_links.html", forms=forms)


def qr_code(address: str) -> str:
    """A QR code as an SVG picture in a data: address; a quarter
    of it may be dirty or torn.
    """
    return str(segno.make(address, error="q", micro=False).svg_data_uri(scale=MODULE))
