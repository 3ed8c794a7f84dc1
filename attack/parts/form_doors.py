"""Doors of a form beside sending it: what is saved for later, or changed after
sending; what an address fills in, what a page says that it showed, and which sites may
show it inside their pages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from attack.result import Result
from attack.target import ROOT, Target, target
from attack.visitor import ANSWERS, FORM, Answer, Visitor
from programme.folder import copy_programme

SAVED_BYTES = 190_000
"""Nearly as much as can be saved at a time."""
MOST_SAVED = 50 * 2**20
# A few more than fit: the limit must be seen to hold, not only to be reached.
TRIES = MOST_SAVED // SAVED_BYTES + 20
OK, SEE_OTHER, UNPROCESSABLE = 200, 303, 422
CHANGE = re.compile(r"/pt/change/[^\"]+")
"""The link in a receipt by which its answers are changed."""
SITE = "https://town.example"
"""The site that the attacked programme lets show its forms."""
FRAMES = re.compile(r"frame-ancestors ([^;]*)")
SCRIPT = "<script>alert(1)</script>"


def attack(folder: Path) -> Iterator[Result]:
    """Filling the disk comes last: nothing more can be saved then."""
    with target(folder / "doors") as running:
        yield from _forged(running)
        yield from _address(running)
        yield from _page(running)
        yield from _changing(running)
        yield from _saving(running)
    with target(
        folder / "embedding", PROGRAMME_DIR=str(_embedding(folder / "programme"))
    ) as running:
        yield from _frames(running)
        yield from _without_cookies(running)


def _forged(running: Target) -> Iterator[Result]:
    visitor = running.visitor()
    visitor.open_form()
    saved = visitor.post(
        FORM, {**visitor.hidden, "name": "Secreto", "continue-later": "1"}
    )
    token = saved.text.partition("saved-form=")[2].partition('"')[0].partition("&")[0]
    forged = [
        token[:-2] + "AA",
        "x",
        "../journal",
        token.replace(".", "/"),
        token[::-1],
    ]
    opened = []
    for text in forged:
        if "Secreto" in running.visitor().get(f"{FORM}?saved-form={text}").text:
            opened.append(text)
    is_open = "Secreto" in running.visitor().get(f"{FORM}?saved-form={token}").text
    yield Result(
        "links to a saved form, forged in 5 ways",
        f"{len(opened)} opened it; its own link does",
        is_open and not opened,
    )
    thief = running.visitor().post(
        FORM, {"name": "Robado", "continue-later": "1", "saved-form": token}
    )
    is_unchanged = "Secreto" in running.visitor().get(f"{FORM}?saved-form={token}").text
    yield Result(
        "saving over it without the token of a page",
        f"status {thief.status}",
        is_unchanged and thief.status == UNPROCESSABLE,
    )


def _address(running: Target) -> Iterator[Result]:
    page = running.visitor().get(
        f"{FORM}?name={SCRIPT.replace('<', '%3C')}&consent-given=y&mayor_name=Robado"
    )
    held = page.status == OK and SCRIPT not in page.text and "Robado" not in page.text
    yield Result(
        "an address that fills in what it may not",
        "nothing of it is in the page" if held else "it is in the page",
        held,
    )


def _page(running: Target) -> Iterator[Result]:
    visitor = running.visitor()
    visitor.open_form()
    lies = {
        "form-shown": " ".join(ANSWERS),
        "form-unsent": "x" * 12,
        "name": "",
        "mayor_name": "",
    }
    answer = visitor.send_form(**lies)
    yield Result(
        "a page that says it showed and left out everything",
        f"status {answer.status}",
        answer.status == UNPROCESSABLE,
    )


def _change_address(sender: "_Sender") -> str:
    """The link of a receipt by which the answers are changed.

    Ends the attack where there is none to try.
    """
    link = CHANGE.search(sender.get(sender.receipt).text)
    if link is None:
        raise SystemExit(
            "the receipt has no link by which answers are changed: nothing was attacked"
        )
    return link[0]


def _changing(running: Target) -> Iterator[Result]:
    """The link of a receipt by which answers are changed: forged, that of another row,
    and without the token of a page.
    """
    owner = _sent(running, "Secreta")
    other = _sent(running, "Otra")
    address = _change_address(owner)
    reference, token = address.rpartition("/")[2].split(".")
    others = _change_address(other).rpartition("/")[2].split(".")
    receipts = owner.receipt.rpartition("/")[2]
    forged = [
        f"{reference}.{others[1]}",
        f"{others[0]}.{token}",
        receipts,
        reference,
        f"{reference}.{token[:-2]}AA",
        "x",
    ]
    opened = []
    for text in forged:
        if running.visitor().get(f"/pt/change/{text}").status == OK:
            opened.append(text)
    is_open = running.visitor().get(address).status == OK
    yield Result(
        "links that change answers, forged in 6 ways",
        f"{len(opened)} opened; its own does",
        is_open and not opened,
    )
    fields = {**ANSWERS, **owner.get(address).hidden, "why": "Robado"}
    thief = running.visitor().post(address, fields)
    stranger = running.visitor()
    mixed = {**fields, "csrf-token": stranger.open_form().hidden["csrf-token"]}
    statuses = [
        thief.status,
        stranger.post(address, mixed | {"answers-shown": "x" * 16}).status,
    ]
    kept = "Robado" not in owner.get(owner.receipt).text
    yield Result(
        "changed answers without a token, or of an old page",
        f"statuses {statuses}",
        kept,
    )
    lies = {
        **fields,
        "name": "Robada",
        "status": "approved",
        "reference": others[0],
        "letter": "x",
        "consent-given": "",
    }
    owner.post(address, {**lies, "why": ANSWERS["why"]})
    page = owner.get(owner.receipt).text
    held = "Robada" not in page and "approved" not in page
    yield Result(
        "a page that changes what is locked, or was never asked",
        "nothing of it is taken",
        held,
    )


@dataclass
class _Sender(Visitor):
    """A visitor who has sent a form. `receipt`: the path of its receipt."""

    receipt: str = ""


def _sent(running: Target, name: str) -> _Sender:
    sender = _Sender(running.base_url)
    sender.open_form()
    sender.receipt = sender.send_form(name=name).location
    return sender


def _saving(running: Target) -> Iterator[Result]:
    visitor = running.visitor()
    visitor.open_form()
    statuses = [
        visitor.post(
            FORM, {**visitor.hidden, "why": "x" * SAVED_BYTES, "continue-later": "1"}
        ).status
        for _ in range(TRIES)
    ]
    saved = statuses.count(OK) * SAVED_BYTES
    sender = running.visitor()
    sender.open_form()
    accepted = sender.send_form().status
    held = (
        saved <= MOST_SAVED and statuses[-1] == UNPROCESSABLE and accepted == SEE_OTHER
    )
    yield Result(
        "saving until there is no room",
        f"{saved // 2**20} MB saved of {TRIES} times; a form is still accepted",
        held,
    )


def _embedding(folder: Path) -> Path:
    """The shipped programme, whose public forms one site may show inside its pages."""
    copy_programme(ROOT, folder)
    main = folder / "config" / "programme.yaml"
    main.write_text(
        f"{main.read_text(encoding='utf-8')}\nembed: {SITE}\n", encoding="utf-8"
    )
    return folder


def _frames(running: Target) -> Iterator[Result]:
    inside = _framed_by(running.visitor().get(f"{FORM}?embedded"))
    yield Result(
        "a site that is not named shows a form",
        f"browsers let {inside} do it",
        inside == SITE,
    )
    visitor = running.visitor()
    visitor.open_form()
    saved = visitor.post(
        FORM, {**visitor.hidden, "name": "Secreto", "continue-later": "1"}
    )
    token = saved.text.partition("saved-form=")[2].partition('"')[0].partition("&")[0]
    addresses = [
        *(
            "/",
            "/staff/",
            FORM,
            "/es/evaluation?embedded",
            "/receipt/x?embedded",
            f"{FORM}?embedded&about=x",
        ),
        f"{FORM}?embedded&saved-form={token}",
    ]
    shown = []
    for address in addresses:
        if _framed_by(running.visitor().get(address)) != "'none'":
            shown.append(address)
    yield Result(
        f"even the named site shows staff pages or signed links, in {len(addresses)} ways",
        f"browsers refuse all but {len(shown)}",
        bool(token) and not shown,
    )


def _without_cookies(running: Target) -> Iterator[Result]:
    page = Visitor(running.base_url).get(f"{FORM}?embedded")
    fields = {**page.hidden, **ANSWERS}
    forged = [
        {**fields, "csrf-token": ""},
        {**fields, "form-key": "0123456789abcdef"},
        {**fields, "csrf-token": running.visitor().get(FORM).hidden["csrf-token"]},
    ]
    statuses = {
        Visitor(running.base_url).post(f"{FORM}?embedded", each).status
        for each in forged
    }
    outside = Visitor(running.base_url).post(FORM, fields).status
    held = statuses == {UNPROCESSABLE} and outside == UNPROCESSABLE
    yield Result(
        "an embedded form sent without its page's token, in 4 ways",
        f"statuses {statuses | {outside}}",
        held,
    )


def _framed_by(answer: Answer) -> str:
    match = FRAMES.search(answer.policy)
    if match:
        return match[1]
    return "everybody"
