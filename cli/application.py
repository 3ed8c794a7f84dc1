"""The application that a command works in: built only for those that need it."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup, with_appcontext

from core.settings import Settings, read
from monitoring.log_receiver import send_logs

P = ParamSpec("P")
R = TypeVar("R")
SETTINGS = "hoja.settings"
BUILD = "hoja.build"
"""Where an application that only carries the commands holds what builds the real
one.
"""


def looks_for_command() -> bool:
    """Whether `flask` asks for an application only to learn which commands it has."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.command, FlaskGroup)


def command_carrier(build: Callable[[], Flask]) -> Flask:
    """An application with nothing in it; `build` makes the one that commands may
    work with.
    """
    app = Flask("hoja", static_folder=None)
    app.extensions[BUILD] = build
    return app


def with_application(command: Callable[P, R]) -> Callable[P, R]:
    """Runs a command within the application of this environment."""

    # In tests an application is at hand without being current.
    @with_appcontext
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if BUILD not in current_app.extensions:
            return command(*args, **kwargs)
        with current_app.extensions[BUILD]().app_context():
            return command(*args, **kwargs)

    wrapped: Callable[P, R] = run
    return wrapped


def current_settings() -> Settings:
    """How the program was started.

    Raises SettingsError naming every variable that makes no sense.
    """
    if SETTINGS not in current_app.extensions:
        current_app.extensions[SETTINGS] = read()
        send_logs(current_app.extensions[SETTINGS].log_url)
    settings: Settings = current_app.extensions[SETTINGS]
    return settings
