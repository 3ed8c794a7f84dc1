"""Workers that the measurements run: the programme's own, in a folder of their own."""

from dataclasses import replace
from pathlib import Path

from core.settings import ROOT, read
from journal.database import Journal
from sync.tabs.bootstrap import prepare
from worker.context import WorkerContext, open_worker
from worker.folder import Folder, read_folder

NOWHERE = "http://127.0.0.1:1"
"""Where no Sheets server answers: for what is measured of the journal alone."""


def sheet_worker(folder: Path, url: str, *, call_limit: float) -> WorkerContext:
    """A worker of the local Sheets server, which holds the lease and has made its tabs.

    `call_limit`: seconds that a call may take.
    """
    settings = read({"STATE_DIR": str(folder), "SHEETS_API_URL": url})
    journal = Journal(settings.database_url)
    journal.upgrade()
    worker = open_worker(
        replace(settings, call_limit=call_limit), read_folder(ROOT), journal
    )
    assert worker.sync.take_lease()
    prepare(worker.sync)
    return worker


def journal_worker(folder: Path, programme: Folder) -> WorkerContext:
    """A worker that reaches no spreadsheet."""
    settings = read({"STATE_DIR": str(folder), "SHEETS_API_URL": NOWHERE})
    journal = Journal(settings.database_url)
    journal.upgrade()
    return open_worker(settings, programme, journal)


def close_worker(worker: WorkerContext) -> None:
    """Lets go of the journal and of Google."""
    worker.sync.spreadsheet.close()
    worker.sync.journal.close()
