"""What an operator types about one person's data: `person export`, `person erase`."""

from collections.abc import Iterable
from pathlib import Path

import click

from cli.application import current_settings, with_application
from cli.context import journal
from core.errors import Refused
from core.texts import counted
from forms.services import current_services
from journal.records import known_records
from journal.records.cells.unreadable_marks import marked_now
from privacy.erase import Eraser, erase_person
from privacy.export import export_person
from privacy.report import LEAVING, Line, Report, report
from privacy.retention import held_back, keep_retention, overdue
from programme.records.record import Records


@click.group("person")
def person() -> None:
    """The data of one person, by their e-mail address: hand it over, or erase it."""


@person.command("export")
@click.argument("address")
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The ZIP to write.",
)
@with_application
def export(address: str, file: Path | None) -> None:
    """Writes everything that there is of a person into a ZIP: data.json,
    data.html to read, and the files.
    """
    services = current_services()
    with journal().read() as connection:
        handed_over = export_person(
            _eraser(),
            connection,
            address,
            services.clock.now(),
            services.programme.language,
        )
    if handed_over.is_empty:
        raise click.ClickException(
            f"nothing is known of {address}; the address must be the one that stands in the sheet"
        )
    target = file or Path("person.zip")
    if target.exists():
        raise click.ClickException(
            f"{target} is there already; name another one with --to"
        )
    target.touch(mode=0o600)
    target.write_bytes(handed_over.content)
    listed = ", ".join(
        counted(count, name.removesuffix("s"))
        for name, count in handed_over.counts.items()
        if count
    )
    click.echo(f"{target}: {listed}. Hand it to nobody else, and delete it afterwards.")


@person.command("erase")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do it; without this nothing is changed.")
@click.option(
    "--files", is_flag=True, help="Also the files of the forms that they sent."
)
@click.option(
    "--row",
    default="",
    metavar="REFERENCE",
    help="ADDRESS is a name that stands in this row.",
)
@with_application
def erase(address: str, yes: bool, files: bool, row: str) -> None:
    """Says what would become of a person's data, and with --yes erases it.

    ADDRESS: of mail, or a telephone number (+593…). Their cells are blanked; no row
    is deleted.
    """
    services = current_services()
    now = services.clock.now()
    with journal().read() as connection:
        try:
            findings = _eraser().find(connection, address, now, files=files, row=row)
        except Refused as error:
            raise click.ClickException(str(error)) from error
    if findings.is_empty:
        raise click.ClickException(
            f"nothing is known of {address}; the address must be the one that stands in the sheet"
        )
    is_demonstration = current_settings().demonstration
    lines = report(
        services.programme,
        findings,
        str,
        services.programme.language,
        is_demonstration=is_demonstration,
    )
    if not yes:
        _tell(lines)
        click.echo("\nNothing was changed. With --yes all of this is done.")
        return
    erase_person(_eraser(), address, now, files=files, row=row)
    _tell(lines)
    click.echo(
        "\nErased. The worker blanks the cells at its next look; what cannot be blanked stands under To review."
    )


@click.command("retention")
@click.option(
    "--yes",
    is_flag=True,
    help="Do it, however many they are; without this nothing is changed.",
)
@with_application
def retention(yes: bool) -> None:
    """Says whose data the programme's retention keeps no longer, and with --yes erases
    it; the worker does it once a day.
    """
    services = current_services()
    programme = services.programme
    now = services.clock.now()
    with journal().read() as connection:
        rows = [record.as_record() for record in known_records.present(connection)]
        records = marked_now(connection, Records(programme, rows))
    due = overdue(programme, records, services.today())
    for item in due:
        cells = counted(item.cells, "cell")
        references = counted(len(item.references), "row")
        click.echo(
            f"{programme.text(programme.tables[item.table].label, 'en')} {item.reference}: {cells} in {references}"
        )
    if not due:
        click.echo("Nobody's data is due.")
    if held_back(programme, records, due):
        click.echo("These are many at once: the worker does not do it by itself.")
    if yes:
        retained = keep_retention(_eraser(), records, now, all_of_them=True)
        if retained.mails:
            emptied = f"{counted(retained.mails, 'old mail')} emptied"
        else:
            emptied = "no old mails"
        click.echo(
            f"Done: {counted(len(retained.done), 'record')}, {emptied}. The worker blanks the cells at its next look."
        )
    elif due:
        click.echo("Nothing was changed. With --yes all of this is done.")


def _eraser() -> Eraser:
    return Eraser.of(current_settings(), current_services().programme, journal())


def _tell(lines: Report) -> None:
    _tell_part("Cells of the spreadsheet that are blanked", lines.sheet)
    _tell_part("Rows of the journal that go", lines.goes)
    _tell_part("Rows of the journal that lose what is the person's", lines.loses)
    _tell_part("What stays, and why", lines.stays)
    if lines.mentions:
        click.echo(
            "\nCells that name them in other words; look at each, and change it in the sheet:"
        )
    for mention in lines.mentions:
        click.echo(f"  {mention}")
    click.echo("\nWhat remains elsewhere:")
    for text in lines.beyond:
        click.echo(f"  - {text}")
    if lines.in_hand:
        click.echo("\n" + LEAVING.format(count=lines.in_hand))


def _tell_part(title: str, lines: Iterable[Line]) -> None:
    listed = list(lines)
    if listed:
        click.echo(f"\n{title}:")
    for line in listed:
        count = ""
        if line.count:
            count = f" ({line.count})"
        click.echo(
            f"  {line.what}{count}: {line.why}" if line.what else f"  {line.why}"
        )
