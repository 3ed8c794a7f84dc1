"""Sessions of staff: what the cookie is, where it ends, who sees which devices; and
what the sign-in page gives away.
"""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.clock import Clock
from journal.access import security_events, staff_sessions
from journal.schema import messages, signins
from journal.schema import security_events as events
from journal.schema import staff_sessions as sessions
from journal.states import SecurityAction
from staff.access.devices import device_words
from staff.access.signing import new_link
from tests.house import hidden
from tests.lived import coordinator, copied_house, named
from tests.staff.test_views import LUCIA, ask, ask_only, signed_in, token

MARTA = "comite.quiroga@example.org"
COOKIE = "hoja_staff"
PHONE = "Mozilla/5.0 (Linux; Android 9; SM-J415F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Mobile Safari/537.36"


def stolen(house, client):
    """Another browser with a copy of the cookies of this one."""
    thief = house.client()
    for name in (COOKIE, "hoja"):
        if cookie := client.get_cookie(name):
            thief.set_cookie(name, cookie.value)
    return thief


def enter(house, client, email=LUCIA, **more):
    """Signs somebody in in this browser, without a mail on its way."""
    link = new_link(house.journal, email)
    return client.post(link, data={"csrf_token": token(client.get(link).text)}, **more)


def press(client, address, **data):
    return client.post(
        address, data={"csrf_token": token(client.get("/staff/").text), **data}
    )


def rows(house, table):
    with house.journal.read() as connection:
        return connection.execute(sa.select(table)).mappings().all()


def test_cookie_says_nothing_and_only_a_digest_of_it_is_kept(lived):
    client = coordinator(lived)
    cookie = client.get_cookie(COOKIE)
    [row] = rows(lived, sessions)
    assert (LUCIA in cookie.value, cookie.value in str(dict(row)), row["email"]) == (
        False,
        False,
        LUCIA,
    )
    assert (cookie.http_only, cookie.path) == (True, "/")
    assert LUCIA not in client.get_cookie("hoja").value


def test_each_page_of_the_team_signs_out(lived):
    client = coordinator(lived)
    counts = {}
    for rule in lived.app.url_map.iter_rules():
        is_file = "." in rule.rule
        if rule.arguments or is_file or not rule.rule.startswith("/staff/"):
            continue
        answer = client.get(rule.rule)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            counts[rule.rule] = answer.text.count('action="/staff/sign-out"')
    assert len(counts) > 10
    assert {page for page, count in counts.items() if count != 1} == set()
    assert "/staff/sign-out" not in lived.client().get("/es/aspiring_town").text


def test_signing_out_ends_the_session_wherever_its_cookie_was_copied_to(lived):
    client = coordinator(lived)
    thief = stolen(lived, client)
    assert thief.get("/staff/").status_code == 200
    answer = press(client, "/staff/sign-out")
    assert (client.get("/staff/").status_code, thief.get("/staff/").status_code) == (
        401,
        401,
    )
    assert client.get_cookie(COOKIE) is None
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_cookie_that_is_not_ours_opens_nothing(lived):
    for value in ("", "x", "ñ", "a" * 3000, "' OR 1=1 --"):
        client = lived.client()
        client.set_cookie(COOKIE, value)
        assert client.get("/staff/").status_code == 401, value


def test_session_of_before_the_sign_in_is_not_the_one_after_it(lived):
    client = lived.client()
    link = new_link(lived.journal, LUCIA)
    page = client.get(link).text
    client.get("/?lang=pt")
    before = stolen(lived, client)
    client.post(link, data={"csrf_token": token(page)})
    assert before.get("/staff/").status_code == 401
    assert token(client.get("/staff/").text) != token(page)
    assert 'lang="pt"' in client.get("/staff/").text


def test_signing_in_once_more_in_a_browser_ends_the_session_of_before(lived):
    client = coordinator(lived)
    thief = stolen(lived, client)
    enter(lived, client, MARTA)
    assert (client.get("/staff/").status_code, thief.get("/staff/").status_code) == (
        200,
        401,
    )


def test_own_devices_are_listed_and_any_of_them_can_be_ended(lived):
    laptop, phone, marta = coordinator(lived), lived.client(), lived.client()
    enter(lived, phone, headers={"User-Agent": PHONE})
    enter(lived, marta, MARTA)
    page = laptop.get("/staff/devices?lang=en").text.partition("</main>")[0]
    assert (
        page.count("Sign out</button>"),
        page.count("this device"),
        "Chrome, Android" in page,
    ) == (2, 1, True)
    ids = {
        row["device"]: row["id"]
        for row in rows(lived, sessions)
        if row["email"] == LUCIA
    }
    press(marta, "/staff/devices", id=ids["Chrome, Android"])
    # nobody ends the sessions of another
    assert phone.get("/staff/").status_code == 200
    press(laptop, "/staff/devices", id=ids["Chrome, Android"])
    assert [each.get("/staff/").status_code for each in (phone, laptop, marta)] == [
        401,
        200,
        200,
    ]


def test_all_devices_can_be_ended_at_once(lived):
    one, other = coordinator(lived), coordinator(lived)
    answer = press(
        one, "/staff/devices", id=[row["id"] for row in rows(lived, sessions)]
    )
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert [each.get("/staff/").status_code for each in (one, other)] == [401, 401]


def test_other_devices_are_ended_only_by_who_has_just_signed_in(lived):
    laptop, phone = coordinator(lived), coordinator(lived)
    aged(lived, created_at=Clock().now() - staff_sessions.FRESH)
    ids = [row["id"] for row in rows(lived, sessions)]
    page = laptop.get("/staff/devices?lang=en").text.partition("</main>")[0]
    assert (page.count("Sign out</button>"), "Send me the link" in page) == (1, True)
    for pressed in (ids, ids[:1], ids[1:], []):
        if pressed != [own_id(lived, laptop)]:
            press(laptop, "/staff/devices", id=pressed)
    assert [each.get("/staff/").status_code for each in (laptop, phone)] == [200, 200]
    stopped = [row for row in rows(lived, events) if row["action"] == "stopped_device"]
    assert stopped == []
    enter(lived, laptop)
    press(laptop, "/staff/devices", id=ids)
    assert [each.get("/staff/").status_code for each in (laptop, phone)] == [200, 401]


def own_id(house, client):
    """The id of the session of this browser."""
    with house.journal.read() as connection:
        cookie = client.get_cookie(COOKIE).value
        return staff_sessions.of_token(connection, cookie, Clock().now()).id


def test_own_device_is_signed_out_at_any_time(lived):
    client = coordinator(lived)
    aged(lived, created_at=Clock().now() - staff_sessions.FRESH)
    press(client, "/staff/devices", id=own_id(lived, client))
    assert client.get("/staff/").status_code == 401


def test_page_of_devices_mails_the_link_that_leads_back_to_it(lived):
    client, _phone = coordinator(lived), coordinator(lived)
    aged(lived, created_at=Clock().now() - staff_sessions.FRESH)
    page = client.get("/staff/devices").text
    names = ("csrf_token", "email", "wanted")
    form = page.partition('action="/staff/sign-in"')[2]
    client.post("/staff/sign-in", data={name: hidden(form, name) for name in names})
    assert lived.settle()
    [link] = re.findall(r"/staff/enter/\S+", lived.mails()[-1].text)
    answer = client.post(link, data={"csrf_token": token(client.get(link).text)})
    assert answer.location == "/staff/devices"


def aged(house, **moments):
    with house.journal.write() as connection:
        connection.execute(sa.update(sessions).values(**moments))


def test_session_that_is_used_lives_on_and_one_that_is_not_ends_after_thirty_days(
    lived,
):
    client, now = coordinator(lived), Clock().now()
    aged(lived, seen_at=now - timedelta(days=29), until=now + timedelta(days=1))
    answer = client.get("/staff/")
    assert f"Max-Age={30 * 24 * 3600}" in answer.headers["Set-Cookie"]
    [row] = rows(lived, sessions)
    assert row["until"] > now + timedelta(days=29)
    aged(lived, until=now)
    assert client.get("/staff/").status_code == 401


def test_looking_around_writes_nothing_within_the_hour(lived):
    client = coordinator(lived)
    before = rows(lived, sessions)
    assert COOKIE not in client.get("/staff/devices").headers.get("Set-Cookie", "")
    assert rows(lived, sessions) == before


def test_person_whose_address_is_changed_is_signed_out(lived):
    client = coordinator(lived)
    lived.edit(
        "people", named(lived, "people", "Lucía Andrade"), "email", "otra@example.org"
    )
    assert lived.settle()
    assert client.get("/staff/").status_code == 401


@pytest.fixture
def public(tmp_path, folder, tmp_path_factory):
    """A house with example data whose pages are at https://forms.example.org."""
    with copied_house(
        tmp_path / "house",
        folder,
        tmp_path_factory,
        public_url="https://forms.example.org",
        demonstration=False,
    ) as house:
        yield house


def test_cookies_of_a_public_address_are_for_it_alone(public):
    client = public.app.test_client()
    page = client.get("/staff/", base_url="https://forms.example.org")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-hoja=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    token = "x"
    with public.journal.write() as connection:
        staff_sessions.begin(
            connection, token, LUCIA, "", Clock().now() - timedelta(hours=2)
        )
    client.set_cookie(
        "__Host-hoja_staff", token, domain="forms.example.org", secure=True
    )
    renewed = client.get("/staff/", base_url="https://forms.example.org")
    assert renewed.status_code == 200
    cookie = next(
        value
        for value in renewed.headers.getlist("Set-Cookie")
        if "hoja_staff" in value
    )
    assert {
        "__Host-hoja_staff=x",
        "Secure",
        "HttpOnly",
        "Path=/",
        "SameSite=Lax",
    } <= set(cookie.split("; "))


def test_mailbox_and_tour_are_not_there_at_a_public_address(public):
    client = public.app.test_client()
    assert client.get("/mailbox/").status_code == 404
    assert "mailbox" not in client.get("/").text


ELSEWHERE = [
    {"base_url": "http://evil.example"},
    {"base_url": "http://127.0.0.1.evil.example:8000"},
    {"headers": {"Origin": "http://evil.example"}},
    {"headers": {"Origin": "null"}},
    {"environ_overrides": {"REMOTE_ADDR": "192.168.1.9"}},
]


def test_mailbox_is_for_this_machine_by_its_own_name(lived):
    client = lived.client()
    assert (
        client.get("/mailbox/", environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code
        == 200
    )
    for changed in ELSEWHERE:
        assert client.get("/mailbox/", **changed).status_code == 403, changed


def statements(house, work):
    """The statements that the journal of the web application is asked, without
    what they are asked with.
    """
    engine = house.app.extensions["hoja.services"].journal.engine
    seen = []

    def note(_connection, _cursor, statement, *_):
        # The demonstration's clock is remembered for a moment, and then asked anew.
        if (
            "BEGIN" not in statement
            and "SAVEPOINT" not in statement
            and "clock_seconds_ahead" not in statement
        ):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    work()
    sa.event.remove(engine, "before_cursor_execute", note)
    return seen


def test_sign_in_does_and_says_the_same_for_everybody_and_keeps_nothing_of_strangers(
    lived,
):
    client = lived.client()
    page = token(client.get("/staff/").text)
    pages = []

    def asked(email):
        return lambda: pages.append(
            client.post(
                "/staff/sign-in", data={"email": email, "csrf_token": page}
            ).text
        )

    known, unknown = (
        statements(lived, asked(LUCIA)),
        statements(lived, asked("nobody@example.org")),
    )
    assert known == unknown
    same = [re.sub(r'name="csrf_token" value="[^"]*"', "", page) for page in pages]
    assert same[0] == same[1]
    kept = [
        str([dict(row) for row in rows(lived, table)])
        for table in (signins, messages, events)
    ]
    assert [LUCIA in each for each in kept] == [True, True, True]
    assert ["nobody@" in each for each in kept] == [False, False, False]


def test_address_gets_no_flood_of_links(lived):
    for _ in range(7):
        ask_only(lived.client())
    assert len(ask(lived, lived.client())) == 5


def test_client_that_asks_without_end_gets_the_same_answer_and_does_nothing(lived):
    client = lived.client()
    data = {"csrf_token": token(client.get("/staff/").text)}
    pages = {
        client.post(
            "/staff/sign-in", data={**data, "email": f"a{n}@example.org"}
        ).status_code
        for n in range(25)
    }
    assert pages == {200}
    assert len(rows(lived, events)) == 20
    ask_only(client)
    elsewhere = lived.client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert len(ask(lived, elsewhere)) == 1


def test_links_that_are_guessed_are_noted_and_fill_nothing(lived):
    client = lived.client()
    page = token(client.get("/staff/").text)
    for number in range(25):
        assert (
            client.post(
                f"/staff/enter/guess{number}", data={"csrf_token": page}
            ).status_code
            == 410
        )
    assert len(rows(lived, events)) == 20
    assert {row["action"] for row in rows(lived, events)} == {SecurityAction.failed}


def landed(house, wanted):
    """Where somebody is after signing in who wanted to go somewhere."""
    client = house.client()
    page = token(client.get("/staff/").text)
    client.post(
        "/staff/sign-in",
        data={"csrf_token": page, "email": "nobody@example.org", "wanted": wanted},
    )
    link = new_link(house.journal, LUCIA)
    return client.post(link, data={"csrf_token": token(client.get(link).text)}).headers[
        "Location"
    ]


def test_after_signing_in_one_is_where_one_wanted_to_go(lived):
    page = lived.client().get("/staff/ahead?days=7").text
    assert landed(lived, hidden(page, "wanted")) == "/staff/ahead?days=7"


def test_after_signing_in_nobody_is_led_elsewhere(lived):
    elsewhere = [
        "//evil.example/x",
        "/\\evil.example",
        "/\t/evil.example/x",
        "/\n/evil.example",
        "https://evil.example",
        "x",
    ]
    assert [landed(lived, wanted) for wanted in elsewhere] == ["/staff/"] * 6


def test_log_tells_who_did_what_and_names_nobody_on_the_way(lived, caplog):
    caplog.set_level("INFO", "hoja.security")
    client = signed_in(lived)
    press(client, "/staff/sign-out")
    with lived.journal.read() as connection:
        told = [
            (event.action, event.email)
            for event in security_events.newest(connection, 10, by_somebody=True)
        ]
    assert sorted(told) == [
        (action, LUCIA) for action in ("asked", "signed_in", "signed_out")
    ]
    lines = [
        (record.message, record.effect_fields)
        for record in caplog.records
        if record.name == "hoja.security"
    ]
    assert [message for message, _fields in lines] == [
        "asked",
        "signed_in",
        "signed_out",
    ]
    assert len({fields["who"] for _message, fields in lines}) == 1
    assert LUCIA not in str(lines)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) Version/15.0 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge, Windows",
        ),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_device_is_called_by_browser_and_system(agent, words):
    assert device_words(agent) == words
