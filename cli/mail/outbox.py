"""What an operator types about the outbox: `outbox list`,
`outbox open`, `outbox close`.
"""

from datetime import timedelta

import click
from flask.cli import AppGroup

from cli.application import with_application
from cli.context import journal, local_time, outbox_is_open, people_count
from core.texts import SOURCE, counted
from forms.services import current_services
from journal.mails import messages
from journal.mails.holds import mail_pause
from journal.operation import installation
from journal.states import OPEN, WORDS, MessageState
from mail.channel import ServerChannel, channel_of
from staff.messages.mail_holds import mail_holds

OPEN_OR_CLOSED = {True: "open", False: "closed"}


@click.group("outbox", cls=AppGroup, invoke_without_command=True)
@click.pass_context
def outbox(context: click.Context) -> None:
    """What waits to be sent; `open` and `close` it."""
    if context.invoked_subcommand is None:
        context.invoke(list_outbox)


@outbox.command("list")
@with_application
def list_outbox() -> None:
    """Lists what has not gone out, or perhaps not: when it leaves, to whom,
    about what, and why it waits.
    """
    with journal().read() as connection:
        waiting = messages.in_state(connection, *OPEN, MessageState.unknown)
    for message in waiting:
        click.echo(
            f"{local_time(message.due_at)}  {message.email:32} {message.subject}"
        )
        parts = [f"    {message.tag}", WORDS[message.state], messages.why(message)]
        click.echo(": ".join(part for part in parts if part))
    for hold in mail_holds(current_services().programme, journal(), SOURCE):
        click.echo(f"Held: {hold.text(SOURCE)}.")
    click.echo(
        f"{counted(len(waiting), 'mail')}. The outbox is {OPEN_OR_CLOSED[outbox_is_open()]}."
    )


@outbox.command("open")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_application
def open_outbox(yes: bool) -> None:
    """Lets mail go out through SMTP_URL, after showing how many
    would go to how many people.
    """
    tomorrow = current_services().clock.now() + timedelta(days=1)
    with journal().read() as connection:
        queued = messages.in_state(connection, MessageState.queued)
    # What a person sends waits for that person, open or closed.
    by_server = []
    for message in queued:
        if isinstance(channel_of(message.email), ServerChannel):
            by_server.append(message)
    due = []
    for message in by_server:
        if message.due_at <= tomorrow:
            due.append(message.email)
    click.echo(
        f"{counted(len(due), 'mail')} to {people_count(due)} would go out within a day."
    )
    if yes or click.confirm("Open the outbox?"):
        _set_open(is_open=True)
        with journal().write() as connection:
            # Whoever opens the outbox has mended what paused it, or wants to try.
            mail_pause.end(connection)
        click.echo("The outbox is open.")


@outbox.command("close")
@with_application
def close_outbox() -> None:
    """Stops all mail at once; what waits stays waiting."""
    _set_open(is_open=False)
    click.echo("The outbox is closed.")


def _set_open(*, is_open: bool) -> None:
    with journal().write() as connection:
        installation.set_outbox(connection, is_open=is_open)
