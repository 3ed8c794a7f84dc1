"""What an operator types to have a programme's files checked: `flask check`."""

from importlib import import_module
from pathlib import Path

import click
from flask.cli import with_appcontext

from cli.application import current_settings
from core.errors import HojaError
from core.texts import SOURCE, counted, language_name, source_texts, untranslated
from programme.checks.hints import hints
from programme.templates import template_hints
from worker.folder import Folder, read_folder


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
    if other:
        path = other.resolve()
    else:
        path = current_settings().programme_dir
    folder = read_folder(path)
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
    if other is None and _has_installation(folder):
        # Loaded only here: it is most of what there is to load.
        import_module("cli.programme_files.check_installation").tell_installation(
            folder
        )


def _has_installation(folder: Folder) -> bool:
    """Whether anything but the files can say something: a journal that is there, or
    forms that are edited in the spreadsheet.
    """
    url = current_settings().database_url
    file = url.removeprefix("sqlite:///")
    is_there = file == url or Path(file).exists()
    forms = folder.programme.forms.values()
    return is_there or any(form.edited_in_sheet for form in forms)


def _not_spoken(language: str) -> str:
    shown = ", ".join(f"“{text}”" for text in SHOWN)
    return (
        f"Hoja does not speak {language_name(language, SOURCE, [language])} ({language}). Whoever reads it sees Hoja’s own words "
        f"in English (buttons, what is wrong with an answer, the end of a mail, tabs that are Hoja’s): {shown} and "
        f"{source_texts() - len(SHOWN)} more. docs/translating.md says how to add a language."
    )


SHOWN = ("Send", "Please answer this.", "yes", "no", "Mails")
"""The words that an operator knows best, as examples."""
