"""The files that go with a message: made when a server first gets it, kept, and
the same at every later try.
"""

from core.errors import Later
from core.ids import digest
from documents.files import file_of
from documents.write import Words
from journal.mails import message_files
from journal.mails.message_files import MessageFile
from journal.mails.messages import Message
from mail.compose import Attachment
from outbox.context import OutboxContext
from paper.set_pages import PaperBusyError, PaperError

# Setting pages takes seconds: the examiner is free again by then.
BUSY_SECONDS = 60
BROKEN_SECONDS = 3600
"""Words that no page can hold are the same in a minute:
somebody has to mend them first.
"""


def attached(context: OutboxContext, message: Message) -> tuple[Attachment, ...]:
    """The files of a message. Raises Later where pages cannot be set just now."""
    if not message.documents:
        return ()
    words_digest = digest(list(message.documents))
    with context.journal.read() as connection:
        files = message_files.of(connection, message.id, words_digest)
    if not files:
        files = _make(context, message)
        with context.journal.write() as connection:
            message_files.keep(connection, message.id, words_digest, files)
    return tuple(Attachment(file.name, file.kind, file.data) for file in files)


def _make(context: OutboxContext, message: Message) -> list[MessageFile]:
    files = []
    for number, data in enumerate(message.documents or ()):
        try:
            document = file_of(Words.from_json(data), context.programme)
        except PaperError as error:
            if isinstance(error, PaperBusyError):
                seconds = BUSY_SECONDS
            else:
                seconds = BROKEN_SECONDS
            raise Later(f"its document could not be made: {error}", seconds) from error
        files.append(MessageFile(number, document.name, document.kind, document.data))
    return files
