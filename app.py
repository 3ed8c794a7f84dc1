"""Builds the web application (`flask …`, `python -m serve`); run directly, starts
everything on one machine.
"""

import logging

from flask import Flask

import cli
import supervise
import web
from core import logs
from core.errors import HojaError
from core.private_files import keep_private
from core.settings import Settings, read
from worker.context import read_folder


def create_app() -> Flask:
    """The application for this environment.

    Ends the program, naming every mistake, where settings or programme have any.
    """
    logs.configure()
    try:
        settings = read()
        _warn(settings)
        folder = read_folder(settings.programme_dir)
        app = web.create_app(settings, folder.programme, folder.sources)
    except HojaError as error:
        raise SystemExit(str(error)) from error
    cli.register(app)
    return app


def _warn(settings: Settings) -> None:
    """Makes what this process keeps private, and says what is not safe as it is."""
    log = logging.getLogger(f"{logs.PROGRAM}.start")
    for path in keep_private(settings):
        log.warning(
            "other accounts of this machine can read %s; whoever owns it must close it (chmod go-rwx)",
            path,
        )
    if settings.warning:
        log.warning(settings.warning)


if __name__ == "__main__":
    raise SystemExit(supervise.main())
