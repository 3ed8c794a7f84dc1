"""What an operator types so that nothing is lost with a machine:
`backup`, `restore-backup`.
"""

import click

from backups.archive import Backup, make_backup, put_back
from cli.application import current_settings, with_application
from cli.context import journal
from core.clock import Clock
from core.errors import Refused
from core.texts import counted
from journal.operation import monitored


@click.command("backup")
@click.argument("url", required=False)
@with_application
def backup(url: str | None) -> None:
    """Keeps the journal and all files in a folder or bucket (URL, or BACKUP_URL),
    encrypted where BACKUP_KEY is set.
    """
    settings = current_settings()
    target = url or settings.backup_url
    if not target:
        raise click.UsageError("name a folder or a bucket, or set BACKUP_URL")
    now = Clock().now()
    try:
        archive = make_backup(settings, journal(), target, now)
    except OSError as error:
        raise click.ClickException(
            f"the backup cannot be kept: {error.strerror or error}"
        ) from error
    with journal().write() as connection:
        monitored.note_backup(connection, now)
    click.echo(
        f"{target.rstrip('/')}/{archive.name}: {_counts(archive)}, {archive.size:,} bytes."
    )
    if not settings.backup_key:
        click.echo(
            "It is not encrypted: whoever has the file reads everything. BACKUP_KEY encrypts the next one.",
            err=True,
        )


@click.command("restore-backup")
@click.argument("url")
@with_application
def restore_backup(url: str) -> None:
    """Puts a backup (URL of the file) into a new, empty installation; nothing is
    written or mailed until `flask takeover`.
    """
    try:
        restored = put_back(current_settings(), journal(), url)
    except (Refused, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored what was kept on {restored.made_at}: {_counts(restored)}.")
    if not restored.same_secret:
        click.echo(
            "SECRET_KEY is another one than when the backup was made: links in mails that are out open nothing, and whoever"
            " was erased since could come back. Set the old one before you go on.",
            err=True,
        )
    click.echo(
        "The outbox is closed, and the spreadsheet is not this installation's. Make sure that the old one does not run,"
    )
    click.echo(
        "then `flask takeover`, `flask status`, and, when all is well, `flask outbox open`."
    )


def _counts(archive: Backup) -> str:
    missing = ""
    if archive.missing:
        missing = f" ({archive.missing} missing)"
    return f"{counted(sum(archive.rows.values()), 'row')}, {counted(archive.files, 'file')}{missing}"
