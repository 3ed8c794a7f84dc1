"""The links of the forms that everybody may open, to hand on: as an address, and as a QR code to print."""

import segno
from flask import Blueprint, g, render_template

from core.texts import language_name
from forms.services import current_services
from staff.signing import signed_in

blueprint = Blueprint("form_links", __name__)
MODULE = 5
"""Pixels of one module of a code on the page: a telephone reads it from the screen."""


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
        links = []
        for code in programme.languages:
            address = f"{services.links.public_url}/{code}/{form.name}"
            links.append((code, language_name(code, code, programme.languages), address, qr_code(address)))
        forms.append((programme.text(form.title, g.language), links))
    return render_template("staff/form_links.html", forms=forms)


def qr_code(address: str) -> str:
    """A QR code as an SVG picture in a data: address; a quarter of it may be dirty or torn."""
    return str(segno.make(address, error="q", micro=False).svg_data_uri(scale=MODULE))
