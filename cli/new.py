"""What an operator types to begin: `flask new NAME`."""

from pathlib import Path

import click

QUESTIONS = (
    "What is your programme called?",
    "In which languages do people write and read? (es, pt, en, fr, de; the first one is the spreadsheet's)",
    "Who takes part? Each of them is a row (Schools; in several languages: Escuelas / Schools)",
    "Who decides? (Coordination; in several languages: Coordinación / Coordination)",
    "Which starting point? mentoring, certification or grants",
)


@click.command("new")
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--title", help=QUESTIONS[0])
@click.option("--languages", help=QUESTIONS[1])
@click.option("--rows", help=QUESTIONS[2])
@click.option("--decides", help=QUESTIONS[3])
@click.option("--from", "starting_point", help=QUESTIONS[4])
def new(
    name: Path,
    title: str | None,
    languages: str | None,
    rows: str | None,
    decides: str | None,
    starting_point: str | None,
) -> None:
    """Writes a new programme into the folder NAME: asks five questions, and says
    what to do next.

    What is given as an option is not asked. Nothing is ever overwritten.
    """
    raise click.ClickException("comes soon")
