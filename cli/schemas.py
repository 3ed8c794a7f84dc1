"""What an operator types so that editors complete: `flask schemas DIR`."""

from pathlib import Path

import click


@click.command("schemas")
@click.argument(
    "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path)
)
def schemas(folder: Path) -> None:
    """Writes JSON Schemas of the programme's files into the folder DIR: editors
    complete and explain by them.
    """
    raise click.ClickException("comes soon")
