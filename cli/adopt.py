"""What an operator types to begin with a sheet that is there: `flask adopt`."""

from pathlib import Path

import click


@click.command("adopt")
@click.argument("spreadsheet")
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--languages", help="es, pt, en, fr, de …; guessed, if left out.")
@click.option(
    "--title", help="What the programme is called; the file's name, if left out."
)
def adopt(
    spreadsheet: str, name: Path, languages: str | None, title: str | None
) -> None:
    """Proposes a programme, in the folder NAME, from a sheet that people already
    have: SPREADSHEET is the address of a Google spreadsheet, or a file (.xlsx, .csv).

    Nothing is written to the spreadsheet, and nothing is ever overwritten. What could
    mean two things is asked, on the screen and in the files.
    """
    raise click.ClickException("comes soon")
