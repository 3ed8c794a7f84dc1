"""What an operator types to read the mailbox of incoming mail: `read-mailbox`."""

import logging
import signal
import threading

import click

from cli.application import current_settings, with_application
from core.errors import Later
from forms.services import current_services
from inbox.reader import read_mailbox

# Mail servers ask not to be asked more often than each minute.
PAUSE = 60.0
log = logging.getLogger("hoja.inbox")


@click.command("read-mailbox")
@click.option(
    "--watch", is_flag=True, help="Look again every minute, until it is stopped."
)
@with_application
def mailbox(watch: bool) -> None:
    """Reads what came to IMAP_URL: answers of calendars, and mails
    that could not be delivered.

    Nothing is changed there.
    """
    settings = current_settings()
    if not settings.imap_url:
        raise click.ClickException(
            "IMAP_URL names no mailbox: docs/going-live.md shows how to set it"
        )
    if not watch:
        try:
            counts = read_mailbox(
                current_services(), settings.imap_url, settings.mail_oauth
            )
        except Later as error:
            raise click.ClickException(str(error)) from error
        click.echo(
            ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))
            or "nothing new"
        )
        return
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    while not stop.is_set():
        try:
            read_mailbox(current_services(), settings.imap_url, settings.mail_oauth)
        except Later as error:
            # The mailbox is asked again after the pause: what waits there is not lost.
            log.warning("%s", error)
        stop.wait(PAUSE)
