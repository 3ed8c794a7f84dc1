"""What an operator types to run Hoja and to see how it goes: `worker`, `status`, `problems`, `sign-in`."""

import json
import sys

import click
from flask.cli import with_appcontext

from cli.opened import given, journal, opened
from core.texts import counted
from forms.desk import desk
from journal import deliveries, facts, mail_pause, messages, problems
from mail.answers import CLOSED
from staff.signing import new_link, staff_of
from worker.loop import Loop, stop_on_signals


@click.command("worker")
@click.option("--once", is_flag=True, help="Run until nothing is left to do now, then end.")
@with_appcontext
def worker(once: bool) -> None:
    """Carries rows to the spreadsheet, watches it, decides, and sends mail, until it is stopped."""
    loop = Loop(opened())
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
    with journal().read() as connection:
        waits = mail_pause.current(connection, desk().clock.now())
        found = {
            "spreadsheet": facts.spreadsheet(connection, given().spreadsheet) or "none yet",
            "rows on their way": deliveries.waiting(connection),
            "mails": messages.counts(connection),
            "outbox open": given().demonstration or bool(facts.get(connection, facts.OUTBOX_OPEN)),
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


@click.command("problems")
@with_appcontext
def show_problems() -> None:
    """Lists what a person must look at in the spreadsheet."""
    with journal().read() as connection:
        standing = problems.standing(connection)
    for item in standing:
        where = " ".join(part for part in (item.problem.table, item.problem.reference, item.problem.column) if part)
        click.echo(f"{item.since:%Y-%m-%d} {where}: " + item.problem.words("en"))
    click.echo(f"{counted(len(standing), 'problem')}." if standing else "No problems.")


@click.command("sign-in")
@click.argument("email")
@with_appcontext
def sign_in(email: str) -> None:
    """Prints a sign-in link for an active person of the People tab."""
    if staff_of(email) is None:
        raise click.ClickException(f"{email} is not an active person in the tab People")
    click.echo(desk().links.public_url + new_link(journal(), email))
