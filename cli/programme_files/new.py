"""What an operator types to begin: `flask new NAME`."""

import shlex
from collections.abc import Callable
from pathlib import Path

import click

from authoring.answers import (
    STARTING_POINTS,
    AnswerError,
    Answers,
    read_answers,
    read_languages,
    read_starting_point,
    read_words,
)
from authoring.checking import refuse_mistakes
from authoring.new_programme import programme_files, write_files
from authoring.schemas import with_schemas
from core.errors import HojaError

QUESTIONS = {
    "title": "What is your programme called?",
    "languages": "In which languages do people write and read? (for example: es, en; the first one is the spreadsheet's)",
    "rows": "Who takes part? Each of them is a row (for example: Schools)",
    "decides": "Who decides? (for example: Coordination)",
    "starting_point": f"Which starting point? ({', '.join(STARTING_POINTS)})",
}
SEVERAL = "In several languages, write a / between them: Escuelas / Schools"


@click.command("new")
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--title", metavar="WORDS", help=QUESTIONS["title"])
@click.option("--languages", metavar="CODES", help=QUESTIONS["languages"])
@click.option("--rows", metavar="WORDS", help=f"{QUESTIONS['rows']}. {SEVERAL}.")
@click.option("--decides", metavar="WORDS", help=QUESTIONS["decides"])
@click.option(
    "--from", "starting_point", metavar="NAME", help=QUESTIONS["starting_point"]
)
@click.option(
    "--country",
    metavar="CODE",
    default="",
    help="Two letters; with it go the time zone and how numbers are written. Guessed, if left out.",
)
def new(
    name: Path,
    title: str | None,
    languages: str | None,
    rows: str | None,
    decides: str | None,
    starting_point: str | None,
    country: str,
) -> None:
    """Writes a new programme into the folder NAME: asks five questions, and says
    what to do next.

    What is given as an option is not asked. Nothing is ever overwritten.
    """
    try:
        title = _answer("title", title, lambda text: read_words(text, ("en",)))
        languages = _answer("languages", languages, read_languages)
        codes = read_languages(languages)
        if len(codes) > 1 and not (rows and decides):
            click.echo(f"{SEVERAL} ({' / '.join(codes)}).")
        rows = _answer("rows", rows, lambda text: read_words(text, codes))
        decides = _answer("decides", decides, lambda text: read_words(text, codes))
        starting_point = _answer("starting_point", starting_point, read_starting_point)
        answers = read_answers(title, languages, rows, decides, starting_point, country)
        files = with_schemas(programme_files(answers))
        refuse_mistakes(files)
        write_files(name, files)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    _tell(name, answers, len(files))


def _answer(key: str, given: str | None, read: Callable[[str], object]) -> str:
    """What an option says, or what is answered: asked again until it makes sense."""
    if given is not None:
        read(given)
        return given

    def understood(text: str) -> str:
        try:
            read(text)
        except AnswerError as error:
            raise click.UsageError(str(error)) from error
        return text

    answer: str = click.prompt(QUESTIONS[key], value_proc=understood)
    return answer


def _tell(folder: Path, answers: Answers, files: int) -> None:
    written = shlex.quote(click.format_filename(folder))
    place = answers.place
    click.echo(f"\n{files} files are in {written}. What next:\n")
    for command, purpose in (
        (f"flask serve {written} --watch", "try it out: forms, spreadsheet and mails"),
        (f"flask preview {written}", "all forms and mails as one page to hand round"),
        (f"flask check {written}", "after a change: what is wrong, and where"),
    ):
        click.echo(f"    {command:<{len(written) + 24}}  {purpose}")
    click.echo(
        f"\nThe clock is that of {place.time_zone}, the country {place.country}: "
        "both stand near the top of config/programme.yaml. docs/tutorial.md goes on from here."
    )
