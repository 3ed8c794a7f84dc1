import gzip

import pytest

from core.errors import Later, LeaseLost, Refused, Unknown
from sheets.client import Budget, Spreadsheet
from tests.house import free_port
from tests.sheets.canned import canned


def read(client):
    client.structure()


def write(client):
    client.batch(
        [
            {
                "updateSpreadsheetProperties": {
                    "properties": {"title": "new"},
                    "fields": "title",
                }
            }
        ]
    )


def title(client):
    return client.structure()["properties"]["title"]


def fails(server, client, do, **fault):
    server.faults({"times": 1, **fault})
    with pytest.raises((Later, Unknown, Refused)) as told:
        do(client)
    return told.value


@pytest.mark.parametrize(
    ("fault", "of_read", "of_write"),
    [
        ({"action": "status", "status": 400}, Refused, Refused),
        ({"action": "status", "status": 403}, Later, Later),
        ({"action": "status", "status": 404}, Later, Later),
        ({"action": "status", "status": 408}, Later, Unknown),
        ({"action": "status", "status": 429}, Later, Later),
        ({"action": "status", "status": 500}, Later, Unknown),
        ({"action": "status", "status": 502}, Later, Unknown),
        ({"action": "status", "status": 503}, Later, Unknown),
        ({"action": "status", "status": 504}, Later, Unknown),
        ({"action": "reset"}, Later, Unknown),
        ({"action": "timeout_before", "seconds": 0.1}, Later, Unknown),
        ({"action": "timeout_after", "seconds": 0.1}, Later, Unknown),
        ({"action": "truncated"}, Later, Unknown),
        ({"action": "html"}, Later, Unknown),
    ],
)
def test_failure_says_whether_it_may_have_been_done(shared, fault, of_read, of_write):
    assert type(fails(shared.server, shared.client, read, **fault)) is of_read
    assert type(fails(shared.server, shared.client, write, **fault)) is of_write


def answer(content, headers="Content-Type: application/json", status="200 OK"):
    length = (
        ""
        if "Length" in headers or "chunked" in headers
        else f"Content-Length: {len(content)}\r\n"
    )
    return f"HTTP/1.1 {status}\r\n{length}{headers}\r\n\r\n".encode() + content


GZIP = "Content-Type: application/json\r\nContent-Encoding: gzip"
CHUNKED = "Content-Type: application/json\r\nTransfer-Encoding: chunked"
UNREADABLE = {
    "nothing": answer(b""),
    "half an object": answer(b'{"spreadsheetId": "key", "repl'),
    "a list": answer(b"[]"),
    "null": answer(b"null"),
    "an object without a name": answer(b"{}"),
    "another spreadsheet": answer(b'{"spreadsheetId": "other", "replies": []}'),
    "the wrong content type": answer(
        b'{"spreadsheetId": "key"}', "Content-Type: text/plain"
    ),
    "brackets without an end": answer(b"[" * 100_000),
    "no text": answer(b"\xff\xfe\xff"),
    "the connection ends within": answer(
        b'{"spreadsheetId"', "Content-Type: application/json\r\nContent-Length: 99"
    ),
    "the connection ends within a chunk": answer(b'50\r\n{"spreadsheetId"', CHUNKED),
    "not gzip": answer(b'{"spreadsheetId": "key"}', GZIP),
    "half of gzip": answer(
        gzip.compress(b'{"spreadsheetId": "key", "replies": []}')[:-12], GZIP
    ),
    "no answer in HTTP": b"Good day",
    "a page with 400": answer(
        b"<title>Bad Request</title>", "Content-Type: text/html", "400 Bad Request"
    ),
    "an error of another form": answer(
        b'{"error": "invalid"}', status="400 Bad Request"
    ),
    "an error that is a list": answer(b'[{"error": 1}]', status="400 Bad Request"),
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_answer_that_cannot_be_read_says_nothing_of_what_was_done(content):
    with canned(content) as url:
        client = Spreadsheet("key", server=url, call_limit=5)
        with pytest.raises(Later):
            read(client)
        with pytest.raises(Unknown):
            write(client)
        client.close()


def test_too_large_a_body_is_refused_even_by_a_page():
    page = answer(
        b"<title>Too large</title>",
        "Content-Type: text/html",
        "413 Request Entity Too Large",
    )
    with canned(page) as url:
        client = Spreadsheet("key", server=url, call_limit=5)
        with pytest.raises(Refused, match="413"):
            write(client)
        client.close()


def test_search_that_answers_something_else_has_not_found_nothing():
    with canned(answer(b'{"status": "ok"}')) as url:
        client = Spreadsheet("key", server=url, call_limit=5)
        with pytest.raises(Later):
            client.metadata("hoja.table")
        client.close()


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_json_cannot_say_is_refused_and_not_sent(shared, cell):
    shared.server.forget_calls()
    with pytest.raises(Refused, match="cannot be sent"):
        shared.client.write([{"dataFilter": {}, "values": [[cell]]}])
    assert shared.server.calls() == []


@pytest.mark.parametrize(
    "message",
    [
        "Invalid requests[0].appendCells: You are trying to edit a protected cell or object.",
        "This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
    ],
)
def test_what_staff_can_mend_is_for_later(shared, message):
    error = fails(
        shared.server,
        shared.client,
        write,
        action="status",
        status=400,
        message=message,
    )
    assert type(error) is Later
    assert message in str(error)


def test_failed_call_is_not_repeated(shared):
    shared.server.forget_calls()
    fails(shared.server, shared.client, write, action="status", status=503)
    assert len(shared.server.calls()) == 1


@pytest.mark.parametrize("do", [read, write])
def test_server_that_does_not_answer_is_given_up_in_time(shared, do):
    impatient = Spreadsheet(shared.client.key, server=shared.server.url, call_limit=0.2)
    error = fails(shared.server, impatient, do, action="latency", seconds=1)
    impatient.close()
    assert type(error) is (Later if do is read else Unknown)


def test_write_that_timed_out_may_have_been_done(sheet):
    fails(sheet.server, sheet.client, write, action="timeout_after", seconds=0.1)
    assert title(sheet.client) == "new"


@pytest.mark.parametrize("do", [read, write])
def test_server_that_is_away_has_done_nothing(do):
    client = Spreadsheet("key", server=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Later):
        do(client)
    client.close()


def test_spreadsheet_that_is_not_there_may_be_shared_again(sheets_server):
    client = Spreadsheet("nobody's", server=sheets_server.url)
    with pytest.raises(Later, match="404"):
        client.structure()
    client.close()


def test_batch_with_one_wrong_request_does_nothing(shared):
    renamed = {
        "updateSpreadsheetProperties": {
            "properties": {"title": "half"},
            "fields": "title",
        }
    }
    with pytest.raises(Refused, match="400"):
        shared.client.batch([renamed, {"deleteSheet": {"sheetId": 99}}])
    assert title(shared.client) != "half"


@pytest.mark.parametrize("do", [read, write])
def test_guard_that_raises_lets_no_call_out(sheets_server, do):
    def lost():
        raise LeaseLost("another worker has it")

    client = Spreadsheet("key", server=sheets_server.url, guard=lost)
    sheets_server.forget_calls()
    with pytest.raises(LeaseLost):
        do(client)
    assert sheets_server.calls() == []
    client.close()


def test_credentials_that_cannot_be_read_are_refused(tmp_path):
    file = tmp_path / "key.json"
    file.write_text("{}")
    for wrong in (file, tmp_path / "not_there.json"):
        with pytest.raises(Refused, match="cannot be used"):
            Spreadsheet("key", credentials=str(wrong))


class Ticking:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def test_budget_spent_is_later_by_as_many_seconds_as_it_takes():
    clock = Ticking()
    budget = Budget(3, clock)
    for _ in range(3):
        budget.spend("read")
        clock.now += 10
    with pytest.raises(Later) as told:
        budget.spend("read")
    assert told.value.seconds == 30
    budget.spend("write")
    clock.now += 30
    budget.spend("read")
    with pytest.raises(Later):
        budget.spend("read")


def test_budget_never_lets_more_through_in_any_minute():
    clock, spent = Ticking(), []
    budget = Budget(5, clock)
    for _ in range(500):
        clock.now += 2.5
        try:
            budget.spend("write")
        except Later:
            continue
        spent.append(clock.now)
    assert max(sum(1 for other in spent if at <= other < at + 60) for at in spent) == 5
    assert len(spent) == 105  # 5 in each of the 21 minutes begun


def test_calls_over_budget_do_not_go_out(shared):
    poor = Spreadsheet(shared.client.key, server=shared.server.url, budget=Budget(1))
    poor.structure()
    shared.server.forget_calls()
    with pytest.raises(Later, match="in the last minute"):
        poor.structure()
    assert shared.server.calls() == []
    poor.close()
