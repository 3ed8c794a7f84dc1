"""What the commands work with."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app

from core.errors import HojaError
from core.settings import Settings
from core.texts import counted
from forms.desk import desk
from journal import facts
from journal.database import Journal
from sync.context import SyncContext
from worker.context import WorkerContext, open_worker, read_folder


def given() -> Settings:
    """How the program was started."""
    found: Settings = current_app.extensions["hoja.settings"]
    return found


def journal() -> Journal:
    """The journal of this installation."""
    return desk().journal


def outbox_is_open() -> bool:
    """Whether mail may leave through SMTP_URL; the demonstration's always may."""
    with journal().read() as connection:
        return given().demonstration or bool(facts.get(connection, facts.OUTBOX_OPEN))


def local_time(moment: datetime) -> str:
    """A moment by the programme's clock, with the zone."""
    return f"{moment.astimezone(ZoneInfo(desk().programme.time_zone)):%Y-%m-%d %H:%M %Z}"


def people_count(addresses: Iterable[str]) -> str:
    """How many people these addresses are, in words."""
    return counted(len(set(addresses)), "person", "people")


def opened(folder: Path | None = None) -> WorkerContext:
    """Everything that the worker works with; of another programme's folder, if one is named."""
    settings = given()
    try:
        return open_worker(settings, read_folder(folder or settings.programme_dir), journal())
    except HojaError as error:
        raise click.ClickException(str(error)) from error


def take_sheet(shop: SyncContext, *, dry_run: bool) -> None:
    """Takes the spreadsheet's lease; what only reads needs none: a worker may go on beside it."""
    if dry_run:
        shop.spreadsheet.guard = lambda: None
    elif not shop.take_lease():
        raise click.ClickException(
            "a worker has the spreadsheet at this moment; stop it, or try again in a few minutes"
        )
