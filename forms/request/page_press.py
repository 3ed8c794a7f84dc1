"""Whether the press of “Send” in a request counts, and which
press its next page carries.
"""

import dataclasses

from flask import request

from forms.request.form_request import FormRequest
from forms.request.press import TRAP, PageKind, Press, fresh_page, next_page, page_again
from forms.services import current_services
from forms.web_form.names import STEPS
from journal.states import Origin


def press_again(form_request: FormRequest) -> Press | None:
    """The page to be shown once more because the press of “Send” does not
    count yet; None where it does.
    """
    if not form_request.is_public:
        return None
    services = current_services()
    limit = services.programme.limits.forms_per_client
    return next_page(
        form_request.press,
        form_request.key,
        request.form.get(TRAP, ""),
        form_request.now,
        lambda: services.pace.is_hurried(form_request.client, limit),
    )


def page_press(form_request: FormRequest) -> Press:
    """What a page carries that is shown for another reason: one press counted here
    already, so the next one does.
    """
    if request.method != "POST":
        return fresh_page(form_request.now)
    press = form_request.press
    if press is not None and (form_request.turns_page or request.form.keys() & STEPS):
        return press
    if press is not None and press.kind is PageKind.wait:
        return dataclasses.replace(press, key=form_request.key)
    return page_again(form_request.key, form_request.now)


def origin(form_request: FormRequest) -> Origin:
    """Who could send this: what is told of it, and how soon, depends on it."""
    if form_request.staff:
        return Origin.staff
    if form_request.link.fixed:
        return Origin.link
    services = current_services()
    press = form_request.press
    has_waited = press is not None and press.kind is PageKind.wait
    if has_waited or services.pace.is_frequent(
        form_request.client, services.programme.limits.forms_per_client
    ):
        return Origin.beyond_pace
    return Origin.open
