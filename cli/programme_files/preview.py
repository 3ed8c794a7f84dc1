"""What an operator types to hand a programme round: `flask preview`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from authoring.previewing import preview_page
from cli.application import current_settings
from core.errors import HojaError
from core.texts import counted
from worker.folder import read_folder


@click.command("preview")
@click.argument(
    "folder",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--to",
    "file",
    default=Path("preview.html"),
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page.",
)
@with_appcontext
def preview(folder: Path | None, file: Path) -> None:
    """Writes every form and every mail, in each language and with the example data,
    as one HTML page to hand round. A page that is there is replaced.
    """
    if folder:
        path = folder.resolve()
    else:
        path = current_settings().programme_dir
    try:
        read = read_folder(path)
        page = preview_page(read, path)
        file.write_text(page, "utf-8")
    except HojaError as error:
        raise SystemExit(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    forms = counted(len(read.programme.forms), "form")
    click.echo(
        f"{file}: {forms}, {counted(len(page) // 1000, 'kB', 'kB')}. Open it in a browser, or send it as it is."
    )
