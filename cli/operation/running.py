"""What an operator types to run the worker: `worker`."""

import sys
import threading

import click
from flask.cli import with_appcontext

from authoring.watching import LOOK_SECONDS, WatchedFolder
from cli.application import current_settings
from cli.context import take_lease
from core.errors import HojaError
from core.files.private_files import make_private
from core.settings import Settings
from journal.database import Journal
from sync.tabs.bootstrap import prepare
from worker.context import WorkerContext, open_worker
from worker.folder import read_folder
from worker.loop import Loop, stop_on_signals


@click.command("worker")
@click.option(
    "--once", is_flag=True, help="Run until nothing is left to do now, then end."
)
@click.option(
    "--watch",
    is_flag=True,
    help="Go on with a change in the programme's files as soon as it has no mistakes.",
)
@with_appcontext
def worker(once: bool, watch: bool) -> None:
    """Carries rows to the spreadsheet, watches it, decides, and sends
    mail, until it is stopped.
    """
    # Without the web application: it would be a third of this process's memory.
    try:
        settings = current_settings()
        make_private(settings)
        own_journal = Journal(settings.database_url, settings.database_url_file)
        own_journal.upgrade()
        if watch:
            _run_watched(settings, own_journal)
            return
        context = open_worker(
            settings, read_folder(settings.programme_dir), own_journal
        )
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    loop = Loop(context)
    stop_on_signals(loop.stop)
    if not once:
        loop.run()
        return
    # A run to the end does not wait behind a worker that is at
    # work: it says so and ends.
    take_lease(loop.sync)
    if not loop.once():
        click.echo("Not everything could be done; `flask status` says what.", err=True)
        sys.exit(1)


def _run_watched(settings: Settings, own_journal: Journal) -> None:
    """One loop after the other, each with the programme as it was then."""
    watched = WatchedFolder(settings.programme_dir)
    ended = threading.Event()
    stop_on_signals(ended)
    while not ended.is_set():
        context = open_worker(settings, watched.folder, own_journal)
        # On this machine a new column is there as soon as the files have it.
        if settings.local_sheets:
            _prepare(context)
        loop = Loop(context)
        running = threading.Thread(target=loop.run)
        running.start()
        while not ended.wait(LOOK_SECONDS) and not watched.take_over():
            pass
        loop.stop.set()
        running.join()


def _prepare(context: WorkerContext) -> None:
    take_lease(context.sync)
    try:
        prepare(context.sync)
    except HojaError as error:
        # Google may be away: the worker starts all the same, and prepares when it is
        # back.
        click.echo(str(error), err=True)
    finally:
        context.sync.give_lease_back()
