"""What an operator types to run the worker and to open the staff
pages: `worker`, `sign-in`.
"""

import sys

import click

from cli.application import with_application
from cli.context import journal, take_lease, worker_context
from forms.services import current_services
from staff.access.signing import new_link, staff_of
from worker.loop import Loop, stop_on_signals


@click.command("worker")
@click.option(
    "--once", is_flag=True, help="Run until nothing is left to do now, then end."
)
@with_application
def worker(once: bool) -> None:
    """Carries rows to the spreadsheet, watches it, decides, and sends
    mail, until it is stopped.
    """
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


@click.command("sign-in")
@click.argument("email")
@with_application
def sign_in(email: str) -> None:
    """Prints a sign-in link for an active person of the People tab."""
    if staff_of(email) is None:
        raise click.ClickException(f"{email} is not an active person in the tab People")
    click.echo(current_services().links.public_url + new_link(journal(), email))
