"""The page of a meeting at each of its stages, judged by axe-core on a phone of
320 pixels, light and dark.
"""

import pytest

from tests.lived import lived, meeting, work
from tests.meetings.people import (
    CARMEN,
    HELEN,
    ROSA,
    at,
    hours_on,
    page_address,
    press,
    proposed,
)
from tests.test_accessibility import connect, context, judge

__all__ = ["context", "lived"]
pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_page_of_a_meeting_at_each_of_its_stages(lived, context):
    proposed(lived, second=at(lived, 11, 17)[0])
    reference = meeting(lived)
    hours = hours_on(lived.client().get(page_address(lived, HELEN)).text)
    press(lived.client(), page_address(lived, HELEN), "hours", hour=hours[:1])
    page = connect(context, lived.client())

    def look(*people):
        for person in people:
            page.goto(f"http://hoja.test{page_address(lived, person)}")
            judge(page)

    look(CARMEN, HELEN, ROSA)
    # A tap answers, without a script; the page says that it is noted.
    page.goto(f"http://hoja.test{page_address(lived, CARMEN)}")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Enviar mi respuesta").click()
    page.get_by_role("status").filter(has_text="quedó anotado").wait_for()
    judge(page)
    lived.edit(
        "appointments", reference, "begins", at(lived, 10, 10)[0].replace("T", " ")
    )
    work(lived)
    look(CARMEN, ROSA)
    lived.later(days=11)
    look(ROSA)
