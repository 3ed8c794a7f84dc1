"""What an operator types about XLSForm workbooks: `flask
import-xlsform`, `flask export-xlsform`.
"""

from collections.abc import Sequence
from pathlib import Path

import click

from cli.application import current_settings, with_application
from core.errors import HojaError
from core.notation.spelling import nearest
from core.texts import counted
from worker.folder import read_folder
from xlsform.export_form import export_form
from xlsform.import_form import Imported, import_form
from xlsform.remarks import Remark, Weight

HEADINGS = {
    Weight.mistake: "Mistakes in the workbook",
    Weight.left_out: "Not carried",
    Weight.changed: "Carried otherwise, or not needed",
}


@click.command("import-xlsform")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--form",
    "form_name",
    default="",
    help="The form’s name in addresses; usually the workbook’s form_id.",
)
@click.option(
    "--table",
    "table_name",
    default="",
    help="The table that takes the answers; usually of the form’s name.",
)
@click.option(
    "--write",
    is_flag=True,
    help="Write config/forms/NAME.yaml, where there is none yet.",
)
@click.option(
    "--incomplete",
    is_flag=True,
    help="With --write: also where something of the workbook is not carried.",
)
@with_application
def import_xlsform(
    file: Path, form_name: str, table_name: str, write: bool, incomplete: bool
) -> None:
    """Shows the XLSForm workbook FILE as a form of this programme, with
    the columns that it needs.
    """
    folder = current_settings().programme_dir
    try:
        imported = import_form(
            file, read_folder(folder).programme, form_name, table_name
        )
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    _tell(imported.remarks)
    mistakes = imported.of(Weight.mistake)
    if mistakes:
        raise click.ClickException(
            f"{counted(len(mistakes), 'mistake')} in the workbook: nothing was made of it"
        )
    target = folder / "config" / "forms" / f"{imported.name}.yaml"
    if write:
        _write(target, imported, incomplete=incomplete)
    else:
        click.echo(f"# config/forms/{imported.name}.yaml")
        click.echo(imported.form_yaml, nl=False)
    if imported.programme_yaml:
        click.echo(
            f"\n# These belong into config/programme.yaml, under the keys that are there already:\n{imported.programme_yaml}"
        )


def _write(target: Path, imported: Imported, *, incomplete: bool) -> None:
    left_out = imported.of(Weight.left_out)
    if left_out and not incomplete:
        text = f"Nothing was written: {counted(len(left_out), 'thing')} not carried (--incomplete writes it all the same)"
        raise click.ClickException(text)
    try:
        # "x": a file that somebody wrote meanwhile is not overwritten either.
        with target.open("x", encoding="utf-8") as stream:
            stream.write(imported.form_yaml)
    except FileExistsError as error:
        text = (
            f"Nothing was written: {target.name} is there already; take another --form"
        )
        raise click.ClickException(text) from error
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror}") from error
    click.echo(
        f"Written: config/forms/{target.name}. Then `flask check` says whether all is there."
    )


@click.command("export-xlsform")
@click.argument("form_name", metavar="FORM")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_application
def export_xlsform(form_name: str, file: Path) -> None:
    """Writes the form FORM as an XLSForm workbook."""
    programme = read_folder(current_settings().programme_dir).programme
    form = programme.forms.get(form_name)
    if form is None:
        raise click.UsageError(
            f'there is no form "{form_name}"{nearest(form_name, programme.forms)}'
        )
    if file.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{file.name}: the name of the file ends in .xlsx")
    try:
        remarks = export_form(form, programme.languages, file)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    _tell(remarks)
    click.echo(f"{file}: {counted(len(form.fields), 'row')}.")


def _tell(remarks: Sequence[Remark]) -> None:
    """What was noticed, on the error output: the form itself can be piped into a
    file.
    """
    for weight, heading in HEADINGS.items():
        lines = []
        for remark in remarks:
            if remark.weight is weight:
                lines.append(remark)
        if lines:
            click.echo(f"{heading} ({len(lines)}):", err=True)
        for remark in lines:
            click.echo(f"  {remark}", err=True)
