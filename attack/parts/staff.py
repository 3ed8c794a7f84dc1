"""The team's pages and the local spreadsheet, attacked by a stranger, a thief of
cookies, and a page of another origin.
"""

import re
import statistics
from collections.abc import Iterator
from pathlib import Path

from attack.result import Result
from attack.target import Demonstration, demonstration, wait_for
from attack.visitor import FORM, PATIENCE, Visitor

COORDINATOR, STRANGER = "coordinacion@example.org", "nobody@example.net"
EVIL = "https://evil.example"
GUESSES, ASKED = 200, 16
MOST_DIFFERENCE = 0.5
"""Of the time that an answer takes: by so much the middle ones of both kinds may differ
on a machine that does other things.
"""
OK, BAD_REQUEST, UNAUTHORISED, FORBIDDEN, GONE, UNPROCESSABLE = (
    200,
    400,
    401,
    403,
    410,
    422,
)
ACTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/staff/mail", {"action": "send", "id": "x"}),
    ("/staff/mail/x/without", {}),
    ("/staff/together/towns/MN-34679/x", {}),
    ("/staff/mails/try", {}),
    ("/staff/texts", {}),
    ("/staff/texts/approved/es", {"mark": "x"}),
    ("/staff/gone", {"reference": "MN-34679"}),
    ("/staff/pages", {"reference": "MN-34679"}),
    ("/staff/devices", {"id": "x"}),
    ("/staff/sign-out", {}),
)
"""Buttons of the staff pages."""


def attack(folder: Path) -> Iterator[Result]:
    """Guessing comes last: it uses up the links that the coordinator
    gets within half an hour.
    """
    with demonstration(folder / "staff") as running:
        yield from _session_theft(running)
        yield from _cross_origin(running)
        yield from _local_sheet(running)
        yield from _sign_in_guessing(running)


def sign_in(running: Demonstration, email: str) -> Visitor:
    """Somebody of the team who is signed in by the link that was mailed.

    Raises TimeoutError without one.
    """
    browser = running.visitor()
    earlier = _sign_in_links(running)
    browser.post(
        "/staff/sign-in",
        {"email": email, "csrf_token": browser.get("/staff/").hidden["csrf_token"]},
    )
    if not wait_for(lambda: bool(_sign_in_links(running) - earlier), PATIENCE):
        raise TimeoutError(f"no sign-in link came for {email}")
    [link] = _sign_in_links(running) - earlier
    browser.post(link, browser.get(link).hidden)
    return browser


def _sign_in_links(running: Demonstration) -> set[str]:
    """All that are in the demonstration's mailbox."""
    pages = [running.local_visitor().get(path).text for path in running.mail_paths()]
    links: set[str] = set()
    for page in pages:
        links.update(re.findall(r"/staff/enter/[\w-]+", page))
    return links


def _sign_in_guessing(running: Demonstration) -> Iterator[Result]:
    """Links are guessed, and addresses tried out."""
    stranger = running.visitor()
    token = {"csrf_token": stranger.get("/staff/").hidden["csrf_token"]}
    opened = [
        stranger.post(f"/staff/enter/{guess:032x}", token) for guess in range(GUESSES)
    ]
    refused = sum(page.status == GONE for page in opened)
    yield Result(
        "sign-in links guessed", f"{refused} of {GUESSES} refused", refused == GUESSES
    )
    seconds: dict[str, list[float]] = {COORDINATOR: [], STRANGER: []}
    texts: set[str] = set()
    # In turn, so that whatever else the machine does slows both down alike.
    for _ in range(ASKED // 2):
        for email, measured in seconds.items():
            page = stranger.post("/staff/sign-in", {"email": email, **token})
            measured.append(page.seconds)
            texts.add(page.text.replace(page.hidden["csrf_token"], ""))
    yield Result(
        "sign-in: the same words for everybody",
        f"{len(texts)} different pages",
        len(texts) == 1,
    )
    team = statistics.median(seconds[COORDINATOR])
    strangers = statistics.median(seconds[STRANGER])
    figure = (
        f"{team * 1000:.0f} ms for the team, {strangers * 1000:.0f} ms for strangers"
    )
    is_alike = abs(team - strangers) <= MOST_DIFFERENCE * max(team, strangers)
    yield Result("sign-in: the same time for everybody", figure, is_alike)


def _session_theft(running: Demonstration) -> Iterator[Result]:
    """A thief has a copy of the cookies; the owner signs out."""
    owner = sign_in(running, COORDINATOR)
    thief = owner.copy()
    before = thief.get("/staff/").status
    token = {"csrf_token": owner.get("/staff/").hidden["csrf_token"]}
    owner.post("/staff/sign-out", token)
    after = thief.get("/staff/").status
    figure = f"{before} before, {after} after"
    yield Result(
        "session copied, then signed out", figure, (before, after) == (OK, UNAUTHORISED)
    )
    pressed = [
        thief.post(path, {**token, **fields}).status for path, fields in ACTS[:-1]
    ]
    refused = sum(status in (BAD_REQUEST, UNAUTHORISED) for status in pressed)
    yield Result(
        "… and every button pressed with it",
        f"{refused} of {len(pressed)} refused",
        refused == len(pressed),
    )


def _cross_origin(running: Demonstration) -> Iterator[Result]:
    """Pages of others post here through the browser of somebody who is signed in."""
    owner = sign_in(running, COORDINATOR)
    statuses = [
        owner.post(path, fields, Origin=EVIL, Referer=f"{EVIL}/").status
        for path, fields in ACTS
    ]
    refused = sum(status == BAD_REQUEST for status in statuses)
    yield Result(
        "staff buttons pressed from another origin",
        f"{refused} of {len(ACTS)} refused",
        refused == len(ACTS),
    )
    status = owner.get("/staff/").status
    yield Result("… and the owner is still signed in", str(status), status == OK)
    hidden = owner.open_form().hidden
    fields = {
        "form-key": hidden["form-key"],
        "form-version": hidden["form-version"],
        "name": "x",
        "consent-given": "y",
    }
    status = owner.post(FORM, fields, Origin=EVIL).status
    yield Result(
        "a form sent from another origin", str(status), status == UNPROCESSABLE
    )
    for host in ("evil.example", "127.0.0.1.evil.example"):
        status = running.local_visitor().get("/mailbox/", Host=host).status
        yield Result(f"the mailbox read as {host}", str(status), status == FORBIDDEN)
    status = running.visitor().get("/mailbox/").status
    yield Result("… and by somebody elsewhere", str(status), status == FORBIDDEN)


def _local_sheet(running: Demonstration) -> Iterator[Result]:
    page = running.sheet()
    book = page.get("/sheet").location
    writes = [
        page.ask(method, path, body, Origin=EVIL, Content_Type="text/plain").status
        for method, path, body in (
            ("POST", "/v4/spreadsheets", "{}"),
            (
                "POST",
                f"/v4/spreadsheets/{book.rpartition('/')[2]}:batchUpdate",
                '{"requests": []}',
            ),
            ("POST", f"{book}/act", '{"act": "add_tab"}'),
            ("PUT", "/_faults", "[]"),
        )
    ]
    refused = writes.count(FORBIDDEN)
    yield Result(
        "the local sheet written from another origin",
        f"{refused} of {len(writes)} refused",
        refused == len(writes),
    )
    reads = [
        page.get(path, Host="evil.example").status
        for path in ("/sheet", f"{book}/data", "/_calls")
    ]
    refused = reads.count(FORBIDDEN)
    yield Result(
        "the local sheet read by a name that points here",
        f"{refused} of {len(reads)} refused",
        refused == len(reads),
    )
