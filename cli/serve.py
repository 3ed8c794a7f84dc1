"""What an operator types to see a programme: `flask serve`."""

from pathlib import Path

import click


@click.command("serve")
@click.argument(
    "folder",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--watch",
    is_flag=True,
    help="See a change in a file at once, and its mistakes in the page.",
)
def serve(folder: Path | None, watch: bool) -> None:
    """Starts everything on this machine: the forms, a spreadsheet and a mailbox to try
    things out, with the programme in FOLDER.
    """
    raise click.ClickException("comes soon")
