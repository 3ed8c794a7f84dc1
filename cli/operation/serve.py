"""What an operator types to see a programme: `flask serve`."""

import os
import subprocess
import sys
from pathlib import Path

import click

from core.settings import ROOT


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
    things out, with the programme in FOLDER (or of PROGRAMME_DIR).
    """
    environ = dict(os.environ)
    if folder:
        environ["PROGRAMME_DIR"] = str(folder.resolve())
    command = [sys.executable, str(ROOT / "app.py"), *(["--watch"] if watch else [])]
    if os.name == "posix":
        # In our place: Ctrl-C, and whoever waits for us, reach the program itself.
        os.execve(sys.executable, command, environ)
    raise SystemExit(subprocess.call(command, env=environ))
