"""What an operator types: `flask check`, `flask setup-sheet`, `flask
worker`, `flask status` …
"""

from flask import Flask

from cli.lazy import COMMANDS, LazyCommands

__all__ = ["COMMANDS", "register"]


def register(app: Flask) -> None:
    """Adds the commands to the application; each is loaded when it is typed."""
    app.cli = LazyCommands(name=app.name)
