"""What an operator types: `flask check`, `flask setup-sheet`, `flask worker`, `flask status` …"""

from flask import Flask

from cli.mails import mail_test, outbox, rehearsal
from cli.programme import check, live_check, restore, setup_sheet, take_over
from cli.running import show_problems, sign_in, status, worker


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    for command in (
        check,
        setup_sheet,
        live_check,
        worker,
        status,
        rehearsal,
        mail_test,
        show_problems,
        take_over,
        restore,
        sign_in,
        outbox,
    ):
        app.cli.add_command(command)
