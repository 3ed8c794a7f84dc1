"""What an operator types to have a programme translated: `flask texts export`
and `flask texts import`.
"""

from collections.abc import Sequence
from pathlib import Path

import click
from babel import Locale, UnknownLocaleError

from cli.application import current_settings, with_application
from core.errors import HojaError, ProgrammeError
from core.texts import counted, untranslated
from translation.bring_in import Outcome, bring_in
from translation.files import read_file, write_file
from translation.units import read_texts
from worker.folder import read_folder


@click.group("texts")
def texts() -> None:
    """All texts of the programme as one file for a translator, and back."""


@texts.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--language",
    required=True,
    help="The language to translate into, like fr or en_GB; a new one, too.",
)
@click.option(
    "--source",
    help="The programme's language to translate from; the first one, if left out.",
)
@with_application
def export(file: Path, language: str, source: str | None) -> None:
    """Writes every text of the programme to FILE (.po or .xlsx), with
    what is translated already.
    """
    folder = current_settings().programme_dir
    programme = read_folder(folder).programme
    source = source or programme.language
    if source not in programme.languages:
        raise click.UsageError(
            f"the programme has no language {source}, only {', '.join(programme.languages)}"
        )
    if language == source:
        raise click.UsageError(f"{language} is the language to translate from")
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError) as error:
        raise click.UsageError(
            f"{language} is no language: write it like fr or en_GB"
        ) from error
    exported = read_texts(folder, programme.languages, source, language)
    try:
        write_file(file, exported)
    except (HojaError, OSError) as error:
        raise click.ClickException(str(error)) from error
    missing = sum(not unit.translation for unit in exported.units)
    click.echo(
        f"{file}: {counted(len(exported.units), 'text')}, {missing} of them not translated yet."
    )
    if untranslated(language):
        click.echo(
            f"Hoja’s own words are not there in {language}: docs/translating.md says how to add them."
        )


@texts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--incomplete",
    is_flag=True,
    help="Take a new language with gaps: there the source's words stand for now.",
)
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@with_application
def import_(file: Path, incomplete: bool, dry_run: bool) -> None:
    """Writes the translations of FILE into config/ and
    mail_templates/; comments and order stay.
    """
    folder = current_settings().programme_dir
    languages = read_folder(folder).programme.languages
    try:
        translation = read_file(file)
        outcome = bring_in(
            folder,
            languages,
            translation,
            _mistakes,
            is_incomplete=incomplete,
            dry_run=dry_run,
        )
    except (HojaError, OSError) as error:
        raise click.ClickException(str(error)) from error
    _report(outcome)
    if outcome.refusal:
        if incomplete or not outcome.missing:
            hint = ""
        else:
            hint = " (--incomplete takes it all the same)"
        raise click.ClickException(f"Nothing was written: {outcome.refusal}{hint}")
    files = outcome.files or {}
    click.echo(
        f"{'Would write' if dry_run else 'Written'}: {counted(len(outcome.written), 'text')} in {counted(len(files), 'file')}."
    )
    if files and not dry_run:
        click.echo(
            "Start Hoja again, so that it reads them; a new language also needs `flask setup-sheet`."
        )


def _report(outcome: Outcome) -> None:
    _list("Not translated", outcome.missing)
    _list(
        "Changed in the programme since the file was made, and left as they are",
        outcome.changed,
    )
    _list("Not in the programme (any more)", outcome.unknown)


def _list(heading: str, keys: Sequence[str]) -> None:
    if keys:
        click.echo(f"{heading} ({len(keys)}):")
    for key in keys:
        click.echo(f"  {key}")


def _mistakes(folder: Path) -> str:
    try:
        read_folder(folder)
    except ProgrammeError as error:
        return str(error)
    return ""
