"""What `flask check` says of this installation beside the programme's files."""

import click

from cli.application import current_settings
from form_tabs.live import LiveProgramme
from journal.database import Journal
from mail_texts.live import MailTexts
from sync.tabs.configuration_changes import meets
from worker.folder import Folder


def tell_installation(folder: Folder) -> None:
    """What staff have published, and what the spreadsheet was last seen to hold."""
    settings = current_settings()
    journal = Journal(settings.database_url, settings.database_url_file)
    journal.upgrade()
    live = LiveProgramme(folder.programme, folder.sources, journal)
    live.refresh()
    _tell_form_tabs(live)
    texts = MailTexts(folder.templates, live.current.programme, journal)
    texts.refresh(live.current.programme)
    _tell_mail_texts(texts)
    with journal.read() as connection:
        lines = meets(connection, live.current.programme)
    if lines:
        click.echo(
            "The spreadsheet, as it was last seen, and these files (`flask setup-sheet` brings them together):"
        )
    for line in lines:
        click.echo(f"  {line}")


def _tell_form_tabs(live: LiveProgramme) -> None:
    """What is wrong with the forms that are edited in the spreadsheet.

    Raises ClickException where one cannot be.
    """
    for form, faults in live.current.faults.items():
        click.echo(
            f"{form}: what was published last does not go with these files; an older version is live:"
        )
        for line in faults:
            click.echo(f"  {line}")
    unfit = []
    for form in live.forms:
        for line in live.file_only(form).unfit:
            unfit.append(f"{form}.yaml: it cannot be edited in the sheet: {line}")
    if unfit:
        raise click.ClickException("\n".join(unfit))


def _tell_mail_texts(texts: MailTexts) -> None:
    """What became of the texts of mails that are published."""
    for (message, language), faults in texts.current.faults.items():
        click.echo(
            f"mail_templates/{message}/{language}.md: the published text does not go with these files; that of the file is live:"
        )
        for fault in faults:
            click.echo(f"  {fault.part}, line {fault.line}: {fault.text}")
    for message, language in texts.current.published:
        if texts.has_file_changed((message, language)):
            click.echo(
                f"mail_templates/{message}/{language}.md: changed since a text was published in its place, which stays live"
            )
