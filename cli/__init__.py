"""What an operator types: `flask check`, `flask setup-sheet`, `flask
worker`, `flask status` …
"""

from flask import Flask

from cli.backups import backup, restore_backup
from cli.incoming import mailbox
from cli.mails import mail_test, rehearsal
from cli.outbox import outbox
from cli.person import person, retention
from cli.programme import check, live_check, restore, setup_sheet, take_over
from cli.running import sign_in, worker
from cli.status import show_problems, show_status
from cli.texts import texts
from cli.xlsform import export_xlsform, import_xlsform


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    for command in (
        check,
        setup_sheet,
        live_check,
        worker,
        mailbox,
        show_status,
        rehearsal,
        mail_test,
        show_problems,
        take_over,
        restore,
        sign_in,
        outbox,
        backup,
        restore_backup,
        person,
        retention,
        texts,
        import_xlsform,
        export_xlsform,
    ):
        app.cli.add_command(command)
