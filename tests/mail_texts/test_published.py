"""From a cell that staff type to the mail that people get, and back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from journal.access import security_events
from journal.mails import outbox as letting_go
from journal.mails import text_drafts, text_publications
from journal.states import MessageState, SecurityAction
from staff.mail_texts import pages
from sync.tabs.mail_texts import keep_mail_texts
from tests.house import hidden
from tests.lived import batch, coordinator, told, work
from tests.mail_texts.conftest import ADDRESS, ask_for_rows
from tests.notify.test_plan import CONTACT, MAYOR, approve
from tests.staff.test_permissions import LOOK, member

SUBJECT, BODY, STATE = "Asunto", "Texto del correo", "Estado"
NEW = "Novedades de {{ record.name }}"
IN_PT = {"mail": "approved", "language": "pt"}


def versions(texts, key=("approved", "es")):
    with texts.house.journal.read() as connection:
        return [kept.id for kept in text_publications.of_mail(connection, key, 20)]


def live(texts, key=("approved", "es")):
    """What the worker says in a mail."""
    return texts.house.office.notify.templates.texts[key]


def subjects_to(texts, address):
    return [
        str(kept.message["Subject"])
        for kept in texts.house.mails()
        if kept.message["To"].addresses[0].addr_spec == address
    ]


def test_new_tab_holds_what_mails_say(texts):
    files = texts.house.folder.templates.texts
    lines = texts.tab().lines
    assert (len(lines), len({tuple(line[:2]) for line in lines})) == (
        1 + len(files),
        1 + len(files),
    )
    assert texts.cell(SUBJECT) == files["approved", "es"].subject
    assert {line[lines[0].index(STATE)] for line in lines[1:]} == {"en uso"}
    assert texts.told() == []


def test_button_asks_for_the_tab(lived):
    client = coordinator(lived)
    page = client.get("/staff/texts?lang=en").text
    assert "Make the tab" in page
    data = {"csrf_token": hidden(page, "csrf_token")}
    assert client.post("/staff/texts", data=data).status_code == 303
    assert lived.look().mail_texts is None
    assert lived.settle()
    assert lived.look().mail_texts is not None
    assert "Make the tab" not in client.get("/staff/texts?lang=en").text


def test_mail_that_waits_leaves_with_the_words_that_were_published_meanwhile(
    texts, monkeypatch
):
    monkeypatch.setattr("notify.context.DEMONSTRATION_WAIT", 600)
    house = texts.house
    approve(house)
    assert house.settle()
    house.later(seconds=1.5)  # the row has been still; the mail still waits
    assert house.settle()
    assert told(house, "approved") == [(CONTACT, "queued"), (MAYOR, "held")]
    texts.type(SUBJECT, NEW, **IN_PT)
    texts.look()
    assert texts.cell(STATE, **IN_PT) == "cambiado, sin publicar"
    assert texts.publish(address="/staff/texts/approved/pt").status_code == 303
    house.later(seconds=700)
    work(house)
    assert "Novedades de Serra das Flores" in subjects_to(texts, CONTACT)
    assert texts.cell(STATE, **IN_PT) == "en uso"
    with house.journal.read() as connection:
        [event, *_] = security_events.newest(connection, 1, by_somebody=True)
    assert event.action == SecurityAction.published_text


@pytest.mark.long
def test_cell_that_is_edited_changes_no_mail(texts):
    house = texts.house
    texts.type(SUBJECT, NEW, **IN_PT)
    approve(house)
    work(house)
    assert "Novedades de Serra das Flores" not in subjects_to(texts, CONTACT)
    assert texts.told() == []


def test_yes_that_was_given_to_other_words_is_asked_for_again(texts):
    house = texts.house
    approve(house)
    work(house)
    [mayor] = [row for row in house.outbox() if row.email == MAYOR]
    now = house.office.sync.now()
    with house.journal.write() as connection:
        letting_go.send_together(
            connection, {mayor.id: None}, "Lucía", now, due_at=now + timedelta(hours=3)
        )
    # Without an edit of its words a yes holds.
    assert house.settle()
    assert message(texts, mayor.id).state is MessageState.queued
    of_mayor = {"mail": "approved_mayor", "language": mayor.language}
    texts.type(SUBJECT, NEW, **of_mayor)
    texts.look()
    address = f"/staff/texts/approved_mayor/{mayor.language}"
    assert texts.publish(address=address).status_code == 303
    texts.look()
    waiting = message(texts, mayor.id)
    assert (waiting.state, waiting.subject) == (
        MessageState.held,
        "Novedades de Serra das Flores",
    )


def message(texts, id):
    return next(row for row in texts.house.outbox() if row.id == id)


def test_earlier_version_and_the_text_of_the_file_are_shown_and_live_again(texts):
    client = coordinator(texts.house)
    file_text = live(texts)
    for subject in ("Uno", "Dos"):
        texts.type(SUBJECT, subject)
        texts.look()
        assert texts.publish(client).status_code == 303
        texts.look()
    _second, first = versions(texts)
    page = client.get(f"{ADDRESS}/{first}?lang=en").text
    assert ["<del>Dos</del>" in page, "<ins>Uno</ins>" in page] == [True, True]
    assert texts.publish(client, f"{ADDRESS}/{first}").status_code == 303
    texts.look()
    assert (live(texts).subject, texts.cell(STATE)) == (
        "Uno",
        "estuvo en uso: ahora vale otro texto",
    )
    assert texts.publish(client, f"{ADDRESS}/0").status_code == 303
    texts.look()
    assert live(texts) == file_text
    assert len(versions(texts)) == 4


@pytest.mark.parametrize(
    "is_blanked", [True, pytest.param(False, marks=pytest.mark.long)]
)
def test_row_that_is_blank_or_gone_changes_nothing_and_is_asked_about(
    texts, is_blanked
):
    texts.type(SUBJECT, "Uno")
    texts.look()
    client = coordinator(texts.house)
    texts.publish(client)
    texts.look()
    if is_blanked:
        texts.type(SUBJECT, "")
        texts.type(BODY, "")
    else:
        row = texts.row_of()
        rows = {"sheetId": texts.tab().sheet_id, "dimension": "ROWS"}
        area = {**rows, "startIndex": row, "endIndex": row + 1}
        batch(texts.house, {"deleteDimension": {"range": area}})
    texts.look()
    assert live(texts).subject == "Uno"
    [line] = texts.told()
    assert "en blanco o ya no está" in line
    page = client.get(f"{ADDRESS}?lang=en").text
    assert "The row of this mail is blank or gone" in page
    assert 'name="mark"' not in page
    assert texts.publish(client, f"{ADDRESS}/0").status_code == 303
    texts.look()
    assert (live(texts).subject != "Uno", texts.told()) == (True, [])


@pytest.mark.long
def test_rows_that_are_missing_come_back_with_what_mails_say(texts):
    before = sorted(tuple(line) for line in texts.tab().lines)
    row = texts.row_of()
    rows = {"sheetId": texts.tab().sheet_id, "dimension": "ROWS"}
    area = {**rows, "startIndex": row, "endIndex": row + 2}
    batch(texts.house, {"deleteDimension": {"range": area}})
    texts.look()
    ask_for_rows(texts.house)
    assert sorted(tuple(line) for line in texts.tab().lines) == before


@pytest.mark.long
def test_tab_that_is_gone_leaves_what_is_published_and_is_not_made_by_itself(texts):
    texts.type(SUBJECT, "Uno")
    texts.look()
    texts.publish()
    batch(texts.house, {"deleteSheet": {"sheetId": texts.tab().sheet_id}})
    texts.look()
    assert (live(texts).subject, texts.house.look().mail_texts) == ("Uno", None)
    ask_for_rows(texts.house)
    assert texts.cell(SUBJECT) == "Uno"


@pytest.mark.parametrize("what", ["edited", "published", "pressed twice", "made up"])
@pytest.mark.long
def test_button_publishes_what_the_page_has_shown_or_nothing(texts, what):
    client = coordinator(texts.house)
    texts.type(SUBJECT, "Uno")
    texts.look()
    page = client.get(ADDRESS).text
    mark = "0-made-up" if what == "made up" else hidden(page, "mark")
    if what == "edited":
        texts.type(SUBJECT, "Dos")
        texts.look()
    elif what == "published":
        texts.type(SUBJECT, "Dos", **IN_PT)
        texts.look()
        texts.publish(client, "/staff/texts/approved/pt")
    elif what == "pressed twice":
        texts.publish(client)
    before = versions(texts)
    data = {"csrf_token": hidden(page, "csrf_token"), "mark": mark}
    answer = client.post(ADDRESS, data=data)
    assert (answer.status_code, versions(texts)) == (409, before)


def test_role_without_the_permission_sees_who_can(texts):
    texts.type(SUBJECT, "Uno")
    texts.look()
    client = member(texts.house, *LOOK)
    page = client.get(ADDRESS).text
    assert ('name="mark"' in page, "Lucía" in page) == (False, True)
    token = hidden(client.get("/staff/devices").text, "csrf_token")
    for address in (ADDRESS, f"{ADDRESS}/0", f"{ADDRESS}/keep", "/staff/texts"):
        answer = client.post(address, data={"csrf_token": token, "mark": "x"})
        assert (answer.status_code, versions(texts)) == (403, [])
    assert texts.house.client().get(ADDRESS).status_code == 401


def test_example_is_shown_as_it_would_read_and_runs_nothing(texts):
    texts.type(SUBJECT, NEW)
    texts.type(BODY, "Hola **{{ record.name }}** <script>alert(1)</script>")
    texts.look()
    client = coordinator(texts.house)
    page = client.get(ADDRESS).text
    assert "<dd>Novedades de " in page
    shown = client.get(f"{ADDRESS}/example")
    assert "<strong>" in shown.text
    assert "<script>" not in shown.text + page.replace("<script src", "")
    assert "sandbox" in shown.headers["Content-Security-Policy"]


def test_mail_that_is_none_has_no_page(texts):
    client = coordinator(texts.house)
    for address in (
        "/staff/texts/nothing/es",
        "/staff/texts/approved/xx",
        f"{ADDRESS}/77",
        f"{ADDRESS}/example?version=77",
    ):
        assert client.get(address).status_code == 404


def drafts(texts):
    with texts.house.journal.read() as connection:
        return text_drafts.every(connection)


def test_header_that_is_renamed_adds_no_rows_a_second_time(texts):
    tab = texts.tab()
    start = {
        "sheetId": tab.sheet_id,
        "rowIndex": 0,
        "columnIndex": tab.lines[0].index(BODY),
    }
    value = {"userEnteredValue": {"stringValue": "Cuerpo"}}
    cells = {"rows": [{"values": [value]}], "fields": "userEnteredValue"}
    batch(texts.house, {"updateCells": {**cells, "start": start}})
    texts.look()
    ask_for_rows(texts.house)
    assert len(texts.tab().lines) == len(tab.lines)


def test_tab_that_goes_while_a_form_is_published_is_forgotten(texts):
    context = texts.house.office.sync
    snapshot = texts.house.look()
    keep_mail_texts(context, snapshot)
    context.adopt(context.programme)
    keep_mail_texts(context, replace(snapshot, mail_texts=None))
    assert drafts(texts) == {}


def test_text_that_was_compared_with_what_was_live_before_is_not_published(
    texts, monkeypatch
):
    house = texts.house
    client = coordinator(house)
    texts.type(SUBJECT, "Uno")
    texts.look()
    page = client.get(ADDRESS).text
    data = {name: hidden(page, name) for name in ("csrf_token", "mark")}
    compare = pages._can_be_published

    def overtaken(live, key, candidate):
        """Between two lines of this press, another one is taken over."""
        can = compare(live, key, candidate)
        with house.journal.write() as connection:
            now = house.office.sync.now()
            words = {**live.current.text(key).as_json(), "subject": "Dos"}
            text_publications.add(connection, key, words, "", "a", now)
        live.refresh(live.programme)
        return can

    monkeypatch.setattr(pages, "_can_be_published", overtaken)
    assert client.post(ADDRESS, data=data).status_code == 409
    assert len(versions(texts)) == 2  # the page was compared anew, too
