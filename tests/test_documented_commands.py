"""Each command that the documents have people type is there, with its options, in the
range that they take.
"""

import re
import shlex

import click
import pytest
from flask import Flask

import cli
from cli.lazy import LazyCommand
from tests.house import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/*.md")]
TYPED = re.compile(
    r"(?:`|^ {4,})(?:[A-Z_]+=\S+ )*(?:\.venv/bin/flask|flask|hoja) ([^`\n]+)"
)
END = re.compile(r" {2,}| ?[…;|>&#]|\s→")


def typed(text: str) -> set[str]:
    """The commands of a page, without what is said beside them."""
    lines = TYPED.findall(re.sub(r"(?m)^```.*?^```", "", text, flags=re.DOTALL))
    lines += [found for line in text.splitlines() for found in TYPED.findall(line)]
    return {END.split(line)[0].strip() for line in lines}


def refuse(line: str) -> None:
    """Raises what click would tell of a command, its files apart."""
    app = Flask("documents", static_folder=None)
    cli.register(app)
    command: click.Command = app.cli
    words = shlex.split(line)
    while isinstance(command, click.Group) and words:
        called = command.get_command(click.Context(command), words.pop(0))
        assert called is not None, f"no such command: {line}"
        command = called.load() if isinstance(called, LazyCommand) else called
    context = click.Context(command)
    try:
        values = command.make_parser(context).parse_args(words)[0]
    except click.NoSuchOption:
        raise
    except click.BadOptionUsage:
        return  # `flask restore --into`, named in passing
    for option in command.params:
        if isinstance(option.type, click.IntRange) and option.name in values:
            option.type_cast_value(context, values[option.name])


COMMANDS = sorted({line for page in PAGES for line in typed(page.read_text("utf-8"))})


@pytest.mark.parametrize("line", [line for line in COMMANDS if line])
def test_command_of_the_documents_is_taken(line):
    refuse(line)


def test_command_that_is_not_there_is_refused():
    for line in ("reherse", "rehearse --day-count 3", "rehearse --days 99999"):
        with pytest.raises((AssertionError, click.ClickException)):
            refuse(line)
