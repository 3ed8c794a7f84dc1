"""A session from its opening to the rows and cells that it writes; second presses,
and two who write at once.
"""

import re

import pytest

from journal.committee import sessions
from tests.house import hidden
from tests.lived import coordinator, named, prepared_by, work

TOWN = "Serra das Flores"
MARTA, LUCIA, JOAO = "Marta Quiroga", "Lucía Andrade", "João Ferreira"


def in_evaluation(house):
    """A town is evaluated."""
    house.edit("towns", named(house, "towns", TOWN), "status", "En evaluación")
    work(house)


pytestmark = prepared_by(in_evaluation)


@pytest.fixture
def town(lived):
    return named(lived, "towns", TOWN)


@pytest.fixture
def browser(lived, town):
    return coordinator(lived)


def today(house):
    return house.app.extensions["hoja.services"].today().isoformat()


def opening_fields(browser):
    """The hidden fields of the form that opens a session: the last one of the page."""
    main = browser.get("/staff/sessions").text.partition("</main>")[0]
    form = main[main.rindex("<form") :]
    return {name: hidden(form, name) for name in ("csrf_token", "key")}


def opened(house, browser, town):
    """The address of a session of today with this town."""
    answer = browser.post(
        "/staff/sessions",
        data={**opening_fields(browser), "day": today(house), "case": [town]},
    )
    assert answer.status_code == 303
    return answer.location


def fields(browser, address):
    page = browser.get(address).text
    return {name: hidden(page, name) for name in ("csrf_token", "revision")}


def with_people(house, browser, address, **more):
    head = {
        "day": today(house),
        "place": "Quito",
        "present": [MARTA, JOAO, LUCIA],
        "presides": MARTA,
        "secretary": LUCIA,
    }
    return browser.post(address, data={**fields(browser, address), **head, **more})


def decide(browser, address, town, **entered):
    case = f"{address}/case/{town}"
    return browser.post(
        case, data={**fields(browser, case), "result": "recognised", **entered}
    )


def closing(browser, address):
    """What the page of a session sends by the button that closes it."""
    page = browser.get(f"{address}?lang=en").text
    return dict(
        re.findall(
            r'name="([^"]*)" value="([^"]*)"',
            page[page.index(f'action="{address}/close"') :],
        )
    )


def close(browser, address):
    return browser.post(f"{address}/close", data=closing(browser, address))


def test_session_writes_its_rows_and_the_status_that_was_left_ticked(
    lived, browser, town
):
    address = opened(lived, browser, town)
    assert with_people(lived, browser, address).status_code == 303
    entered = {
        "reasons": "Cumple.\nFelicitaciones.",
        "recused": [JOAO],
        "conflict": "vive allí",
    }
    assert decide(browser, address, town, **entered).status_code == 303
    assert close(browser, address).status_code == 303
    work(lived)
    [(session, row)] = lived.records("sessions").items()
    expected = {
        "date": today(lived),
        "place": "Quito",
        "presides": MARTA,
        "secretary": LUCIA,
    }
    assert {name: row[name] for name in expected} == expected
    assert row["present"] == f"{MARTA}, {JOAO}, {LUCIA}"
    [decision] = lived.records("decisions").values()
    assert {
        name: decision[name]
        for name in ("session", "town", "result", "reasons", "recused")
    } == {
        "session": session,
        "town": town,
        "result": "recognised",
        "reasons": "Cumple.\nFelicitaciones.",
        "recused": f"{JOAO}: vive allí",
    }
    assert lived.records("towns")[town]["status"] == "recognised"
    assert lived.records("towns")[town]["decision_reason"] == "Cumple.\nFelicitaciones."
    assert lived.records("towns")[town]["session_on"] == today(lived)
    assert lived.records("towns")[town]["recognised_on"] == today(lived)


@pytest.mark.long
def test_date_that_somebody_has_written_stays(lived, browser, town):
    lived.edit("towns", town, "recognised_on", "01/02/2027")
    work(lived)
    address = opened(lived, browser, town)
    with_people(lived, browser, address)
    decide(browser, address, town)
    assert "Recognised on" not in browser.get(f"{address}?lang=en").text
    assert close(browser, address).status_code == 303
    work(lived)
    row = lived.records("towns")[town]
    assert (row["status"], row["recognised_on"]) == ("recognised", "2027-02-01")


def test_day_that_is_typed_beside_a_case_is_a_planned_session(lived, browser, town):
    lived.edit("towns", town, "session_on", "01/06/2027")
    work(lived)
    page = browser.get("/staff/sessions?lang=en").text
    assert "1 June 2027" in page
    assert TOWN in page[: page.index("Opened")]


def test_second_press_opens_and_closes_nothing_twice(lived, browser, town):
    sent = {**opening_fields(browser), "day": today(lived), "case": town}
    first, second = (
        browser.post("/staff/sessions", data=sent).location for _ in range(2)
    )
    assert first == second
    with_people(lived, browser, first)
    decide(browser, first, town)
    form = closing(browser, first)
    assert [
        browser.post(f"{first}/close", data=form).status_code for _ in range(2)
    ] == [303, 303]
    work(lived)
    assert (len(lived.records("sessions")), len(lived.records("decisions"))) == (1, 1)


def test_status_that_was_unticked_stays(lived, browser, town):
    address = opened(lived, browser, town)
    with_people(lived, browser, address)
    decide(browser, address, town)
    form = closing(browser, address)
    assert form.pop(f"set-{town}")
    assert browser.post(f"{address}/close", data=form).status_code == 303
    work(lived)
    assert lived.records("towns")[town]["status"] == "evaluation"


@pytest.mark.long
def test_status_that_somebody_changed_meanwhile_is_shown_and_not_written_over(
    lived, browser, town
):
    address = opened(lived, browser, town)
    with_people(lived, browser, address)
    decide(browser, address, town)
    form = closing(browser, address)
    lived.edit("towns", town, "status", "En pausa")
    work(lived)
    assert browser.post(f"{address}/close", data=form).status_code == 409
    with lived.journal.read() as connection:
        [session] = sessions.newest(connection, 9)
    assert session.closed_at is None


@pytest.mark.long
@pytest.mark.parametrize(
    "changed",
    [{"result": "not_yet"}, {"reasons": "Falta la ordenanza."}, {"recused": [JOAO]}],
)
def test_decision_that_the_page_did_not_show_closes_nothing(
    lived, browser, town, changed
):
    address = opened(lived, browser, town)
    with_people(lived, browser, address)
    decide(browser, address, town)
    form = closing(browser, address)
    assert decide(browser, address, town, **changed).status_code == 303
    late = browser.post(f"{address}/close?lang=en", data=form)
    assert late.status_code == 409
    notice = late.text[late.text.index("It was changed in the meantime") :].partition(
        "</div>"
    )[0]
    words = {"result": "Not yet", "reasons": "Falta la ordenanza.", "recused": JOAO}
    assert words[next(iter(changed))] in notice
    assert close(browser, address).status_code == 303
    work(lived)
    [decision] = lived.records("decisions").values()
    assert decision["result"] == changed.get("result", "recognised")


def test_session_is_closed_only_when_everything_is_there(lived, browser, town):
    address = opened(lived, browser, town)
    page = browser.get(f"{address}?lang=en").text
    assert f"{TOWN}: the result is missing." in page
    assert "Who presides, and who writes the minutes?" in page
    assert (
        browser.post(f"{address}/close", data=fields(browser, address)).status_code
        == 409
    )
    work(lived)
    assert lived.records("sessions") == {}


@pytest.mark.parametrize("revision", ["9" * 25, "9" * 5000, "²"])
def test_page_with_a_revision_that_is_none_is_one_that_is_older(
    lived, browser, town, revision
):
    case = f"{opened(lived, browser, town)}/case/{town}"
    data = {**fields(browser, case), "revision": revision, "result": "not_yet"}
    assert browser.post(case, data=data).status_code == 409


def test_page_that_is_older_than_what_was_saved_writes_nothing_over_it(
    lived, browser, town
):
    address = opened(lived, browser, town)
    case = f"{address}/case/{town}"
    old = fields(browser, case)
    assert (
        browser.post(
            case, data={**old, "result": "not_yet", "reasons": "first"}
        ).status_code
        == 303
    )
    late = browser.post(
        f"{case}?lang=en", data={**old, "result": "recognised", "reasons": "second"}
    )
    assert (
        late.status_code,
        "first" in late.text,
        ">second</textarea>" in late.text,
    ) == (409, True, True)
    # What it shows now can be saved over it by a second press.
    again = {name: hidden(late.text, name) for name in ("csrf_token", "revision")}
    assert (
        browser.post(
            case, data={**again, "result": "recognised", "reasons": "second"}
        ).status_code
        == 303
    )
    with lived.journal.read() as connection:
        [session] = sessions.newest(connection, 9)
        assert (
            sessions.decisions_of(connection, session.id)[town].entered["reasons"]
            == "second"
        )


@pytest.mark.long
def test_same_page_sent_twice_over_a_bad_line_is_no_conflict(lived, browser, town):
    address = opened(lived, browser, town)
    case = f"{address}/case/{town}"
    sent = {**fields(browser, case), "result": "not_yet", "reasons": "x"}
    assert [browser.post(case, data=sent).status_code for _ in range(2)] == [303, 303]
    head = {**fields(browser, address), "day": today(lived), "place": "Quito"}
    assert [browser.post(address, data=head).status_code for _ in range(2)] == [
        303,
        303,
    ]


@pytest.mark.long
def test_case_that_is_left_to_another_session_has_no_day_any_more(lived, browser, town):
    address = opened(lived, browser, town)
    with_people(lived, browser, address)
    decide(browser, address, town, result="postponed")
    assert close(browser, address).status_code == 303
    work(lived)
    assert not lived.records("towns")[town].get("session_on")
    assert lived.records("towns")[town]["status"] == "evaluation"


@pytest.mark.parametrize("language", ["es", "pt"])
def test_minutes_are_a_pdf_in_each_language(lived, browser, town, language):
    address = opened(lived, browser, town)
    with_people(lived, browser, address)
    answer = browser.get(f"{address}/{language}/minutes.pdf")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")


def test_session_is_entered_by_those_who_may_only(lived, town):
    assert lived.client().get("/staff/sessions").status_code == 401
    assert lived.client().post("/staff/sessions", data={}).status_code in (
        400,
        401,
        403,
    )
