"""Builds the web application (`flask …`, `python -m serve`); run directly, starts
everything on one machine.
"""

from typing import TYPE_CHECKING

from flask import Flask

import cli
from cli.application import command_carrier, looks_for_command
from core import logs
from core.errors import HojaError
from core.files.private_files import make_private
from core.settings import read
from monitoring.log_receiver import send_logs

if TYPE_CHECKING:
    from authoring.watching import WatchedApplication


def create_app() -> Flask:
    """The application for this environment; where `flask` only looks for a command,
    one that has nothing but these.

    Ends the program, naming every mistake, where settings or programme have any.
    """
    logs.configure()
    if looks_for_command():
        app = command_carrier(build)
    else:
        app = build()
    cli.register(app)
    return app


def create_watched_app() -> "WatchedApplication":
    """As `create_app`, for whoever writes the programme: a change in its files is
    seen at once (`python app.py --watch`).
    """
    import web  # noqa: PLC0415
    from authoring.watching import WatchedApplication  # noqa: PLC0415

    logs.configure()
    try:
        settings = read()
        send_logs(settings.log_url)
        make_private(settings)
        return WatchedApplication(
            settings.programme_dir,
            lambda folder: web.create_app(
                settings, folder.programme, folder.sources, folder.documents
            ),
        )
    except HojaError as error:
        raise SystemExit(str(error)) from error


def build() -> Flask:
    """The application with all of its pages."""
    # Only here: most commands work without it, and it is most of what there is to load.
    import web  # noqa: PLC0415
    from worker.folder import read_folder  # noqa: PLC0415

    try:
        settings = read()
        send_logs(settings.log_url)
        make_private(settings)
        folder = read_folder(settings.programme_dir)
        return web.create_app(
            settings, folder.programme, folder.sources, folder.documents
        )
    except HojaError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    import argparse

    import supervise

    # Who asks for help, or mistypes an option, must not start anything.
    parser = argparse.ArgumentParser(description="Starts everything on one machine.")
    parser.add_argument(
        "--watch", action="store_true", help="see changes in the programme's files"
    )
    raise SystemExit(supervise.main(watch=parser.parse_args().watch))
