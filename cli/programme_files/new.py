"""What an operator types to begin: `flask new NAME`."""

import shlex
from collections.abc import Callable
from functools import partial
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
from authoring.saying import Say, speaker, terminal_language
from authoring.schemas import with_schemas
from authoring.words import spoken, words_of
from core.errors import HojaError
from core.texts import mark as _

QUESTIONS = {
    "title": (
        _("What is your programme called?"),
        _("For example: School gardens"),
    ),
    "languages": (
        _("In which languages do people write and read?"),
        _("For example: es, en. The first one is the spreadsheet’s."),
    ),
    "rows": (
        _("Who takes part? Each of them is a row."),
        _("For example: Schools. In several languages: Escuelas / Schools"),
    ),
    "decides": (_("Who decides?"), _("For example: Coordination")),
    "starting_point": (_("Which starting point?"), ", ".join(STARTING_POINTS)),
}
"""What is asked, and an example. The page asks the same."""
HELP = {key: f"{question} {example}" for key, (question, example) in QUESTIONS.items()}


@click.command("new")
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--title", metavar="WORDS", help=HELP["title"])
@click.option("--languages", metavar="CODES", help=HELP["languages"])
@click.option("--rows", metavar="WORDS", help=HELP["rows"])
@click.option("--decides", metavar="WORDS", help=HELP["decides"])
@click.option("--from", "starting_point", metavar="NAME", help=HELP["starting_point"])
@click.option(
    "--country",
    metavar="CODE",
    default="",
    help="Two letters; with it go the time zone and how numbers are written. Guessed, if left out.",
)
@click.option(
    "--ask-in",
    "language",
    metavar="CODE",
    default="",
    help="The language of the questions; that of the terminal, if left out.",
)
def new(
    name: Path,
    title: str | None,
    languages: str | None,
    rows: str | None,
    decides: str | None,
    starting_point: str | None,
    country: str,
    language: str,
) -> None:
    """Writes a new programme into the folder NAME: asks five questions, and says
    what to do next.

    What is given as an option is not asked. Nothing is ever overwritten.
    """
    language = language or terminal_language()
    say = speaker(language)
    answer = partial(_answer, say)
    try:
        title = answer("title", title, lambda text: read_words(text, ("en",)))
        languages = answer("languages", languages, read_languages)
        codes = read_languages(languages)
        rows = answer("rows", rows, lambda text: read_words(text, codes))
        decides = answer("decides", decides, lambda text: read_words(text, codes))
        if starting_point is None:
            _tell_starting_points(language)
        starting_point = answer("starting_point", starting_point, read_starting_point)
        answers = read_answers(title, languages, rows, decides, starting_point, country)
        files = with_schemas(programme_files(answers))
        refuse_mistakes(files)
        write_files(name, files)
    except AnswerError as error:
        raise click.ClickException(say(error.source, **error.gaps)) from error
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    _tell(name, answers, len(files))


def _answer(
    say: Say, key: str, given: str | None, read: Callable[[str], object]
) -> str:
    """What an option says, or what is answered: asked again until it makes sense."""
    if given is not None:
        read(given)
        return given

    def understood(text: str) -> str:
        try:
            read(text)
        except AnswerError as error:
            raise click.UsageError(say(error.source, **error.gaps)) from error
        return text

    question, example = QUESTIONS[key]
    click.echo(f"{say(question)} {say(example)}")
    answer: str = click.prompt(">", value_proc=understood, prompt_suffix=" ")
    return answer


def _tell_starting_points(language: str) -> None:
    """What each of them is for."""
    click.echo()
    for point in STARTING_POINTS:
        purpose = spoken(language, words_of(point)["about_file"])
        click.echo(f"  {point:<15}{purpose}")


def _tell(folder: Path, answers: Answers, files: int) -> None:
    written = shlex.quote(click.format_filename(folder))
    region = answers.place
    click.echo(f"\n{files} files are in {written}. What next:\n")
    for command, purpose in (
        (f"flask serve {written} --watch", "try it out: forms, spreadsheet and mails"),
        (f"flask preview {written}", "all forms and mails as one page to hand round"),
        (f"flask check {written}", "after a change: what is wrong, and where"),
    ):
        click.echo(f"    {command:<{len(written) + 24}}  {purpose}")
    click.echo(
        f"\nThe clock is that of {region.time_zone}, the country {region.country}: "
        "both stand near the top of config/programme.yaml. docs/tutorial.md goes on from here."
    )
