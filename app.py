"""Builds the web application (`flask …`, `python -m serve`); run directly, starts everything on one machine."""

from flask import Flask

import cli
import supervise
import web
from core import logs
from core.errors import HojaError
from core.settings import read
from worker.context import read_folder


def create_app() -> Flask:
    """The application for this environment. Ends the program, naming every mistake, where settings or programme have any."""
    logs.configure()
    try:
        settings = read()
        app = web.create_app(settings, read_folder(settings.programme_dir).programme)
    except HojaError as error:
        raise SystemExit(str(error)) from error
    cli.register(app)
    return app


if __name__ == "__main__":
    raise SystemExit(supervise.main())
