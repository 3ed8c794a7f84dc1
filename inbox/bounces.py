"""An address that is not there any more gets no further mails, until it is
corrected.
"""

from core.notation.addresses import mailbox
from forms.services import Services
from inbox.incoming import Bounce
from journal.mails import messages
from journal.mails.holds import suppressions


def keep_bounce(services: Services, bounce: Bounce) -> bool:
    """Keeps that an address is gone.

    Reports are forged: only one counts that brings back the id of a mail of ours to it.
    """
    if not bounce.is_gone or not bounce.message_id:
        return False
    id = bounce.message_id.partition("@")[0]
    with services.journal.write() as connection:
        message = messages.by_id(connection, id)
        if (
            message is None
            or message.first_handed_at is None
            or mailbox(message.email) != mailbox(bounce.address)
        ):
            return False
        suppressions.refuse(
            connection, message.email, bounce.said, services.clock.now()
        )
    return True
