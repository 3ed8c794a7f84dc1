"""The team's pages and the local spreadsheet, attacked by a stranger, a thief of cookies, and a page of another origin.

Each function takes the address of a running demonstration, and yields what was tried, the figure, and whether it held.
"""

import statistics
from collections.abc import Iterator

from attack.session import PATIENCE, Session, sign_in

Tried = tuple[str, str, bool]
COORDINATOR = "coordinacion@example.org"
EVIL = "https://evil.example"
GUESSES, ASKED = 200, 16
MOST_DIFFERENCE = 0.5
"""Of the time that an answer takes: by so much the middle ones of both kinds may differ on a machine that does other things."""
OK, SEE_OTHER, BAD_REQUEST, UNAUTHORISED, FORBIDDEN, GONE = 200, 303, 400, 401, 403, 410
UNPROCESSABLE = 422
ACTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/staff/mail", {"action": "send", "id": "x"}),
    ("/staff/mails/try", {}),
    ("/staff/gone", {"reference": "MN-34679"}),
    ("/staff/pages", {"reference": "MN-34679"}),
    ("/staff/devices", {"id": "x"}),
    ("/staff/sign-out", {}),
)
"""Buttons of the staff pages."""


def sign_in_guessing(base: str) -> Iterator[Tried]:
    """Links are guessed, and addresses tried out."""
    stranger = Session(base)
    token = stranger.get("/staff/").hidden("csrf_token")
    opened = [stranger.post(f"/staff/enter/{guess:032x}", {"csrf_token": token}) for guess in range(GUESSES)]
    refused = sum(page.status == GONE for page in opened)
    yield "sign-in links guessed", f"{refused} of {GUESSES} refused", refused == GUESSES
    pages: dict[str, list[float]] = {COORDINATOR: [], "nobody@example.net": []}
    texts: set[str] = set()
    # In turn, so that whatever else the machine does slows both down alike.
    for _ in range(ASKED // 2):
        for email, seconds in pages.items():
            page = stranger.post("/staff/sign-in", {"email": email, "csrf_token": token})
            seconds.append(page.seconds)
            texts.add(page.text.replace(page.hidden("csrf_token"), ""))
    known, unknown = (statistics.median(seconds) for seconds in pages.values())
    yield "sign-in: the same words for everybody", f"{len(texts)} different pages", len(texts) == 1
    figure = f"{known * 1000:.0f} ms for the team, {unknown * 1000:.0f} ms for strangers"
    yield "sign-in: the same time for everybody", figure, abs(known - unknown) <= MOST_DIFFERENCE * max(known, unknown)


def session_theft(base: str, patience: float = PATIENCE) -> Iterator[Tried]:
    """A thief has a copy of the cookies; the owner signs out."""
    owner = sign_in(base, COORDINATOR, patience)
    thief = owner.copy()
    before = thief.get("/staff/").status
    token = owner.get("/staff/").hidden("csrf_token")
    owner.post("/staff/sign-out", {"csrf_token": token})
    after = thief.get("/staff/").status
    yield "session copied, then signed out", f"{before} before, {after} after", (before, after) == (OK, UNAUTHORISED)
    pressed = [thief.post(path, {"csrf_token": token, **fields}).status for path, fields in ACTS[:-1]]
    refused = sum(status in (BAD_REQUEST, UNAUTHORISED) for status in pressed)
    yield "… and every button pressed with it", f"{refused} of {len(pressed)} refused", refused == len(pressed)


def cross_origin(base: str, sheets: str = "", patience: float = PATIENCE) -> Iterator[Tried]:
    """Pages of others post here through the browser of somebody who is signed in. `sheets`: the local Sheets server."""
    owner = sign_in(base, COORDINATOR, patience)
    statuses = [owner.post(path, fields, Origin=EVIL, Referer=f"{EVIL}/").status for path, fields in ACTS]
    refused = sum(status == BAD_REQUEST for status in statuses)
    yield "staff buttons pressed from another origin", f"{refused} of {len(ACTS)} refused", refused == len(ACTS)
    still = owner.get("/staff/").status
    yield "… and the owner is still signed in", str(still), still == OK
    form = owner.get("/es/aspiring_town")
    fields = {"key": form.hidden("key"), "form_version": form.hidden("form_version"), "name": "x", "consent": "y"}
    sent = owner.post("/es/aspiring_town", fields, Origin=EVIL).status
    yield "a form sent from another origin", str(sent), sent == UNPROCESSABLE
    for host in ("evil.example", "127.0.0.1.evil.example"):
        status = Session(base).get("/mailbox/", Host=host).status
        yield f"the mailbox read as {host}", str(status), status == FORBIDDEN
    if sheets:
        yield from _sheets(sheets)


def _sheets(sheets: str) -> Iterator[Tried]:
    page = Session(sheets)
    book = page.get("/sheet").location
    writes = [
        page.put(path, body, method, Origin=EVIL, Content_Type="text/plain").status
        for method, path, body in (
            ("POST", "/v4/spreadsheets", "{}"),
            ("POST", f"/v4/spreadsheets/{book.rpartition('/')[2]}:batchUpdate", '{"requests": []}'),
            ("POST", f"{book}/act", '{"act": "add_tab"}'),
            ("PUT", "/_faults", "[]"),
        )
    ]
    refused = writes.count(FORBIDDEN)
    yield "the local sheet written from another origin", f"{refused} of {len(writes)} refused", refused == len(writes)
    reads = [page.get(path, Host="evil.example").status for path in ("/sheet", f"{book}/data", "/_calls")]
    refused = reads.count(FORBIDDEN)
    yield "the local sheet read by a name that points here", f"{refused} of {len(reads)} refused", refused == len(reads)
