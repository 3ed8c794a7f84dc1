"""What an operator types about the programme and its spreadsheet:
`setup-sheet`, `live-check`, `takeover`, `restore`.
"""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import click

from cli.application import current_settings, with_application
from cli.context import take_lease, worker_context
from core.errors import HojaError
from core.texts import counted
from journal.tabs import spreadsheets
from sheets.client import Spreadsheet
from sheets.live_check import QUESTIONS, ask, compared
from sync.context import SyncContext
from sync.tabs.bootstrap import prepare
from sync.tabs.ownership import takeover
from sync.tabs.restore import restore_into, restore_row, restore_tab


@click.command("setup-sheet")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@click.option(
    "--adopt",
    is_flag=True,
    help="A tab that looks like the copy of one that is gone takes its place.",
)
@with_application
def setup_sheet(dry_run: bool, adopt: bool) -> None:
    """Makes or mends the spreadsheet; never deletes anything, and is safe to run
    again.
    """
    context = worker_context()
    take_lease(context.sync, dry_run=dry_run)
    try:
        outcome = prepare(context.sync, dry_run=dry_run, adopt=adopt)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    finally:
        context.sync.give_lease_back()
    for line in outcome.lines:
        click.echo(("would " if dry_run else "") + line)
    for problem in outcome.problems:
        click.echo("To review: " + problem.words("en"))
    click.echo(
        "Nothing to do."
        if not outcome.lines
        else f"{counted(len(outcome.lines), 'thing')} {'to do' if dry_run else 'done'}."
    )


@click.command("live-check")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_application
def live_check(yes: bool) -> None:
    """Asks the spreadsheet's server, by doing, what only it can answer, and says where
    the local server differs.
    """
    # Only here: no process that serves people needs a Sheets server in it.
    from sheets.local.app import create_app  # noqa: PLC0415
    from sheets.local.serve import serving  # noqa: PLC0415

    settings = current_settings()
    if not settings.spreadsheet:
        raise click.ClickException(
            "SPREADSHEET must name a spreadsheet that is there for trying things out"
        )
    tabs = f"Adds and deletes {len(QUESTIONS)} tabs, one after another, in the spreadsheet {settings.spreadsheet}."
    if not yes:
        click.confirm(f"{tabs} Go on?", abort=True)
    remote = Spreadsheet(
        settings.spreadsheet,
        server=settings.sheets_api_url,
        credentials=settings.credentials,
        call_limit=settings.call_limit,
    )
    differ = 0
    with TemporaryDirectory() as folder, serving(create_app(Path(folder))) as url:
        local = Spreadsheet("", server=url)
        local.create("Check", "en_US", "Etc/UTC")
        for question in QUESTIONS:
            try:
                # The same question to both, right after each other:
                # answers may depend on the day.
                answers = ask(remote, question), ask(local, question)
            except HojaError as error:
                raise click.ClickException(f"{question.words}: {error}") from error
            differ += answers[0] != answers[1]
            click.echo(f"{question.words}: {compared(question, *answers)}")
        local.close()
    remote.close()
    click.echo(
        f"{differ} of {len(QUESTIONS)} are different."
        if differ
        else "The local server does all of it alike."
    )


@click.command("takeover")
@with_application
def take_over() -> None:
    """Makes the spreadsheet this installation's, after another one has worked in it."""
    context = worker_context()
    take_lease(context.sync)
    try:
        takeover(context.sync)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    finally:
        context.sync.give_lease_back()
    click.echo(
        "The spreadsheet is this installation's now. Make sure that the other one does not run any more."
    )


@click.command("restore")
@click.option("--row", "reference", metavar="REFERENCE", help="A row that is gone.")
@click.option(
    "--tab",
    "table",
    metavar="TABLE",
    help="A tab that is gone, or the rows of one that went last.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="With --tab: all that went from then on.",
)
@click.option(
    "--into",
    metavar="SPREADSHEET",
    help="Everything, into an empty spreadsheet (“new” on the local server).",
)
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@with_application
def restore(
    reference: str | None,
    table: str | None,
    since: datetime | None,
    into: str | None,
    dry_run: bool,
) -> None:
    """Brings back a row, a tab, or the whole spreadsheet; mails about it wait until
    a coordinator has looked.
    """
    is_one = sum(bool(given) for given in (reference, table, into)) == 1
    if not is_one or (since and not table):
        raise click.UsageError(
            "name one of --row, --tab (with --since or without) and --into"
        )
    sync_context = worker_context().sync
    zone = ZoneInfo(sync_context.programme.time_zone)
    try:
        if reference:
            # One row goes through the journal, as a submission
            # does: no lease is needed.
            lines = restore_row(sync_context, reference, dry_run=dry_run)
        else:
            take_lease(sync_context, dry_run=dry_run)
            if table:
                moment = since.replace(tzinfo=zone) if since else None
                lines = restore_tab(sync_context, table, moment, dry_run=dry_run)
            else:
                lines = restore_into(sync_context, _key(into or ""), dry_run=dry_run)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    finally:
        sync_context.give_lease_back()
    for line in lines:
        is_begun = dry_run and not line.startswith(" ")
        click.echo(f"would {line}" if is_begun else line)
    if not dry_run:
        _tell_restored(sync_context, is_new=bool(into))


def _tell_restored(sync_context: SyncContext, *, is_new: bool) -> None:
    """`is_new`: whether the spreadsheet is another one from now on."""
    click.echo(
        "The worker puts the rows in. Mails about them wait for a decision on the staff page."
    )
    if not is_new:
        return
    with sync_context.journal.read() as connection:
        key = spreadsheets.current_key(connection, sync_context.settings.spreadsheet)
    click.echo(
        f"From now on the spreadsheet is {key}. Set SPREADSHEET to it when you next change the settings."
    )


def _key(into: str) -> str:
    """A spreadsheet's key from its address; "" for a new one."""
    # People paste the whole address out of the browser.
    if into == "new":
        return ""
    return into.rsplit("/d/", 1)[-1].split("/", maxsplit=1)[0]
