"""The pages of dossiers and sessions judged by axe-core, light and dark,
on a screen of 320 pixels.
"""

from datetime import UTC, datetime

import pytest

from core.ids import new_id
from journal.committee import sessions
from tests.lived import coordinator, named, type_row, work
from tests.test_accessibility import HOST, connect, context, judge

__all__ = ["context"]
pytestmark = [pytest.mark.browser, pytest.mark.long]
TOWN = "Serra das Flores"


def test_axe_has_nothing_against_dossiers_and_sessions(lived, context):
    town, session = named(lived, "towns", TOWN), new_id()
    lived.edit("towns", town, "status", "En evaluación")
    type_row(
        lived,
        "evaluations",
        town=TOWN,
        member="João Ferreira",
        council="4",
        council_remark="Muito bem",
    )
    work(lived)
    today = lived.app.extensions["hoja.services"].today()
    with lived.journal.write() as connection:
        sessions.begin(
            connection, session, "SC-34679", today, [town], "", datetime.now(UTC)
        )
    page = connect(context, coordinator(lived))
    for path in (
        f"/staff/dossier/{town}",
        "/staff/sessions",
        f"/staff/session/{session}",
        f"/staff/session/{session}/case/{town}",
    ):
        page.goto(HOST + path)
        judge(page)
