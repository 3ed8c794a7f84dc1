"""The texts of mails that staff have published, in the place of those of the files;
taken over by every process as soon as they are.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.ids import digest
from journal.database import Journal
from journal.mails import text_publications
from journal.mails.text_publications import Key, TextPublication
from programme.mail_text import MailText
from programme.model import Programme
from programme.templates import Template, Templates, TextFault, try_text

log = logging.getLogger("hoja.mails")
UNREADABLE = "this text cannot be judged"


@dataclass(frozen=True)
class LiveTexts:
    """What is live now.

    `templates`: of all mails; `number`: of the newest publication; `published`: (mail,
    language) → the publication that is to be live; `faults`: why one is not, so that
    the file's text is.
    """

    templates: Templates
    number: int = 0
    published: Mapping[Key, TextPublication] = field(default_factory=dict)
    faults: Mapping[Key, Sequence[TextFault]] = field(default_factory=dict)

    def text(self, key: Key) -> MailText:
        """What a mail says in a language."""
        return self.templates.texts[key]


class MailTexts:
    """Holds what is live, and puts it together anew when somebody has published. One a
    process; threads may share it.

    `files`: the templates as the programme's files have them.
    """

    def __init__(
        self, files: Templates, programme: Programme, journal: Journal
    ) -> None:
        self.files = files
        self.programme = programme
        self.journal = journal
        self.current = LiveTexts(files)
        self._lock = threading.Lock()
        self._is_begun = False
        self._tried: dict[Key, tuple[int, Template | None, list[TextFault]]] = {}

    def refresh(self, programme: Programme) -> bool:
        """Takes over what was published since, at the cost of one query; True where
        mails say something else then.

        `programme`: against which the texts are checked, with its forms as they are
        live.
        """
        with self._lock, self.journal.read() as connection:
            number = text_publications.newest_number(connection)
            is_same = programme is self.programme
            if self._is_begun and number == self.current.number and is_same:
                return False
            if not is_same:
                self._tried = {}
            self.programme = programme
            before = self.current.templates.texts
            newest = text_publications.newest_of_each(connection)
            self.current = self._live(number, newest)
            self._is_begun = True
        return self.current.templates.texts != before

    def tried(
        self, key: Key, text: MailText
    ) -> tuple[Template | None, list[TextFault]]:
        """The template that a text would make, and what is wrong with it."""
        try:
            return try_text(self.files, self.programme, key, text)
        except Exception:
            # One text must not stop the looks at all the rest, nor every process after
            # an upgrade: the mail says what it said.
            log.exception("the text of %s/%s cannot be judged", *key)
            return None, [TextFault("body", 1, UNREADABLE)]

    def has_file_changed(self, key: Key) -> bool:
        """Whether the file says something else than when the text was published that
        is live in its place.
        """
        current = self.current
        if key in current.faults:
            return False
        publication = current.published.get(key)
        file_text = self.files.texts[key]
        if publication is None or publication.words == file_text.as_json():
            return False
        return publication.file_digest != text_digest(file_text)

    def with_text(self, key: Key, template: Template) -> Templates:
        """All that is live, with another template for one mail."""
        live = self.current.templates
        return Templates({**live.found, key: template}, live.unused, live.texts)

    def _live(self, number: int, newest: Mapping[Key, TextPublication]) -> LiveTexts:
        found = dict(self.files.found)
        live_texts = dict(self.files.texts)
        published: dict[Key, TextPublication] = {}
        faults: dict[Key, Sequence[TextFault]] = {}
        for key, publication in newest.items():
            # A mail that the programme no longer has is said by nobody.
            if key not in found or publication.words is None:
                continue
            published[key] = publication
            text = MailText(**publication.words)
            template, faults_of_text = self._tried_once(publication, text)
            if template is None:
                faults[key] = faults_of_text
                log.warning("%s/%s: what was published is not live", *key)
                continue
            found[key] = template
            live_texts[key] = text
        templates = Templates(found, self.files.unused, live_texts)
        return LiveTexts(templates, number, published, faults)

    def _tried_once(
        self, publication: TextPublication, text: MailText
    ) -> tuple[Template | None, list[TextFault]]:
        """As `tried`; a publication that was tried before is not tried again."""
        number, template, faults = self._tried.get(publication.key, (0, None, []))
        if number != publication.id:
            template, faults = self.tried(publication.key, text)
            self._tried[publication.key] = publication.id, template, faults
        return template, faults


def text_digest(text: MailText) -> str:
    """The same for the same words."""
    return digest(text.as_json())
