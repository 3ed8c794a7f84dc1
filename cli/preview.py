"""What an operator types to hand a programme round: `flask preview`."""

from pathlib import Path

import click


@click.command("preview")
@click.argument(
    "folder",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page; preview.html, if left out.",
)
def preview(folder: Path | None, file: Path | None) -> None:
    """Writes every form and every mail, in each language and with the example data,
    as one HTML page to hand round.
    """
    raise click.ClickException("comes soon")
