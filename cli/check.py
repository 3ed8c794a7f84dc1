"""What an operator types to have a programme's files checked: `flask check`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from cli.application import current_settings
from core.errors import HojaError
from core.texts import SOURCE, counted, language_name, source_texts, untranslated
from form_tabs.live import LiveProgramme
from journal.database import Journal
from programme.checks.hints import hints
from programme.templates import template_hints
from sync.tabs.configuration_changes import meets
from worker.context import Folder, read_folder


@click.command("check")
@click.argument(
    "folder",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@with_appcontext
def check(folder: Path | None) -> None:
    """Reads the programme's files (those in FOLDER, or of PROGRAMME_DIR) and tells
    every mistake in them, with file, line and column.
    """
    try:
        _check(folder)
    except HojaError as error:
        raise SystemExit(str(error)) from error


def _check(other: Path | None) -> None:
    folder = read_folder(other.resolve() if other else current_settings().programme_dir)
    programme = folder.programme
    rules = len(programme.rules.events) + len(programme.rules.ladders)
    counts = [
        counted(len(programme.forms), "form"),
        counted(len(programme.tables), "table"),
        counted(rules, "rule"),
        counted(len(folder.templates.found), "mail template"),
    ]
    click.echo(
        f"{programme.text(programme.name, programme.language)}: {', '.join(counts)}. No mistakes."
    )
    for hint in (*hints(programme), *template_hints(folder.templates)):
        click.echo(f"Could be said better: {hint}")
    for language in filter(untranslated, programme.languages):
        click.echo(_not_spoken(language))
    # Another folder's programme has nothing to do with this installation's journal.
    if other is None:
        _tell_installation(folder)


def _tell_installation(folder: Folder) -> None:
    """What staff have published, and what the spreadsheet was last seen to hold."""
    journal = Journal(current_settings().database_url)
    journal.upgrade()
    live = LiveProgramme(folder.programme, folder.sources, journal)
    live.refresh()
    _tell_form_tabs(live)
    with journal.read() as connection:
        lines = meets(connection, live.current.programme)
    if lines:
        click.echo(
            "The spreadsheet, as it was last seen, and these files (`flask setup-sheet` brings them together):"
        )
    for line in lines:
        click.echo(f"  {line}")


def _tell_form_tabs(live: LiveProgramme) -> None:
    """What is wrong with the forms that are edited in the spreadsheet.

    Raises ClickException where one cannot be.
    """
    for form, faults in live.current.faults.items():
        click.echo(
            f"{form}: what was published last does not go with these files; an older version is live:"
        )
        for line in faults:
            click.echo(f"  {line}")
    unfit = [
        f"{form}.yaml: it cannot be edited in the sheet: {line}"
        for form in live.forms
        for line in live.file_only(form).unfit
    ]
    if unfit:
        raise click.ClickException("\n".join(unfit))


def _not_spoken(language: str) -> str:
    shown = ", ".join(f"“{text}”" for text in SHOWN)
    return (
        f"Hoja does not speak {language_name(language, SOURCE, [language])} ({language}). Whoever reads it sees Hoja’s own words "
        f"in English (buttons, what is wrong with an answer, the end of a mail, tabs that are Hoja’s): {shown} and "
        f"{source_texts() - len(SHOWN)} more. docs/translating.md says how to add a language."
    )


SHOWN = ("Send", "Please answer this.", "yes", "no", "Mails")
"""The words that an operator knows best, as examples."""
