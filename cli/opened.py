"""What the commands work with."""

from pathlib import Path

import click
from flask import current_app

from core.errors import HojaError
from core.settings import Settings
from forms.desk import desk
from journal.database import Journal
from notify.context import NotifyContext
from sync.context import SyncContext
from worker.context import open_office, read_folder


def given() -> Settings:
    """How the program was started."""
    found: Settings = current_app.extensions["hoja.settings"]
    return found


def journal() -> Journal:
    """The journal of this installation."""
    return desk().journal


def opened(folder: Path | None = None) -> NotifyContext:
    """Everything that the worker works with; of another programme's folder, if one is named."""
    settings = given()
    try:
        return open_office(settings, read_folder(folder or settings.programme_dir), journal())
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
