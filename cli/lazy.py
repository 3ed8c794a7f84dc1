"""Commands that are loaded when they are typed: no command costs what another one
imports.
"""

from importlib import import_module
from typing import Any, NamedTuple

import click
from flask.cli import AppGroup


class Place(NamedTuple):
    """Where a command is, and what the list of all of them says of it."""

    module: str
    attribute: str
    help: str


COMMANDS = {
    "new": Place(
        "cli.programme_files.new", "new", "Writes a new programme: asks five questions."
    ),
    "adopt": Place(
        "cli.programme_files.adopt",
        "adopt",
        "Proposes a programme from a sheet that you already have.",
    ),
    "check": Place(
        "cli.programme_files.check",
        "check",
        "Reads the programme's files and tells every mistake in them.",
    ),
    "serve": Place(
        "cli.operation.serve",
        "serve",
        "Starts everything on this machine; --watch sees changes.",
    ),
    "preview": Place(
        "cli.programme_files.preview",
        "preview",
        "Writes every form and every mail as one page.",
    ),
    "schemas": Place(
        "cli.programme_files.schemas",
        "write_schemas",
        "Writes JSON Schemas, with which editors complete.",
    ),
    "setup-sheet": Place(
        "cli.operation.spreadsheet", "setup_sheet", "Makes or mends the spreadsheet."
    ),
    "live-check": Place(
        "cli.operation.spreadsheet",
        "live_check",
        "Compares the spreadsheet's server with ours.",
    ),
    "takeover": Place(
        "cli.operation.spreadsheet",
        "take_over",
        "Makes the spreadsheet this installation's.",
    ),
    "restore": Place(
        "cli.operation.spreadsheet",
        "restore",
        "Brings back a row, a tab, or the spreadsheet.",
    ),
    "import-rows": Place(
        "cli.operation.import_rows",
        "import_rows",
        "Brings old rows in from a file or a tab, and tells nobody.",
    ),
    "worker": Place(
        "cli.operation.running",
        "worker",
        "Carries rows, watches, decides, and sends mail.",
    ),
    "sign-in": Place(
        "cli.operation.sign_in", "sign_in", "Prints a sign-in link for somebody."
    ),
    "read-mailbox": Place(
        "cli.mail.incoming", "mailbox", "Reads what has come back by mail."
    ),
    "status": Place("cli.operation.status", "show_status", "Says how everything is."),
    "problems": Place(
        "cli.operation.status", "show_problems", "Lists what is to be reviewed."
    ),
    "rehearse": Place(
        "cli.mail.rehearsal",
        "rehearsal",
        "Says who would be reminded of what on which day.",
    ),
    "mail-test": Place(
        "cli.mail.rehearsal", "mail_test", "Sends one mail to yourself."
    ),
    "mail-check": Place(
        "cli.mail.setup", "mail_check", "Says what DNS says of a domain's mail."
    ),
    "mail-token": Place(
        "cli.mail.setup", "mail_token", "Gets a token to sign in to Gmail by."
    ),
    "outbox": Place("cli.mail.outbox", "outbox", "Holds mails back, or lets them go."),
    "backup": Place("cli.operation.backups", "backup", "Makes a backup."),
    "restore-backup": Place(
        "cli.operation.backups", "restore_backup", "Puts a backup back."
    ),
    "person": Place(
        "cli.operation.person", "person", "Exports or erases a person's data."
    ),
    "retention": Place(
        "cli.operation.person", "retention", "Says whose data is due to go."
    ),
    "texts": Place(
        "cli.programme_files.texts",
        "texts",
        "Takes all texts to a translator and back.",
    ),
    "import-xlsform": Place(
        "cli.programme_files.xlsform",
        "import_xlsform",
        "Shows an XLSForm workbook as a form.",
    ),
    "export-xlsform": Place(
        "cli.programme_files.xlsform",
        "export_xlsform",
        "Writes a form as an XLSForm workbook.",
    ),
}
"""Command → where it is."""


class LazyCommand(click.Command):
    """Stands for a command until somebody types it."""

    def __init__(self, name: str, location: Place) -> None:
        super().__init__(name, short_help=location.help)
        self.place = location

    def load(self) -> click.Command:
        """The command itself, with all that it imports."""
        command: click.Command = getattr(
            import_module(self.place.module), self.place.attribute
        )
        return command

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """A context of the command itself: what invokes it asks the context for it."""
        return self.load().make_context(info_name, args, parent, **extra)


class LazyCommands(AppGroup):
    """All commands, none of them loaded."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        for command, location in COMMANDS.items():
            self.add_command(LazyCommand(command, location))
