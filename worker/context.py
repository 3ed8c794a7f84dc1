"""What a worker works with, from the settings and a programme's folder: a context for
each room.
"""

from dataclasses import dataclass, replace

from core.links import Links
from core.settings import Settings
from form_tabs.live import LiveProgramme
from journal.database import Journal
from mail_texts.live import MailTexts
from notify.context import NotifyContext
from outbox.context import OutboxContext
from sheets.addresses import SheetAddresses
from sheets.client import Spreadsheet
from sheets.reading.snapshot import Snapshot
from sync.context import SyncContext, clock_of
from sync.tabs.bootstrap import spreadsheet_key
from sync.tabs.ownership import renew
from uploads.store import MEGABYTE, Store
from worker.folder import Folder


@dataclass
class WorkerContext:
    """What the steps of one worker take, each room its own."""

    sync: SyncContext
    notify: NotifyContext
    outbox: OutboxContext
    store: Store
    snapshot: Snapshot | None = None
    """The newest reading of the spreadsheet; the loop passes it on from step to
    step.
    """

    def adopt_published(self) -> bool:
        """Goes on with what staff have published since; True where they have.

        Nothing has been seen of the spreadsheet then.
        """
        live = self.sync.live
        mail_texts = self.sync.mail_texts
        if live is None or mail_texts is None:
            return False
        is_programme_new = live.refresh()
        programme = live.current.programme
        number = mail_texts.current.number
        if mail_texts.refresh(programme):
            self.notify.templates = mail_texts.current.templates
        # What only says otherwise which words are meant changes no mail, but what
        # stands beside them.
        is_text_new = mail_texts.current.number != number
        if is_programme_new:
            self.sync.adopt(programme)
            self.notify.adopt(programme)
            self.outbox = replace(self.outbox, programme=programme)
        if not is_programme_new and not is_text_new:
            return False
        self.snapshot = None
        return True


def open_worker(settings: Settings, folder: Folder, journal: Journal) -> WorkerContext:
    """A worker's context.

    The spreadsheet's key is "" where a local one has yet to be made.
    """
    spreadsheet = Spreadsheet(
        settings.spreadsheet,
        server=settings.sheets_api_url,
        credentials=settings.credentials,
        call_limit=settings.call_limit,
    )
    live = LiveProgramme(folder.programme, folder.sources, journal)
    live.refresh()
    programme = live.current.programme
    mail_texts = MailTexts(folder.templates, programme, journal)
    mail_texts.refresh(programme)
    clock = clock_of(journal, settings.demonstration)
    sync = SyncContext(
        settings,
        programme,
        journal,
        clock,
        spreadsheet,
        live=live,
        mail_texts=mail_texts,
    )
    spreadsheet.key = spreadsheet_key(sync)

    def addresses() -> SheetAddresses:
        if worker.snapshot:
            tabs = worker.snapshot.tabs
        else:
            tabs = {}
        return SheetAddresses(spreadsheet.key, settings.sheets_api_url, tabs)

    def announce() -> None:
        # A spreadsheet that is nobody's yet has no mark to move on; before the first
        # look nobody knows whether it has.
        if worker.snapshot is not None and worker.snapshot.installation:
            renew(sync)

    links = Links(settings.secret_key, settings.public_url)
    notify = NotifyContext(
        settings,
        programme,
        journal,
        lambda: sync.clock,
        mail_texts.current.templates,
        links,
        addresses,
        folder.documents,
    )
    outbox = OutboxContext(
        settings, programme, journal, lambda: sync.clock, sync.lease, announce
    )
    store = Store(settings.uploads_url, programme.limits.upload_megabytes * MEGABYTE)
    worker = WorkerContext(sync, notify, outbox, store)
    return worker
