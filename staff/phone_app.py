"""The staff pages as an app of a telephone (W3C Web Application Manifest): pictures are
shared to it out of WhatsApp.

Web Share Target (https://w3c.github.io/web-share-target/): the telephone posts the
files to the form that takes them, which shows them in its page. Browsers without it
leave the key out and lose nothing.
"""

import json
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, url_for

from forms.services import current_services
from forms.web_form.names import SHARED
from programme.model import Programme
from programme.models.forms import Form, FormField

blueprint = Blueprint("phone_app", __name__)
LONGEST_NAME = 12
"""Characters below an icon; telephones cut what is longer."""
MEDIA_TYPE = "application/manifest+json"
LEAF = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" fill="{colour}"/><path fill="#fff" '
    'd="M20 3C10 3 4 8 4 15c0 1.7.3 3 .8 4.1C7.5 13 11.5 10 16 8.5 12 11.5 8.6 15 6.6 20.7l1.7.6c.5-1.4 1-2.6 1.7-3.8C16.5 18 20 '
    '13 20 3z" transform="translate(3.6 3.6) scale(.7)"/></svg>'
)


@blueprint.get("/app/<language>.webmanifest")
def manifest(language: str) -> Response:
    """What a telephone puts on its home screen.

    Anybody may read it: browsers ask for it without a session.
    """
    programme = current_services().programme
    if language not in programme.languages:
        abort(404)
    name = programme.shown_name(language)
    icon = LEAF.format(colour=programme.look.colour)
    content: dict[str, Any] = {
        "name": name,
        "short_name": name[:LONGEST_NAME].strip(),
        "lang": language,
        "id": "/staff/",
        "start_url": url_for("staff.overview"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": programme.look.colour,
        "icons": [
            {
                "src": f"data:image/svg+xml,{quote(icon)}",
                "sizes": "any",
                "type": "image/svg+xml",
            }
        ],
    }
    shared_to = _shared_to(programme)
    if shared_to is not None:
        content["share_target"] = _share_target(*shared_to, language)
    return Response(json.dumps(content), mimetype=MEDIA_TYPE)


def _shared_to(programme: Programme) -> tuple[Form, FormField] | None:
    """The form to which files are shared, and its question that takes them."""
    for form in programme.forms.values():
        question = None
        if form.shared_files:
            question = form.field(form.shared_files)
        if question is not None:
            return form, question
    return None


def _share_target(form: Form, question: FormField, language: str) -> dict[str, Any]:
    media = []
    for kind in question.field_type.media:
        media.append(f"{kind}*" if kind.endswith("/") else kind)
    return {
        "action": f"/{language}/{form.name}?{SHARED}",
        "method": "POST",
        "enctype": "multipart/form-data",
        "params": {"files": [{"name": question.name, "accept": media}]},
    }
