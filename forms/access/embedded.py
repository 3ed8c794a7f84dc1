"""A public form inside the page of another site (`?embedded`), where
browsers keep no cookies for us.

Such a page knows no cookie, also where a browser would send one: whoever is signed in
is nobody there, and no link that opens something counts. So a site that shows it can
make nobody do anything but fill in a form that is open to all. Instead of the session's
token it carries one that is signed for its one-time key.
"""

from flask import g, request

from core.links import EMBEDDED, Links
from forms.services import current_services
from forms.web_form.names import IN_ADDRESS, SAVED
from programme.models.forms import Form

PURPOSE = "embedded"
BY_LINK = {*IN_ADDRESS, SAVED} - {EMBEDDED}
"""What an address has that opens more than a public form."""


def note_embedding(form: Form | None) -> None:
    """Notes which sites may show the page that this request is answered with: those of
    a public form, asked for embedded.
    """
    if (
        form is None
        or not form.public
        or EMBEDDED not in request.args
        or request.args.keys() & BY_LINK
    ):
        return
    g.embedding_sites = current_services().programme.sites(form)


def embedding_sites() -> tuple[str, ...]:
    """The sites that may show the answer to this request inside their pages; none
    where it is no embedded page.
    """
    sites: tuple[str, ...] = g.get("embedding_sites", ())
    return sites


def is_embedded() -> bool:
    """Whether this request is for a page inside another site's."""
    return bool(embedding_sites())


def page_token(links: Links, form: str, key: str) -> str:
    """What an embedded page carries: good for this form, and for what is
    sent under this one-time key.
    """
    return links.sign(PURPOSE, [form, key])


def is_page_token(links: Links, token: str, form: str, key: str) -> bool:
    """Whether such a token was made for this form and one-time key."""
    return bool(links.read(PURPOSE, token) == [form, key])
