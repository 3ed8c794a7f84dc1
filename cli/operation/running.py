"""What an operator types to run the worker and to open the staff
pages: `worker`, `sign-in`.
"""

import sys
import threading

import click

from authoring.watching import LOOK_SECONDS, WatchedFolder
from cli.application import current_settings, with_application
from cli.context import journal, take_lease, worker_context
from core.errors import HojaError
from forms.services import current_services
from staff.access.signing import new_link, staff_of
from sync.tabs.bootstrap import prepare
from worker.context import WorkerContext, open_worker
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
@with_application
def worker(once: bool, watch: bool) -> None:
    """Carries rows to the spreadsheet, watches it, decides, and sends
    mail, until it is stopped.
    """
    if watch:
        _run_watched()
        return
    loop = Loop(worker_context())
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


def _run_watched() -> None:
    """One loop after the other, each with the programme as it was then."""
    settings = current_settings()
    watched = WatchedFolder(settings.programme_dir)
    ended = threading.Event()
    stop_on_signals(ended)
    while not ended.is_set():
        context = open_worker(settings, watched.folder, journal())
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
        click.echo(str(error), err=True)
    finally:
        context.sync.give_lease_back()


@click.command("sign-in")
@click.argument("email")
@with_application
def sign_in(email: str) -> None:
    """Prints a sign-in link for an active person of the People tab."""
    if staff_of(email) is None:
        raise click.ClickException(f"{email} is not an active person in the tab People")
    click.echo(current_services().links.public_url + new_link(journal(), email))
