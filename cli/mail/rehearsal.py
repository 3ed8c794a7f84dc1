"""What an operator types to see mails before they go: `rehearse`, `mail-test`."""

from pathlib import Path

import click

from cli.application import current_settings, with_application
from cli.context import people_count, worker_context
from core.clock import Clock
from core.errors import HojaError
from core.ids import new_id
from core.texts import counted
from mail.channels.email import CHANNEL
from mail.compose import OutgoingMail
from notify.forecast import Forecast, differences, forecast
from notify.preview import preview, told


@click.command("rehearse")
@click.option(
    "--days",
    default=30,
    show_default=True,
    type=click.IntRange(1, 366),
    help="How far to look ahead.",
)
@click.option(
    "--with",
    "other_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another programme's folder: say only what would be different.",
)
@with_application
def rehearsal(days: int, other_folder: Path | None) -> None:
    """Says who would be reminded of what on which day, as the
    spreadsheet stands; sends nothing.
    """
    # The same planning as the worker's, on the journal as it
    # stands; nothing is written.
    now, problems = forecast(worker_context().notify, days)
    if other_folder is None:
        for message in now:
            _tell_rehearsed("", message)
        people = people_count(message.email for message in now)
        click.echo(
            f"{counted(len(now), 'mail')} to {people} in {counted(days, 'day')}."
        )
    else:
        then, more_problems = forecast(worker_context(other_folder).notify, days)
        problems.extend(more_problems)
        changed = list(differences(now, then))
        for difference in changed:
            _tell_rehearsed(f"{difference.sign} ", difference.message)
            for line in difference.lines:
                click.echo(f"      {line}")
        click.echo(
            f"{counted(len(changed), 'difference')} in {counted(days, 'day')}."
            if changed
            else "No difference."
        )
    for problem in problems:
        click.echo("To review: " + problem.words("en"))


def _tell_rehearsed(sign: str, message: Forecast) -> None:
    leaves = message.waits or f"{message.leaves:%H:%M %Z}"
    click.echo(
        f"{sign}{message.day:%Y-%m-%d}  {message.person} <{message.email}>, {leaves}: {message.subject}"
    )
    for about, kind, stands in message.why:
        click.echo(f"{sign}            {about}: {kind}, {stands}")


@click.command("mail-test")
@click.argument("email")
@click.option(
    "--message",
    help="A folder of mail_templates; the first one that the rules name, if left out.",
)
@click.option(
    "--language", help="One of the programme's languages; the first one, if left out."
)
@with_application
def mail_test(email: str, message: str | None, language: str | None) -> None:
    """Sends one of the programme's mails to yourself, at once: to see that SMTP_URL
    works and how the mail looks.
    """
    context = worker_context().notify
    settings = current_settings()
    programme = context.programme
    message = message or next(iter(told(programme)))
    language = language or programme.language
    if message not in told(programme) or language not in programme.languages:
        raise click.ClickException(
            f"the rules tell no message “{message}” in “{language}”"
        )
    parts, problems = preview(context, message, language)
    if parts is None:
        raise click.ClickException(
            "; ".join(problem.words("en") for problem in problems)
        )
    sender = (programme.text(programme.sender.name, language), settings.mail_from)
    try:
        with CHANNEL.connect(settings) as session:
            # Straight over SMTP: a test must not go through an outbox that is held.
            session.send(
                OutgoingMail(parts, sender, ("", email), new_id(), Clock().now())
            )
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"“{parts.subject}” is on its way to {email}.")
