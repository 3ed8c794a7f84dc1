"""What an operator types to begin with a sheet that is there: `flask adopt`."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from authoring.adoption.files import proposed_files
from authoring.adoption.proposal import Proposal, propose
from authoring.adoption.sources import key_of, tabs_of_file, tabs_of_spreadsheet
from authoring.adoption.tabs import Tab
from authoring.answers import AnswerError, read_languages, read_words
from authoring.checking import refuse_mistakes
from authoring.new_programme import write_files
from authoring.saying import TYPE_WORDS, speaker
from authoring.schemas import with_schemas
from cli.application import current_settings
from core.errors import HojaError
from core.texts import counted
from sheets.client import Spreadsheet


@click.command("adopt")
@click.argument("spreadsheet")
@click.argument("name", type=click.Path(path_type=Path))
@click.option(
    "--languages",
    default="",
    metavar="CODES",
    help="The languages, the spreadsheet's first (es, en); guessed, if left out.",
)
@click.option(
    "--title",
    default="",
    metavar="WORDS",
    help="What the programme is called; the folder's name, if left out.",
)
@with_appcontext
def adopt(spreadsheet: str, name: Path, languages: str, title: str) -> None:
    """Proposes a programme, in the folder NAME, from a sheet that people already
    have: SPREADSHEET is the address of a Google spreadsheet, or a file (.xlsx, .csv).

    Nothing is written to the spreadsheet, and nothing is ever overwritten. What could
    mean two things is asked, on the screen and in config/programme.yaml.
    """
    try:
        if languages:
            codes = read_languages(languages)
        else:
            codes = ()
        proposal = propose(_tabs(spreadsheet), codes)
        if proposal is None:
            raise click.ClickException("No table was found there: nothing was written.")
        files = with_schemas(proposed_files(proposal, _title(title, name)))
        refuse_mistakes(files)
        write_files(name, files)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    _tell(proposal, name, spreadsheet)


def _title(words: str, folder: Path) -> str:
    """What the programme is called. Raises HojaError."""
    try:
        [title] = read_words(words or folder.resolve().name, ("en",)).values()
    except AnswerError as error:
        raise HojaError(
            f"“{click.format_filename(words or folder.name)}” cannot be what the programme is called: "
            f"--title names it otherwise. {error}"
        ) from error
    return title


def _tabs(spreadsheet: str) -> Sequence[Tab]:
    file = Path(spreadsheet)
    if file.is_file():
        return tabs_of_file(file.read_bytes(), file.name)
    key = key_of(spreadsheet)
    if not key:
        raise click.UsageError(
            f"“{spreadsheet}” is neither a file nor the address of a Google spreadsheet."
        )
    settings = current_settings()
    server = ""
    if not settings.credentials:
        server = settings.sheets_api_url
    remote = Spreadsheet(
        key,
        server=server,
        credentials=settings.credentials,
        call_limit=settings.call_limit,
    )
    try:
        return tabs_of_spreadsheet(remote)
    finally:
        remote.close()


def _tell(proposal: Proposal, folder: Path, spreadsheet: str) -> None:
    is_file = Path(spreadsheet).exists()
    say = speaker(proposal.languages[0])
    for table in proposal.tables:
        click.echo(f"{table.name} ({counted(len(table.layout.records), 'row')}):")
        for column in table.columns:
            refers = ""
            if column.table:
                refers = f" to {column.table}"
            kind = f"{say(TYPE_WORDS[column.kind.type])} ({column.kind.type}{refers})"
            click.echo(f"    {column.heading.label:<28} {kind}")
    for question in proposal.questions:
        click.echo(f"? {question}")
    written = shlex.quote(click.format_filename(folder))
    click.echo(
        f"\nThe programme is in {written}; the sheet is as it was. What next:\n\n"
        f"    flask check {written}            after a change: what is wrong, and where\n"
        f"    flask serve {written} --watch    try it out on this machine\n"
        f"    flask preview {written}          all forms and mails as one page"
    )
    if is_file:
        _tell_import(proposal, written, spreadsheet)
        first = "Put the file into Google Sheets, set SPREADSHEET to its key"
    else:
        first = "When you agree with it, set SPREADSHEET to its key"
    click.echo(
        f"\n{first}; then `flask setup-sheet --dry-run` says what would be added to it."
    )


def _tell_import(proposal: Proposal, folder: str, file: str) -> None:
    """How the rows of a file are seen where the programme is tried out."""
    tables = ", ".join(referred_first(proposal))
    workbook = shlex.quote(click.format_filename(file))
    click.echo(
        "\nIt begins without your rows. To see them while it runs, in another terminal, "
        f"one tab after the other ({tables}):\n\n"
        f"    PROGRAMME_DIR={folder} flask import-rows TABLE {workbook} --tab TITLE --write"
    )


def referred_first(proposal: Proposal) -> list[str]:
    """The tables in an order in which each finds the rows that it refers to."""
    remaining = list(proposal.tables)
    order: list[str] = []
    while remaining:
        names = {table.name for table in remaining}
        # Where tables refer to each other in a circle, any may be the first.
        chosen = remaining[0]
        for table in remaining:
            referred = {column.table for column in table.columns} - {table.name}
            if not referred & names:
                chosen = table
                break
        remaining.remove(chosen)
        order.append(chosen.name)
    return order
