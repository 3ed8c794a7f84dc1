"""Fills blank cells of translations with those of a machine, marked as such.

It works in a thread of its own, and asks for cells as staff do on a page: the worker
writes each while it is still blank. So neither a mail nor a page ever waits for it, and
what the team types counts.
"""

import logging
import threading
from collections.abc import Iterable
from functools import partial

from core.clock import local_date
from core.ids import digest
from core.texts import mark as _
from core.texts import texts
from journal.records import known_records
from journal.records.cells import cell_commands
from programme.records.record import Records
from programme.records.translations import machine_note
from rules.book import Book
from sync.context import SyncContext
from sync.translations.missing import (
    MissingTranslation,
    missing_translations,
    names_of_people,
)
from sync.translations.names import masked
from sync.translations.server import TranslationError, TranslationServer

AT_ONCE = 10
"""Texts that one run takes; the next one goes on."""
EVERY_SECONDS = 300.0
MACHINE = _("translated by a machine")
log = logging.getLogger("hoja.translate")


class Translator:
    """Translates what is missing; without a server it does nothing."""

    def __init__(self, context: SyncContext, server: TranslationServer | None) -> None:
        self.context, self.server = context, server
        self.thread: threading.Thread | None = None
        self._due_at = float("-inf")
        self._refused: set[str] = set()

    def round_ended(self, now: float) -> None:
        """A round of the worker has ended; `now` is on a clock that cannot jump.

        Begins a run, unless the last one still works.
        """
        is_at_work = self.thread is not None and self.thread.is_alive()
        if self.server is None or is_at_work or now < self._due_at:
            return
        self._due_at = now + EVERY_SECONDS
        run = partial(self._run_safely, self.server)
        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()

    def run(self, server: TranslationServer) -> int:
        """Translates some of what is missing now; gives for how many cells it asked.

        Raises TranslationError: what is missing stays so until the next run.
        """
        programme = self.context.programme
        today = local_date(self.context.now(), programme.time_zone)
        with self.context.journal.read() as connection:
            # Read anew: what the worker keeps is its own thread's.
            rows = known_records.present(connection)
            records = Records(programme, (row.as_record() for row in rows))
            missing = [
                (translation, key)
                for translation in missing_translations(Book(programme), records, today)
                if (key := _key(translation)) not in self._refused
                and not cell_commands.is_asked(connection, translation.cell, key)
            ]
        return self._translate(server, records, missing[:AT_ONCE])

    def _translate(
        self,
        server: TranslationServer,
        records: Records,
        missing: Iterable[tuple[MissingTranslation, str]],
    ) -> int:
        programme = self.context.programme
        names = names_of_people(programme, records)
        actor = texts(programme.language).gettext(MACHINE)
        count = 0
        for translation, key in missing:
            hidden = masked(translation.text, names)
            restored = None
            if hidden is not None:
                answer = server.translate(
                    hidden.text, translation.source, translation.target
                )
                restored = hidden.restored(answer)
            if restored is None:
                # The same text would end the same way in each run.
                self._refused.add(key)
                continue
            text = f"{machine_note(translation.target)} {restored}"
            with self.context.journal.write() as connection:
                now = self.context.now()
                cell_commands.ask(
                    connection, translation.cell, None, text, actor, key, now
                )
            count += 1
        return count

    def _run_safely(self, server: TranslationServer) -> None:
        try:
            self.run(server)
        except TranslationError:
            log.warning("the translation server did not translate")
        except Exception:
            # A thread beside the worker: whatever it is, mails and rows go on.
            log.exception("translations could not be made")


def _key(translation: MissingTranslation) -> str:
    """The same for the same text: what the team takes out of a cell stays out."""
    of = [translation.text, translation.source, translation.target]
    return f"machine-{digest(of)[:32]}"
