"""What an operator types: `flask check`, `flask setup-sheet`, `flask worker`, `flask status` …"""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from core.clock import Clock
from core.errors import HojaError
from core.ids import new_id
from core.problem import Problem
from core.settings import Settings
from forms.desk import desk
from journal import deliveries, facts, messages, pause, problems
from journal.database import Journal
from journal.states import OPEN, Mail
from mail.answers import CLOSED
from mail.compose import build
from mail.transport import connect
from sheets.client import Spreadsheet
from sheets.live_check import QUESTIONS, ask, compared
from staff.signing import new_link, staff_of
from worker.changed import meets
from worker.claim import takeover
from worker.loop import Loop, stop_on_signals
from worker.office import Office
from worker.open import open_office, read_folder
from worker.prepare import prepare
from worker.preview import preview, told
from worker.rehearse import Rehearsed, differences, rehearse
from worker.restore import restore_into, restore_row, restore_tab
from worker.shop import Shop


@click.group("outbox", cls=AppGroup, invoke_without_command=True)
@click.pass_context
def outbox(context: click.Context) -> None:
    """What waits to be sent; `open` and `close` it."""
    if context.invoked_subcommand is None:
        context.invoke(list_outbox)


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    for command in (
        check,
        setup_sheet,
        live_check,
        worker,
        status,
        rehearsal,
        mail_test,
        show_problems,
        take_over,
        restore,
        sign_in,
        outbox,
    ):
        app.cli.add_command(command)


def _settings() -> Settings:
    found: Settings = current_app.extensions["hoja.settings"]
    return found


def _journal() -> Journal:
    return desk().journal


def _office(folder: Path | None = None) -> Office:
    settings = _settings()
    try:
        return open_office(settings, read_folder(folder or settings.programme_dir), _journal())
    except HojaError as error:
        raise click.ClickException(str(error)) from error


@click.command("check")
@with_appcontext
def check() -> None:
    """Reads the programme's files and tells every mistake in them, with file, line and column."""
    folder = read_folder(_settings().programme_dir)  # a mistake has ended the program before this line
    made = folder.programme
    click.echo(
        f"{made.text(made.name, made.language)}: {len(made.forms)} forms, {len(made.tables)} tables, "
        f"{len(made.rules.events) + len(made.rules.ladders)} rules, {len(folder.templates.found)} mail templates. No mistakes."
    )
    with _journal().read() as connection:
        lines = meets(connection, made)
    if lines:
        click.echo("The spreadsheet, as it was last seen, and these files (`flask setup-sheet` brings them together):")
    for line in lines:
        click.echo(f"  {line}")


@click.command("setup-sheet")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@with_appcontext
def setup_sheet(dry_run: bool) -> None:
    """Makes or mends the spreadsheet; never deletes anything, and is safe to run again."""
    office = _office()
    _take_sheet(office.shop, dry_run=dry_run)
    try:
        made = prepare(office.shop, dry_run=dry_run)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    finally:
        office.shop.give_lease_back()
    for line in made.lines:
        click.echo(("would " if dry_run else "") + line)
    for problem in made.problems:
        click.echo("To review: " + problem.words("en"))
    click.echo("Nothing to do." if not made.lines else f"{len(made.lines)} things {'to do' if dry_run else 'done'}.")


def _take_sheet(shop: Shop, *, dry_run: bool) -> None:
    """Takes the spreadsheet's lease; what only reads needs none: a worker may go on beside it."""
    if dry_run:
        shop.spreadsheet.guard = lambda: None
    elif not shop.take_lease():
        raise click.ClickException(
            "a worker has the spreadsheet at this moment; stop it, or try again in a few minutes"
        )


@click.command("live-check")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def live_check(yes: bool) -> None:
    """Asks the spreadsheet's server, by doing, what only it can answer, and says where the local server differs."""
    # Only here: no process that serves people needs a Sheets server in it.
    from sheets.local.app import create_app  # noqa: PLC0415
    from sheets.local.serve import serving  # noqa: PLC0415

    settings = _settings()
    if not settings.spreadsheet:
        raise click.ClickException("SPREADSHEET must name a spreadsheet that is there for trying things out")
    tabs = f"Adds and deletes {len(QUESTIONS)} tabs, one after another, in the spreadsheet {settings.spreadsheet}."
    if not yes:
        click.confirm(f"{tabs} Go on?", abort=True)
    there = Spreadsheet(
        settings.spreadsheet,
        server=settings.sheets_api_url,
        credentials=settings.credentials,
        call_limit=settings.call_limit,
    )
    differ = 0
    with TemporaryDirectory() as folder, serving(create_app(Path(folder))) as url:
        here = Spreadsheet("", server=url)
        here.create("Check", "en_US", "Etc/UTC")
        for question in QUESTIONS:
            try:
                answers = ask(there, question), ask(here, question)
            except HojaError as error:
                raise click.ClickException(f"{question.words}: {error}") from error
            differ += answers[0] != answers[1]
            click.echo(f"{question.words}: {compared(question, *answers)}")
        here.close()
    there.close()
    click.echo(f"{differ} of {len(QUESTIONS)} are different." if differ else "The local server does all of it alike.")


@click.command("worker")
@click.option("--once", is_flag=True, help="Run until nothing is left to do now, then end.")
@with_appcontext
def worker(once: bool) -> None:
    """Carries rows to the spreadsheet, watches it, decides, and sends mail, until it is stopped."""
    loop = Loop(_office())
    stop_on_signals(loop.stop)
    if not once:
        loop.run()
    elif not loop.shop.take_lease():
        raise click.ClickException("another worker is at work on this spreadsheet")
    elif not loop.once():
        click.echo("Not everything could be done; `flask status` says what.", err=True)
        sys.exit(1)


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_appcontext
def status(as_json: bool) -> None:
    """Says how things stand: what waits, what is wrong, when the sheet was last seen."""
    with _journal().read() as connection:
        waits = pause.get(connection, desk().clock.now())
        found = {
            "spreadsheet": facts.spreadsheet(connection, _settings().spreadsheet) or "none yet",
            "rows on their way": deliveries.waiting(connection),
            "mails": messages.counts(connection),
            "outbox open": _settings().demonstration or bool(facts.get(connection, facts.OUTBOX_OPEN)),
            "mail waits": f"until {waits.until:%Y-%m-%d %H:%M} UTC: {CLOSED[waits.why]}: {waits.said}"
            if waits
            else None,
            "problems": len(problems.standing(connection)),
            "last": {name: facts.get(connection, facts.LAST + name) for name in ("watch", "deliver", "send")},
            "errors": facts.errors(connection),
        }
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, value in found.items():
        if value is None:
            continue
        shown = ", ".join(f"{key}: {part}" for key, part in value.items()) or "–" if isinstance(value, dict) else value
        click.echo(f"{name + ':':20} {shown}")


@click.command("rehearse")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="How far to look ahead.")
@click.option(
    "--with",
    "other",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another programme's folder: say only what would be different.",
)
@with_appcontext
def rehearsal(days: int, other: Path | None) -> None:
    """Says who would be reminded of what on which day, as the spreadsheet stands; sends nothing."""
    found: list[Problem] = []
    now = rehearse(_office(), days, found)
    if other is None:
        for one in now:
            _tell_rehearsed("", one)
        click.echo(f"{len(now)} mails to {len({one.email for one in now})} people in {days} days.")
    else:
        changed = list(differences(now, rehearse(_office(other), days, found)))
        for difference in changed:
            _tell_rehearsed(f"{difference.sign} ", difference.mail)
            for line in difference.lines:
                click.echo(f"      {line}")
        click.echo(f"{len(changed)} differences in {days} days." if changed else "No difference.")
    for problem in found:
        click.echo("To review: " + problem.words("en"))


def _tell_rehearsed(sign: str, one: Rehearsed) -> None:
    leaves = one.waits or f"{one.leaves:%H:%M %Z}"
    click.echo(f"{sign}{one.day:%Y-%m-%d}  {one.person} <{one.email}>, {leaves}: {one.subject}")
    for about, kind, stands in one.why:
        click.echo(f"{sign}            {about}: {kind}, {stands}")


@click.command("mail-test")
@click.argument("email")
@click.option("--message", help="A folder of mail_templates; the first one that the rules name, if left out.")
@click.option("--language", help="One of the programme's languages; the first one, if left out.")
@with_appcontext
def mail_test(email: str, message: str | None, language: str | None) -> None:
    """Sends one of the programme's mails to yourself, at once: to see that SMTP_URL works and how the mail looks."""
    office, settings = _office(), _settings()
    programme = office.shop.programme
    message, language = message or next(iter(told(programme))), language or programme.language
    if message not in told(programme) or language not in programme.languages:
        raise click.ClickException(f"the rules tell no message “{message}” in “{language}”")
    found: list[Problem] = []
    parts = preview(office, message, language, found)
    if parts is None:
        raise click.ClickException("; ".join(problem.words("en") for problem in found))
    sender = (programme.text(programme.sender.name, language), settings.mail_from)
    try:
        mail = build(parts, sender=sender, to=("", email), reply_to="", id=new_id(), sent_at=Clock().now())
        with connect(settings.smtp_url) as session:
            session.send(mail, settings.mail_from, email, lambda: None)
    except (HojaError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"“{parts.subject}” is on its way to {email}.")


@click.command("problems")
@with_appcontext
def show_problems() -> None:
    """Lists what a person must look at in the spreadsheet."""
    with _journal().read() as connection:
        standing = problems.standing(connection)
    for item in standing:
        where = " ".join(part for part in (item.problem.table, item.problem.reference, item.problem.column) if part)
        click.echo(f"{item.since:%Y-%m-%d} {where}: " + item.problem.words("en"))
    click.echo(f"{len(standing)} problems." if standing else "No problems.")


@click.command("takeover")
@with_appcontext
def take_over() -> None:
    """Makes the spreadsheet this installation's, after another one has worked in it."""
    office = _office()
    if not office.shop.take_lease():
        raise click.ClickException("a worker of this installation is running; stop it first")
    try:
        takeover(office.shop)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    finally:
        office.shop.give_lease_back()
    click.echo("The spreadsheet is this installation's now. Make sure that the other one does not run any more.")


@click.command("restore")
@click.option("--row", "reference", metavar="REFERENCE", help="A row that is gone.")
@click.option("--tab", "table", metavar="TABLE", help="A tab that is gone, or the rows of one that went last.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="With --tab: all that went from then on."
)
@click.option(
    "--into", metavar="SPREADSHEET", help="Everything, into an empty spreadsheet (“new” on the local server)."
)
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@with_appcontext
def restore(reference: str | None, table: str | None, since: datetime | None, into: str | None, dry_run: bool) -> None:
    """Brings back a row, a tab, or the whole spreadsheet; mails about it wait until a coordinator has looked."""
    if sum(bool(given) for given in (reference, table, into)) != 1 or (since and not table):
        raise click.UsageError("name one of --row, --tab (with --since or without) and --into")
    shop = _office().shop
    zone = ZoneInfo(shop.programme.time_zone)
    try:
        if reference:
            lines = restore_row(shop, reference, dry_run=dry_run)
        else:
            _take_sheet(shop, dry_run=dry_run)
            if table:
                moment = since.replace(tzinfo=zone) if since else None
                lines = restore_tab(shop, table, moment, dry_run=dry_run)
            else:
                lines = restore_into(shop, _key(into or ""), dry_run=dry_run)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    finally:
        shop.give_lease_back()
    for line in lines:
        click.echo(line if line.startswith(" ") else ("would " if dry_run else "") + line)
    if not dry_run:
        click.echo("The worker puts the rows in. Mails about them wait for a decision on the staff page.")
        if into:
            with shop.journal.read() as connection:
                key = facts.spreadsheet(connection, shop.settings.spreadsheet)
            click.echo(
                f"From now on the spreadsheet is {key}. Set SPREADSHEET to it when you next change the settings."
            )


def _key(into: str) -> str:
    """A spreadsheet's key from its address; "" for a new one."""
    return "" if into == "new" else into.rsplit("/d/", 1)[-1].split("/", maxsplit=1)[0]


@click.command("sign-in")
@click.argument("email")
@with_appcontext
def sign_in(email: str) -> None:
    """Prints a sign-in link for an active person of the People tab."""
    if staff_of(email) is None:
        raise click.ClickException(f"{email} is not an active person in the tab People")
    click.echo(desk().links.public_url + new_link(_journal(), email))


@outbox.command("list")
@with_appcontext
def list_outbox() -> None:
    """Lists what waits: state, time, address, subject."""
    with _journal().read() as connection:
        rows = messages.in_state(connection, *OPEN, Mail.unknown)
    for row in rows:
        click.echo(f"{row.state:8} {row.due_at:%Y-%m-%d %H:%M} {row.email:32} {row.subject}")
    click.echo(f"{len(rows)} mails.")


@outbox.command("open")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def open_outbox(yes: bool) -> None:
    """Lets mail go out through SMTP_URL, after showing how many would go to how many people."""
    with _journal().read() as connection:
        rows = messages.in_state(connection, Mail.queued)
        now = Clock().now() + timedelta(days=1)
    due = [row for row in rows if row.due_at <= now]
    click.echo(f"{len(due)} mails to {len({row.email for row in due})} people would go out within a day.")
    if yes or click.confirm("Open the outbox?"):
        _put_open(is_open=True)
        with _journal().write() as connection:
            pause.end(connection)
        click.echo("The outbox is open.")


@outbox.command("close")
@with_appcontext
def close_outbox() -> None:
    """Stops all mail at once; what waits stays waiting."""
    _put_open(is_open=False)
    click.echo("The outbox is closed.")


def _put_open(is_open: bool) -> None:
    with _journal().write() as connection:
        facts.put(connection, facts.OUTBOX_OPEN, is_open)
