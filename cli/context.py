"""What the commands work with."""

import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from cli.application import current_settings
from core.errors import HojaError
from core.texts import counted
from journal.database import Journal
from journal.operation import installation
from sync.context import SyncContext
from worker.context import WorkerContext, open_worker
from worker.folder import read_folder

PAUSE = 0.5
"""Seconds between two looks whether a worker that had the spreadsheet is still
alive.
"""


def journal() -> Journal:
    """The journal of this installation."""
    from forms.services import current_services  # noqa: PLC0415 - the worker goes without forms

    return current_services().journal


def outbox_is_open() -> bool:
    """Whether mail may leave through SMTP_URL; the demonstration's always may."""
    with journal().read() as connection:
        # The demonstration's mails stay on this machine.
        return (
            current_settings().demonstration
            or installation.read(connection).outbox_is_open
        )


def local_time(moment: datetime) -> str:
    """A moment by the programme's clock, with the zone."""
    from forms.services import current_services  # noqa: PLC0415 - as above

    return f"{moment.astimezone(ZoneInfo(current_services().programme.time_zone)):%Y-%m-%d %H:%M %Z}"


def people_count(addresses: Iterable[str]) -> str:
    """How many people these addresses are, in words."""
    return counted(len(set(addresses)), "person", "people")


def worker_context(folder: Path | None = None) -> WorkerContext:
    """Everything that the worker works with; of another
    programme's folder, if one is named.
    """
    settings = current_settings()
    try:
        return open_worker(
            settings, read_folder(folder or settings.programme_dir), journal()
        )
    except HojaError as error:
        raise click.ClickException(str(error)) from error


def take_lease(sync_context: SyncContext, *, dry_run: bool = False) -> None:
    """Takes the spreadsheet's lease, and waits for that of a worker that died;
    what only reads needs none.

    Raises ClickException where a worker is at work.
    """
    if dry_run:
        # A dry run writes nothing, and so may look while a worker is at work.
        sync_context.spreadsheet.guard = lambda: None
        return
    if sync_context.take_lease():
        return
    seconds = round(sync_context.lease.seconds)
    click.echo(
        f"A worker had the spreadsheet. If it has died, this goes on within {seconds} seconds …",
        err=True,
    )
    if not sync_context.lease.take_waiting(lambda: time.sleep(PAUSE)):
        raise click.ClickException(
            "a worker of this installation is at work; stop it first"
        )
