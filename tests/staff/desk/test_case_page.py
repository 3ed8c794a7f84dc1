"""The page of a case for the team, and its drawing."""

import re
from datetime import date

from staff.desk.timeline import LEFT, RIGHT, Event, EventKind, Span, draw
from tests.lived import coordinator, named, work

OTHER = "Serra das Flores"
TODAY = date(2027, 3, 12)


def test_case_tells_what_has_happened_in_a_list_and_a_drawing(lived):
    town = named(lived, "towns", OTHER)
    lived.edit("towns", town, "status", "Aprobado")
    work(lived)
    page = coordinator(lived).get(f"/staff/case/{town}?lang=en").text
    assert "Status: Work plan under way → Approved" in page
    assert "Commitments: Combinar com três escolas" in page
    assert page.count('<svg class="timeline"') == 1
    assert page.count("<circle") >= 3
    assert "days left" in page or "months left" in page


def test_proposed_status_is_set_by_one_press_and_reaches_the_sheet(lived):
    town = named(lived, "towns", OTHER)
    lived.edit("towns", town, "status", "Aprobado")
    work(lived)
    client = coordinator(lived)
    page = client.get(f"/staff/case/{town}?lang=en").text
    form = re.search(r'<form method="post" action="([^"]*/record/[^"]*)">(.*?)</form>', page, re.DOTALL)
    fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form[2]))
    assert (fields["column"], fields["shown"], fields["value"]) == ("status", "approved", "work_plan")
    assert client.post(form[1], data=fields).status_code == 303
    # It is on its way, and not proposed once more.
    assert "/record/" not in "".join(re.findall(r'<form method="post"[^>]*>', client.get(f"/staff/case/{town}").text))
    work(lived)
    assert lived.records("towns")[town]["status"] == "work_plan"


def test_case_that_is_not_there_is_not_found(lived):
    assert coordinator(lived).get("/staff/case/MN-34679").status_code == 404


def test_drawing_puts_each_day_in_its_place():
    events = [Event(date(2027, 1, 11), EventKind.held, "Meeting"), Event(TODAY, EventKind.mailed, "Mail")]
    spans = [Span("Approved", date(2027, 1, 11)), Span("Work plan", date(2027, 2, 10))]
    drawing = draw(events, spans, TODAY)
    assert [mark.x for mark in drawing.marks] == [LEFT, RIGHT]
    assert drawing.now == RIGHT
    assert [(bar.x, round(bar.x + bar.width)) for bar in drawing.bars] == [(LEFT, 500), (500.0, RIGHT)]
    assert [day for _x, day in drawing.ticks] == [date(2027, 2, 1), date(2027, 3, 1)]


def test_drawing_of_a_case_without_history_has_two_weeks():
    drawing = draw([], [], TODAY)
    assert (drawing.bars, drawing.marks, drawing.now) == ((), (), RIGHT)


def test_long_name_of_a_short_stage_is_cut():
    spans = [Span("Application received", date(2027, 3, 11)), Span("Approved", TODAY)]
    first, last = draw([], spans, TODAY).bars
    assert (len(first.label) < len(first.name), last.label) == (True, "")
