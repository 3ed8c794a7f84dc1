"""The desk's pages judged by axe-core, light and dark, on a screen of 320 pixels."""

import pytest

from tests.lived import coordinator, named, work
from tests.test_accessibility import HOST, connect, context, judge

__all__ = ["context"]
pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_axe_has_nothing_against_the_desk(lived, context):
    town = named(lived, "towns", "Serra das Flores")
    lived.edit("towns", town, "status", "Aprobado")
    work(lived)
    page = connect(context, coordinator(lived))
    for path in (
        "/staff/?lang=es",
        "/staff/board?lang=de",
        "/staff/board?stage=work_plan",
        f"/staff/case/{town}",
        "/staff/late",
        "/staff/late?person=Luis+Chicaiza",
        "/staff/load/mentors",
        "/staff/figures",
        "/staff/figures/towns_by_status?group=recognised",
        f"/staff/documents/towns/{town}",
        "/es/register/towns",
    ):
        page.goto(HOST + path)
        judge(page)
