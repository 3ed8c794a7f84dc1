"""What an operator types so that editors complete: `flask schemas DIR`."""

from pathlib import Path

import click

from authoring.schemas import schema_text, schemas


@click.command("schemas")
@click.argument(
    "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path)
)
def write_schemas(folder: Path) -> None:
    """Writes JSON Schemas of the programme's files into the folder DIR: editors
    complete and explain by them.

    Schemas that are there already are replaced.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in schemas().items():
            (folder / f"{name}.json").write_text(schema_text(schema), "utf-8")
    except OSError as error:
        raise click.ClickException(
            f"{click.format_filename(folder)}: {error.strerror}"
        ) from error
    click.echo(
        f"{len(schemas())} schemas are in {click.format_filename(folder)}. A file uses one by a line of its own: "
        "# yaml-language-server: $schema=../schemas/programme.json"
    )
