"""Doors of a form beside sending it: what is saved for later, what an address fills in, what a page says that it showed."""

from collections.abc import Iterator
from pathlib import Path

from attack.result import Result
from attack.target import Target, target
from attack.visitor import ANSWERS, FORM

SAVED_BYTES = 190_000
"""Nearly as much as can be saved at a time."""
MOST_SAVED = 50 * 2**20
TRIES = MOST_SAVED // SAVED_BYTES + 20
OK, SEE_OTHER, UNPROCESSABLE = 200, 303, 422
SCRIPT = "<script>alert(1)</script>"


def attack(folder: Path) -> Iterator[Result]:
    """Filling the disk comes last: nothing more can be saved then."""
    with target(folder / "doors") as running:
        yield from _forged(running)
        yield from _address(running)
        yield from _page(running)
        yield from _saving(running)


def _forged(running: Target) -> Iterator[Result]:
    visitor = running.visitor()
    visitor.open_form()
    saved = visitor.post(FORM, {**visitor.hidden, "name": "Secreto", "continue-later": "1"})
    token = saved.text.partition("saved-form=")[2].partition('"')[0].partition("&")[0]
    forged = [token[:-2] + "AA", "x", "../journal", token.replace(".", "/"), token[::-1]]
    opened = [text for text in forged if "Secreto" in running.visitor().get(f"{FORM}?saved-form={text}").text]
    is_open = "Secreto" in running.visitor().get(f"{FORM}?saved-form={token}").text
    yield Result(
        "links to a saved form, forged in 5 ways", f"{len(opened)} opened it; its own link does", is_open and not opened
    )
    thief = running.visitor().post(FORM, {"name": "Robado", "continue-later": "1", "saved-form": token})
    is_unchanged = "Secreto" in running.visitor().get(f"{FORM}?saved-form={token}").text
    yield Result(
        "saving over it without the token of a page",
        f"status {thief.status}",
        is_unchanged and thief.status == UNPROCESSABLE,
    )


def _address(running: Target) -> Iterator[Result]:
    page = running.visitor().get(f"{FORM}?name={SCRIPT.replace('<', '%3C')}&consent-given=y&mayor_name=Robado")
    held = page.status == OK and SCRIPT not in page.text and "Robado" not in page.text
    yield Result(
        "an address that fills in what it may not",
        "nothing of it is in the page" if held else "it is in the page",
        held,
    )


def _page(running: Target) -> Iterator[Result]:
    visitor = running.visitor()
    visitor.open_form()
    lies = {"form-shown": " ".join(ANSWERS), "form-unsent": "x" * 12, "name": "", "mayor_name": ""}
    answer = visitor.send_form(**lies)
    yield Result(
        "a page that says it showed and left out everything", f"status {answer.status}", answer.status == UNPROCESSABLE
    )


def _saving(running: Target) -> Iterator[Result]:
    visitor = running.visitor()
    visitor.open_form()
    statuses = [
        visitor.post(FORM, {**visitor.hidden, "why": "x" * SAVED_BYTES, "continue-later": "1"}).status
        for _ in range(TRIES)
    ]
    saved = statuses.count(OK) * SAVED_BYTES
    sender = running.visitor()
    sender.open_form()
    accepted = sender.send_form().status
    held = saved <= MOST_SAVED and statuses[-1] == UNPROCESSABLE and accepted == SEE_OTHER
    yield Result(
        "saving until there is no room", f"{saved // 2**20} MB saved of {TRIES} times; a form is still accepted", held
    )
