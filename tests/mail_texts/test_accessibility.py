"""The pages of the texts of mails judged by axe-core, light and dark, on a screen of
320 pixels.
"""

import pytest

from tests.lived import coordinator
from tests.mail_texts.conftest import ADDRESS
from tests.test_accessibility import HOST, connect, context, judge

__all__ = ["context"]
pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_axe_has_nothing_against_the_texts_of_mails(texts, context):
    texts.type("Asunto", "Novedades de {{ record.name }}")
    texts.type("Asunto", "{{ record.nam }}", language="pt")
    texts.look()
    page = connect(context, coordinator(texts.house))
    for path in (
        "/staff/texts?lang=es",
        "/staff/texts?lang=de",
        ADDRESS,
        "/staff/texts/approved/pt?lang=pt",
        f"{ADDRESS}/0",
    ):
        page.goto(HOST + path)
        judge(page)
