"""Who agreed by a link is not asked again for the next form by it."""

import re

from forms.web_form.names import CONSENT
from tests.house import fill
from tests.lived import named

TASK = "Combinar com três escolas a semana do Comércio Justo"


def asks_consent(page):
    return any(
        'type="checkbox"' in tag
        for tag in re.findall(rf'<input[^>]*name="{CONSENT}"[^>]*>', page.text)
    )


def test_who_agreed_by_a_link_is_not_asked_again_by_it(lived):
    task = named(lived, "commitments", TASK)
    address = lived.office.notify.links.form(
        "es", "progress_report", task
    ).removeprefix(lived.settings.public_url)
    client = lived.client()
    assert asks_consent(client.get(address))
    assert (
        fill(
            client,
            address,
            {"progress": "under_way", "sent_by": "Beatriz", CONSENT: "y"},
        ).status_code
        == 303
    )
    assert not asks_consent(client.get(address))
    assert asks_consent(lived.client().get(address))
