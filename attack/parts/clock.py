"""The clock of the machine jumps while everything runs: an hour
and a day, ahead and back.

Clocks that nobody can set go on as they were.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from attack.moved_clock import MovedClock, moved_clock
from attack.parts.staff import sign_in
from attack.result import Result
from attack.target import Demonstration, demonstration, wait_for
from attack.visitor import PATIENCE, Answer, Visitor

HOUR, DAY = 3600, 86400
JUMPS = {
    "+1 hour": HOUR,
    "−1 hour": -HOUR,
    "+1 day": DAY,
    "−1 day": -DAY,
    "right again": 0,
}
COORDINATOR, COMMITTEE = "coordinacion@example.org", "comite.quiroga@example.org"
OK, ACCEPTED = 200, 303


@dataclass
class Submissions:
    """Forms that were accepted. `marks`: what each is called."""

    marks: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)

    def send(self, visitor: Visitor) -> Answer:
        """One more, from a form that the visitor has open."""
        mark = uuid4().hex
        answer = visitor.send_form(
            name=f"Lugar {mark}",
            contact_email=f"{mark}@example.org",
            why=f"Porque {mark}",
        )
        if answer.status == ACCEPTED:
            self.marks.append(mark)
            self.senders.append(f"{mark}@example.org")
        return answer


def attack(folder: Path) -> Iterator[Result]:
    """Each jump goes from the one before: from an hour ahead to an hour back are
    two.
    """
    clock = moved_clock(folder)
    if clock is None:
        yield Result(
            "the clock jumps", "not tried: needs Linux and a C compiler (cc)", None
        )
        return
    with demonstration(folder / "clock", **clock.environ) as running:
        submissions = Submissions()
        owner = sign_in(running, COORDINATOR)
        for name, seconds in JUMPS.items():
            yield _jump(running, clock, submissions, owner, name, seconds)
        wait_for(
            lambda: (
                _rows(running, submissions)
                == _mails(running, submissions)
                == len(submissions.marks)
            ),
            PATIENCE,
        )
        rows = _rows(running, submissions)
        mails = _mails(running, submissions)
        forms = len(submissions.marks)
        figure = f"{rows} rows and {mails} receipts of {forms} accepted forms"
        yield Result("… nothing lost, nothing twice", figure, rows == mails == forms)


def _jump(
    running: Demonstration,
    clock: MovedClock,
    submissions: Submissions,
    owner: Visitor,
    name: str,
    seconds: int,
) -> Result:
    """One form was open before the jump, one is opened after it; somebody is signed in
    already, somebody signs in now.
    """
    early = running.visitor()
    late = running.visitor()
    early.open_form()
    clock.set_ahead(seconds)
    late.open_form()
    statuses = [submissions.send(early).status, submissions.send(late).status]
    is_in_sheet = wait_for(
        lambda: _rows(running, submissions) == len(submissions.marks), PATIENCE
    )
    owner_status = owner.get("/staff/").status
    try:
        new_status = sign_in(running, COMMITTEE).get("/staff/").status
    except TimeoutError:
        # Signing in did not come to an end: counted as an answer that never came.
        new_status = 0
    ready = running.visitor().get("/readyz").status
    figure = f"forms {statuses[0]} and {statuses[1]}, {'in the sheet' if is_in_sheet else 'NOT IN THE SHEET'}; "
    figure += f"signed in before {owner_status}, now {new_status}; /readyz {ready}"
    held = (
        statuses == [ACCEPTED, ACCEPTED]
        and is_in_sheet
        and {owner_status, new_status, ready} == {OK}
    )
    return Result(f"the clock jumps: {name}", figure, held)


def _rows(running: Demonstration, submissions: Submissions) -> int:
    """How many rows come from those forms.

    What they give as a reason stands nowhere but in their own row.
    """
    text = running.sheet_text()
    return sum(text.count(f"Porque {mark}") for mark in submissions.marks)


def _mails(running: Demonstration, submissions: Submissions) -> int:
    return sum(
        recipient in submissions.senders for recipient in running.mail_recipients()
    )
