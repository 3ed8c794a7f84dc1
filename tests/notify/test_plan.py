from datetime import datetime, timedelta

import pytest

from core.problem import ProblemCode
from journal.records import changes
from rules.switches import MAIN_UNREADABLE
from tests.house import fill
from tests.lived import ANSWERS, batch, named, own, problems, told, type_row, work

OVERDUE = "! {1}: vencido hace {0} días"
TOWN = "Serra das Flores"
CONTACT, MAYOR = "antonio.lopes@example.org", "prefeitura@example.org"


def approve(house):
    house.edit("towns", named(house, "towns", TOWN), "status", "Aprobado")


def setting(house, name, text):
    house.edit("settings", name, "value", text)


def test_status_approved_mails_once(lived):
    approve(lived)
    work(lived)
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "sent"), (MAYOR, "held")]
    # and the six months
    assert [kept.message["To"].addresses[0].addr_spec for kept in lived.mails()].count(
        CONTACT
    ) == 2


def test_status_put_back_before_the_row_is_still_mails_nobody(lived, monkeypatch):
    # longer than any machine takes to look
    monkeypatch.setattr("notify.context.DEMONSTRATION_STILL", 600)
    approve(lived)
    assert lived.settle()
    lived.edit(
        "towns", named(lived, "towns", TOWN), "status", "Plan de trabajo en marcha"
    )
    assert lived.settle()
    lived.later(seconds=700)
    work(lived)
    assert told(lived, "approved") == []


def test_status_put_back_while_the_mail_waits_takes_it_back(lived, monkeypatch):
    monkeypatch.setattr("notify.context.DEMONSTRATION_WAIT", 600)
    approve(lived)
    assert lived.settle()
    lived.later(seconds=1.5)  # the row has been still; the mail still waits
    assert lived.settle()
    assert told(lived, "approved") == [(CONTACT, "queued"), (MAYOR, "held")]
    lived.edit(
        "towns", named(lived, "towns", TOWN), "status", "Plan de trabajo en marcha"
    )
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "withdrawn"), (MAYOR, "withdrawn")]


@pytest.mark.long
def test_status_approved_again_after_it_was_told_asks_first(lived):
    approve(lived)
    work(lived)
    lived.edit(
        "towns", named(lived, "towns", TOWN), "status", "Plan de trabajo en marcha"
    )
    work(lived)
    approve(lived)
    work(lived)
    assert told(lived, "approved") == [
        (CONTACT, "held"),
        (CONTACT, "sent"),
        (MAYOR, "held"),
        (MAYOR, "withdrawn"),
    ]


HERS = "ines@example.org"


def by_hand(house, **cells):
    type_row(
        house,
        "towns",
        name="Cotacachi",
        contact_name="Inés",
        contact_email=HERS,
        country="Ecuador",
        **cells,
    )


@pytest.mark.long
def test_row_typed_by_hand_with_its_status_is_told_like_an_edit(lived):
    by_hand(lived, status="Aprobado", mayor_email="alcaldia@example.org")
    work(lived)
    work(lived)
    assert told(lived, "approved") == [("alcaldia@example.org", "held"), (HERS, "sent")]


@pytest.mark.long
@pytest.mark.parametrize("asked", [{}, {"receipt": "sí"}])
def test_row_typed_by_hand_sends_a_receipt_only_where_staff_ask_for_it(lived, asked):
    by_hand(lived, status="Solicitud recibida", **asked)
    work(lived)
    assert told(lived, "application_receipt") == ([(HERS, "sent")] if asked else [])
    assert HERS not in dict(told(lived, "application"))


@pytest.mark.long
def test_status_typed_with_a_row_and_corrected_while_its_mail_waits_tells_nobody(
    lived, monkeypatch
):
    monkeypatch.setattr("notify.context.DEMONSTRATION_WAIT", 600)
    by_hand(lived, status="Aprobado")
    work(lived)
    assert told(lived, "approved") == [(HERS, "queued")]
    lived.edit(
        "towns", named(lived, "towns", "Cotacachi"), "status", "Solicitud recibida"
    )
    work(lived)
    assert told(lived, "approved") == [(HERS, "withdrawn")]


@pytest.mark.long
def test_copy_of_a_row_tells_nobody_until_something_in_it_is_another(lived):
    by_hand(lived, status="Aprobado")
    by_hand(lived, status="Aprobado")
    work(lived)
    assert told(lived, "approved") == [(HERS, "sent")]  # of the first of the two
    first, second = (
        r
        for r, values in lived.records("towns").items()
        if values.get("name") == "Cotacachi"
    )
    lived.later(days=20)
    lived.edit("towns", first, "contact_office", "Alcaldía")
    work(lived)
    assert told(lived, "approved") == [(HERS, "sent")]
    lived.edit("towns", second, "name", "Otavalo")
    work(lived)
    assert told(lived, "approved") == [(HERS, "sent"), (HERS, "sent")]


@pytest.mark.long
def test_mail_to_the_mayor_of_a_row_typed_by_hand_waits_though_the_status_moves_on(
    lived,
):
    by_hand(lived, status="Aprobado", mayor_email="alcaldia@example.org")
    work(lived)
    lived.edit("towns", named(lived, "towns", "Cotacachi"), "status", "Con mentores")
    work(lived)
    assert told(lived, "approved") == [("alcaldia@example.org", "held"), (HERS, "sent")]


def test_overdue_is_flagged_and_the_coordinator_asked_to_call(lived):
    [task] = [
        r
        for r, v in lived.records("commitments").items()
        if v.get("owner_email") == "luis.chicaiza@example.org"
    ]
    assert own(lived, "commitments", task)["flag"] == OVERDUE.format("  9", "Llamar")
    assert told(lived, "commitments") == [
        ("beatriz.nunes@example.org", "sent"),
        ("coordinacion@example.org", "sent"),
    ]


def test_a_week_on_the_next_step_is_told_once_and_the_flag_follows(lived):
    [task] = [
        r
        for r, v in lived.records("commitments").items()
        if v.get("owner_email") == "luis.chicaiza@example.org"
    ]
    before = told(lived, "commitments")
    lived.later(days=7)
    work(lived)
    work(lived)
    mentors = [
        ("helen.ashworth@example.org", "sent"),
        ("rosa.tenesaca@example.org", "sent"),
    ]
    new = sorted(set(told(lived, "commitments")) - set(before))
    assert [pair for pair in new if pair in mentors] == mentors
    assert own(lived, "commitments", task)["flag"] == OVERDUE.format(
        " 16", "Con las mentoras"
    )
    # whose day passed in between: told once, by the step of that day
    late = (
        "beatriz.nunes@example.org",
        "sent",
    )
    assert len(told(lived, "commitments")) == len(before) + len([*mentors, late])


@pytest.mark.long
def test_paused_commitment_rests_until_its_agreed_date(lived):
    [task] = [
        r
        for r, v in lived.records("commitments").items()
        if v.get("owner_email") == "luis.chicaiza@example.org"
    ]
    lived.edit("commitments", task, "status", "En pausa")
    work(lived)
    assert own(lived, "commitments", task)["flag"] is None
    assert (task, "agreed_date") in [line[2:] for line in problems(lived)]
    agreed = lived.office.sync.now().date() + timedelta(days=5)
    lived.edit("commitments", task, "reason", "La alcaldía está de vacaciones")
    lived.edit("commitments", task, "agreed_date", agreed.isoformat())
    work(lived)
    assert (task, "agreed_date") not in [line[2:] for line in problems(lived)]
    lived.later(days=4)
    work(lived)
    assert own(lived, "commitments", task)["flag"] is None
    before = told(lived, "commitments")
    lived.later(days=8)
    work(lived)
    assert own(lived, "commitments", task)["flag"] == OVERDUE.format("  7", "Llamar")
    assert len(told(lived, "commitments")) > len(before)


def test_commitment_done_loses_its_flag_and_its_reminders(lived):
    [task] = [
        r
        for r, v in lived.records("commitments").items()
        if v.get("owner_email") == "luis.chicaiza@example.org"
    ]
    lived.edit("commitments", task, "status", "Hecho")
    lived.later(days=7)
    work(lived)
    assert own(lived, "commitments", task)["flag"] is None
    assert ("rosa.tenesaca@example.org", "sent") not in told(lived, "commitments")


def test_report_with_a_new_date_starts_the_ladder_anew(lived):
    [task] = [
        r
        for r, v in lived.records("commitments").items()
        if v.get("owner_email") == "luis.chicaiza@example.org"
    ]
    day = (
        (lived.office.sync.now().date())
        .replace(year=lived.office.sync.now().year + 1)
        .isoformat()
    )
    address = lived.office.notify.links.form(
        "es", "progress_report", task
    ).removeprefix(lived.settings.public_url)
    answers = {
        "progress": "under_way",
        "new_date": day,
        "sent_by": "Luis",
        "consent-given": "y",
    }
    assert fill(lived.client(), address, answers).status_code == 303
    work(lived)
    assert own(lived, "commitments", task)["flag"].startswith(
        "Confirmar: piden otra fecha ("
    )
    assert told(lived, "report") == [("coordinacion@example.org", "sent")]


def test_stop_cell_stops_all_mail_and_lets_it_go_again(lived):
    setting(lived, "mail", "detener")
    approve(lived)
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "queued"), (MAYOR, "held")]
    setting(lived, "mail", "enviar")
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "sent"), (MAYOR, "held")]


def test_line_of_settings_that_cannot_be_read_holds_its_own_kind(lived):
    setting(lived, "approved", "automatico, creo")
    approve(lived)
    lived.later(days=7)
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "held"), (MAYOR, "held")]
    assert ("rosa.tenesaca@example.org", "sent") in told(lived, "commitments")
    assert (ProblemCode.cell, "settings", "approved", "value") in problems(lived)


@pytest.mark.parametrize("word", ["", "automático", "enviarr tal vez"])
def test_main_switch_that_cannot_be_read_holds_everything_and_each_mail_says_why(
    lived, word
):
    setting(lived, "mail", word)
    approve(lived)
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "queued"), (MAYOR, "held")]
    [waiting] = [
        row
        for row in lived.outbox()
        if row.kind == "approved" and row.state == "queued"
    ]
    assert waiting.waits == MAIN_UNREADABLE


@pytest.mark.long
@pytest.mark.parametrize(
    "word",
    ["detener", *(pytest.param(word, marks=pytest.mark.long) for word in ("sí", "✓"))],
)
def test_stop_column_stops_one_case_whatever_stands_in_it(lived, word):
    lived.edit("towns", named(lived, "towns", TOWN), "stop_mail", word)
    work(lived)
    approve(lived)
    lived.later(days=7)
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "queued"), (MAYOR, "held")]
    # the other town's
    assert ("rosa.tenesaca@example.org", "sent") in told(lived, "commitments")


def test_kind_that_asks_first_waits_and_goes_out_when_staff_say_so(lived):
    setting(lived, "approved", "preguntar antes")
    work(lived)
    approve(lived)
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "held"), (MAYOR, "held")]
    [tag] = [
        row.tag
        for row in lived.outbox()
        if row.kind == "approved" and row.email == CONTACT
    ]
    lived.edit("outbox", tag, "action", "enviar")
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "sent"), (MAYOR, "held")]


@pytest.mark.long
@pytest.mark.parametrize(
    ("action", "state"), [("no enviar", "skipped"), ("esperar", "held")]
)
def test_action_in_the_outbox_is_obeyed(lived, action, state):
    setting(lived, "mail", "detener")
    approve(lived)
    work(lived)
    [tag] = [
        row.tag
        for row in lived.outbox()
        if row.kind == "approved" and row.email == CONTACT
    ]
    lived.edit("outbox", tag, "action", action)
    setting(lived, "mail", "enviar")
    work(lived)
    assert told(lived, "approved") == [(CONTACT, state), (MAYOR, "held")]
    assert own(lived, "outbox", tag)["reason"]


@pytest.mark.long
def test_action_that_can_do_nothing_is_told_until_the_cell_says_something_else(lived):
    approve(lived)
    work(lived)
    [tag] = [
        row.tag
        for row in lived.outbox()
        if row.kind == "approved" and row.email == CONTACT
    ]
    lived.edit("outbox", tag, "action", "no enviar")  # it is gone
    work(lived)
    assert (ProblemCode.idle, "outbox", tag, "action") in problems(lived)
    [row] = [
        row.own
        for row in lived.look().tabs["problems"].rows.values()
        if row.own["row"] == tag
    ]
    assert (
        row["what"]
        == "«no enviar» no cambia nada aquí. Este mensaje está así: enviado."
    )
    lived.edit("outbox", tag, "action", "enviar")  # as it is
    work(lived)
    assert problems(lived) == []


@pytest.mark.long
def test_moment_beside_a_mail_that_went_late_is_when_it_went(lived):
    setting(lived, "mail", "detener")
    approve(lived)
    work(lived)
    begun = lived.office.sync.now()
    lived.later(days=2)
    setting(lived, "mail", "enviar")
    work(lived)
    [tag] = [
        row.tag
        for row in lived.outbox()
        if row.kind == "approved" and row.email == CONTACT
    ]
    assert datetime.fromisoformat(own(lived, "outbox", tag)["due"]) > begun + timedelta(
        days=1
    )


def test_closed_edition_is_silent(lived):
    guaranda = named(lived, "towns", "Guaranda")
    lived.edit("towns", guaranda, "contact_email", "guaranda@example.org")
    lived.edit("towns", guaranda, "status", "En pausa")
    work(lived)
    assert told(lived, "paused") == []
    assert own(lived, "towns", guaranda)["flag"] is None
    assert lived.records("towns")[guaranda]["status"] == "paused"


def test_six_months_run_to_their_end_though_the_edition_has_closed(lived):
    today = lived.office.sync.now().date()
    edition = named(lived, "editions", "Edición de ejemplo")
    lived.edit("editions", edition, "closes", (today - timedelta(days=20)).isoformat())
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "edition", edition)
    lived.edit("towns", town, "started", (today - timedelta(days=184)).isoformat())
    lived.edit("towns", town, "status", "Aprobado")
    work(lived)
    assert (CONTACT, "sent") in told(lived, "six_months")
    lived.edit("towns", town, "recognised_on", today.isoformat())
    lived.edit("towns", town, "status", "Reconocido")
    work(lived)
    assert (CONTACT, "held") in told(lived, "recognised")


@pytest.mark.long
def test_town_with_nobody_to_tell_is_a_problem_until_there_is_somebody(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "contact_email", "")
    lived.edit("towns", town, "contact_phone", "")
    work(lived)
    lived.edit("towns", town, "status", "En pausa")
    work(lived)
    assert problems(lived) == [(ProblemCode.nobody, "towns", town, "")]
    lived.edit("towns", town, "contact_email", CONTACT)
    work(lived)
    assert problems(lived) == []
    assert (CONTACT, "sent") in told(lived, "paused")
    work(lived)
    assert told(lived, "paused").count((CONTACT, "sent")) == 1


@pytest.mark.long
@pytest.mark.parametrize(
    "changed", [{"status": "Aprobado"}, pytest.param({}, marks=pytest.mark.long)]
)
def test_address_that_comes_much_later_or_after_another_status_brings_no_old_mail(
    lived, changed
):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "contact_email", "")
    lived.edit("towns", town, "contact_phone", "")
    work(lived)
    lived.edit("towns", town, "status", "En pausa")
    work(lived)
    for column, value in changed.items():
        lived.edit("towns", town, column, value)
    if not changed:
        lived.later(days=40)
    work(lived)
    lived.edit("towns", town, "contact_email", CONTACT)
    work(lived)
    assert [who for who, _state in told(lived, "paused")].count(CONTACT) == 0
    assert ((CONTACT, "sent") in told(lived, "approved")) == bool(changed)


@pytest.mark.long
def test_reminder_with_nobody_to_tell_is_told_again_and_again_without_harm(lived):
    for person in lived.records("people"):
        lived.edit("people", person, "active", "no")
    lived.later(days=14)
    work(lived)
    work(lived)
    assert {code for code, *_rest in problems(lived)} == {ProblemCode.nobody}


def test_outbox_and_problems_are_shown_in_the_sheet(lived):
    shown = lived.look().tabs["outbox"].rows
    assert {tag: row.own["email"] for tag, row in shown.items()} == {
        row.tag: row.email for row in lived.outbox()
    }
    assert {row.own["state"] for row in shown.values()} == {"enviado"}


@pytest.mark.long
def test_deleted_row_takes_its_waiting_mail_with_it(lived):
    approve(lived)
    work(lived)
    tab = lived.look().tabs["towns"]
    at = tab.rows[named(lived, "towns", TOWN)].index
    rows = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": at,
        "endIndex": at + 1,
    }
    batch(lived, {"deleteDimension": {"range": rows}})
    work(lived)
    assert told(lived, "approved") == [(CONTACT, "sent")]
    assert [row.state for row in lived.outbox() if row.email == MAYOR] == ["withdrawn"]


@pytest.mark.long
@pytest.mark.parametrize("looks", ["before the rules do", "while the mail waits"])
def test_row_that_is_deleted_and_put_back_is_told_about_as_if_nothing_had_happened(
    lived, monkeypatch, looks
):
    monkeypatch.setattr("notify.context.DEMONSTRATION_WAIT", 600)
    if looks == "before the rules do":
        monkeypatch.setattr("notify.context.DEMONSTRATION_STILL", 600)
    approve(lived)
    assert lived.settle()
    lived.later(seconds=1.5)
    assert lived.settle()
    tab = lived.look().tabs["towns"]
    at = tab.rows[named(lived, "towns", TOWN)].index
    wide = {
        "startColumnIndex": 0,
        "endColumnIndex": max(tab.layout.columns.values()) + 1,
    }
    here = {
        "sheetId": tab.layout.sheet_id,
        "startRowIndex": at,
        "endRowIndex": at + 1,
        **wide,
    }
    aside = {"sheetId": 77, "startRowIndex": 0, "endRowIndex": 1, **wide}
    span = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": at,
        "endIndex": at + 1,
    }
    batch(
        lived,
        {
            "addSheet": {
                "properties": {
                    "title": "Aparte",
                    "sheetId": 77,
                    "gridProperties": {"columnCount": 60},
                }
            }
        },
        {"copyPaste": {"source": here, "destination": aside}},
        {"deleteDimension": {"range": span}},
    )
    lived.later(seconds=700)
    assert lived.settle()
    assert told(lived, "approved") == []
    batch(
        lived,
        {"insertDimension": {"range": span}},
        {"copyPaste": {"source": aside, "destination": here}},
    )
    for _ in range(3):
        assert lived.settle()
        lived.later(seconds=700)
    assert told(lived, "approved") == [(CONTACT, "sent"), (MAYOR, "held")]


def test_person_is_written_to_in_their_language(lived):
    assert (
        fill(
            lived.client(), "/en/aspiring_town", {**ANSWERS, "contact_language": "en"}
        ).status_code
        == 303
    )
    work(lived)
    languages = {
        row.email: row.language for row in lived.outbox() if row.kind == "application"
    }
    assert languages == {"ana.paez@example.org": "en", "coordinacion@example.org": "es"}
    with lived.journal.read() as connection:
        assert changes.undecided(connection) == []
