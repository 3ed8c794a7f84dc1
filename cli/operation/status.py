"""What an operator types to see how things stand: `status`, `problems`."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import click

from cli.application import current_settings, with_application
from cli.context import journal, local_time, outbox_is_open
from core.texts import SOURCE, counted
from forms.services import current_services
from journal.mails import messages
from journal.mails.holds import alarms, mail_pause
from journal.mails.holds.mail_pause import MailPause
from journal.operation import worker_steps
from journal.states import WORDS, MessageState, WorkerStep
from journal.tabs import deliveries, problems, spreadsheets
from journal.tabs.problems import Standing
from mail.servers.smtp_replies import CLOSED
from rules.findings.urgency import most_urgent_first
from staff.messages.mail_holds import mail_holds

NAME_WIDTH = 20
OPEN, CLOSED_OUTBOX = "open", "closed: `flask outbox open` lets mail go"
SCANNER_AWAY = "does not answer: see SCANNER_URL and SCANNER_AWAY in docs/hosting.md"
LATELY = (WorkerStep.watch, WorkerStep.deliver, WorkerStep.send)
"""Steps of the worker of which it is kept when they last did something."""


@dataclass(frozen=True)
class Status:
    """How an installation stands.

    `holds`: what the tab Settings holds back; `last`: step → when it last ran.
    """

    spreadsheet: str
    rows_waiting: int
    messages: Mapping[MessageState, int]
    is_open: bool
    holds: tuple[str, ...]
    pause: MailPause | None
    alarms: int
    problems: tuple[Standing, ...]
    last: Mapping[WorkerStep, datetime | None]
    errors: Mapping[WorkerStep, str]
    scanner_is_away: bool = False


def status_lines(
    status: Status, written: Callable[[datetime], str]
) -> list[tuple[str, str]]:
    """(name, what stands beside it) of each line that people read,
    what needs somebody first.

    `written`: a moment for people.
    """
    lines = [("mail held", hold) for hold in status.holds]
    if status.pause:
        until = written(status.pause.until)
        why = CLOSED[status.pause.why]
        lines.append(("mail waits", f"until {until}: {why}: {status.pause.said}"))
    for step, error in status.errors.items():
        lines.append((f"error in {step}", error))
    if status.scanner_is_away:
        lines.append(("virus scanner", SCANNER_AWAY))
    if status.alarms:
        lines.append(
            ("to decide", f"{counted(status.alarms, 'alarm')} on the staff page")
        )
    if status.problems:
        lines.append(
            (
                "to review",
                f"{counted(len(status.problems), 'problem')}: `flask problems`",
            )
        )
    # What needs somebody stands above this line.
    lines.append(("spreadsheet", status.spreadsheet))
    lines.append(("rows on their way", str(status.rows_waiting)))
    lines.append(("outbox", OPEN if status.is_open else CLOSED_OUTBOX))
    lines.append(("mails", _message_counts(status.messages)))
    for step, moment in status.last.items():
        lines.append((f"last {step}", written(moment) if moment else "never"))
    return lines


def _message_counts(counts: Mapping[MessageState, int]) -> str:
    """States that people call by the same name are counted together."""
    by_name: Counter[str] = Counter()
    for state, count in counts.items():
        # States that differ only for the program have one name for people.
        by_name[WORDS[state]] += count
    return ", ".join(f"{count} {name}" for name, count in by_name.items()) or "none yet"


def status_json(status: Status) -> str:
    """The same for programs, as JSON: moments in ISO form."""
    return json.dumps(
        {
            "spreadsheet": status.spreadsheet,
            "rows on their way": status.rows_waiting,
            "mails": status.messages,
            "outbox open": status.is_open,
            "mail held": status.holds,
            "mail waits": status.pause and asdict(status.pause),
            "alarms": status.alarms,
            "problems": len(status.problems),
            "last": status.last,
            "errors": status.errors,
            "virus scanner away": status.scanner_is_away,
        },
        default=datetime.isoformat,
    )


def read_status() -> Status:
    """How this installation stands now."""
    settings = current_settings()
    programme = current_services().programme
    holds = mail_holds(programme, journal(), SOURCE)
    is_open = outbox_is_open()
    scanner = current_services().scanner
    with journal().read() as connection:
        steps = worker_steps.statuses(connection)
        return Status(
            spreadsheet=spreadsheets.current_key(connection, settings.spreadsheet)
            or "none yet",
            rows_waiting=deliveries.waiting(connection),
            messages=messages.counts(connection),
            is_open=is_open,
            holds=tuple(hold.text(SOURCE) for hold in holds),
            pause=mail_pause.current(connection, current_services().clock.now()),
            alarms=len(alarms.standing(connection)),
            problems=tuple(problems.standing(connection)),
            last={step: steps[step].done_at for step in LATELY},
            errors=worker_steps.errors(connection),
            scanner_is_away=bool(scanner.url) and not scanner.is_there(),
        )


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_application
def show_status(as_json: bool) -> None:
    """Says how things stand: what waits and why, what is wrong,
    when the sheet was last read.
    """
    status = read_status()
    if as_json:
        click.echo(status_json(status))
        return
    for name, text in status_lines(status, local_time):
        click.echo(f"{name + ':':{NAME_WIDTH}} {text}")


@click.command("problems")
@with_application
def show_problems() -> None:
    """Lists what a person must look at in the spreadsheet; what holds mail comes
    first.
    """
    with journal().read() as connection:
        standing = most_urgent_first(problems.standing(connection))
    for item in standing:
        problem = item.problem
        parts = [problem.table, problem.reference, problem.column]
        location = " ".join(part for part in parts if part)
        click.echo(f"{local_time(item.since)}  {location}: {problem.words(SOURCE)}")
    click.echo(f"{counted(len(standing), 'problem')}." if standing else "No problems.")
