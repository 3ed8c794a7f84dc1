"""What an operator types about mails: `rehearse`, `mail-test`, `outbox`."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from cli.opened import given, journal, opened
from core.clock import Clock
from core.errors import HojaError
from core.ids import new_id
from core.problem import Problem
from core.texts import counted
from journal import facts, mail_pause, messages
from journal.states import OPEN, MessageState
from mail.compose import OutgoingMail
from mail.transport import connect
from notify.forecast import Rehearsed, differences, rehearse
from notify.preview import preview, told
from programme.values import is_number


@click.group("outbox", cls=AppGroup, invoke_without_command=True)
@click.pass_context
def outbox(context: click.Context) -> None:
    """What waits to be sent; `open` and `close` it."""
    if context.invoked_subcommand is None:
        context.invoke(list_outbox)


@outbox.command("list")
@with_appcontext
def list_outbox() -> None:
    """Lists what waits: state, time, address, subject."""
    with journal().read() as connection:
        rows = messages.in_state(connection, *OPEN, MessageState.unknown)
    for row in rows:
        click.echo(f"{row.state:8} {row.due_at:%Y-%m-%d %H:%M} {row.email:32} {row.subject}")
    click.echo(f"{counted(len(rows), 'mail')}.")


@outbox.command("open")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def open_outbox(yes: bool) -> None:
    """Lets mail go out through SMTP_URL, after showing how many would go to how many people."""
    with journal().read() as connection:
        rows = [row for row in messages.in_state(connection, MessageState.queued) if not is_number(row.email)]
        now = Clock().now() + timedelta(days=1)
    due = [row for row in rows if row.due_at <= now]
    click.echo(f"{counted(len(due), 'mail')} to {_people(due)} would go out within a day.")
    if yes or click.confirm("Open the outbox?"):
        _put_open(is_open=True)
        with journal().write() as connection:
            mail_pause.end(connection)
        click.echo("The outbox is open.")


@outbox.command("close")
@with_appcontext
def close_outbox() -> None:
    """Stops all mail at once; what waits stays waiting."""
    _put_open(is_open=False)
    click.echo("The outbox is closed.")


def _put_open(is_open: bool) -> None:
    with journal().write() as connection:
        facts.put(connection, facts.OUTBOX_OPEN, is_open)


@click.command("rehearse")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="How far to look ahead.")
@click.option(
    "--with",
    "other",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another programme's folder: say only what would be different.",
)
@with_appcontext
def rehearsal(days: int, other: Path | None) -> None:
    """Says who would be reminded of what on which day, as the spreadsheet stands; sends nothing."""
    found: list[Problem] = []
    now = rehearse(opened(), days, found)
    if other is None:
        for one in now:
            _tell_rehearsed("", one)
        click.echo(f"{counted(len(now), 'mail')} to {_people(now)} in {counted(days, 'day')}.")
    else:
        changed = list(differences(now, rehearse(opened(other), days, found)))
        for difference in changed:
            _tell_rehearsed(f"{difference.sign} ", difference.mail)
            for line in difference.lines:
                click.echo(f"      {line}")
        click.echo(f"{counted(len(changed), 'difference')} in {counted(days, 'day')}." if changed else "No difference.")
    for problem in found:
        click.echo("To review: " + problem.words("en"))


def _people(mails: Iterable[Any]) -> str:
    return counted(len({mail.email for mail in mails}), "person", "people")


def _tell_rehearsed(sign: str, one: Rehearsed) -> None:
    leaves = one.waits or f"{one.leaves:%H:%M %Z}"
    click.echo(f"{sign}{one.day:%Y-%m-%d}  {one.person} <{one.email}>, {leaves}: {one.subject}")
    for about, kind, stands in one.why:
        click.echo(f"{sign}            {about}: {kind}, {stands}")


@click.command("mail-test")
@click.argument("email")
@click.option("--message", help="A folder of mail_templates; the first one that the rules name, if left out.")
@click.option("--language", help="One of the programme's languages; the first one, if left out.")
@with_appcontext
def mail_test(email: str, message: str | None, language: str | None) -> None:
    """Sends one of the programme's mails to yourself, at once: to see that SMTP_URL works and how the mail looks."""
    office, settings = opened(), given()
    programme = office.shop.programme
    message, language = message or next(iter(told(programme))), language or programme.language
    if message not in told(programme) or language not in programme.languages:
        raise click.ClickException(f"the rules tell no message “{message}” in “{language}”")
    found: list[Problem] = []
    parts = preview(office, message, language, found)
    if parts is None:
        raise click.ClickException("; ".join(problem.words("en") for problem in found))
    sender = (programme.text(programme.sender.name, language), settings.mail_from)
    try:
        with connect(settings.smtp_url) as session:
            session.send(OutgoingMail(parts, sender, ("", email), new_id(), Clock().now()))
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"“{parts.subject}” is on its way to {email}.")
