from datetime import UTC, datetime, timedelta

from core.errors import Closing
from journal.mails.holds import mail_pause
from journal.mails.holds.mail_pause import MailPause

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)
LIMIT = MailPause(Closing.limit, "550 5.4.5 daily limit", NOW + timedelta(days=1))
LOGIN = MailPause(Closing.login, "535 no", NOW + timedelta(hours=1))


def test_pause_lasts_until_its_moment(journal):
    with journal.write() as connection:
        assert mail_pause.current(connection, NOW) is None
        mail_pause.begin(connection, LIMIT)
        assert mail_pause.current(connection, NOW) == LIMIT
        assert mail_pause.current(connection, LIMIT.until) is None


def test_another_reason_takes_the_place_of_the_first(journal):
    with journal.write() as connection:
        mail_pause.begin(connection, LIMIT)
        mail_pause.begin(connection, LOGIN)
        assert mail_pause.current(connection, NOW) == LOGIN


def test_pause_that_was_ended_is_over(journal):
    with journal.write() as connection:
        mail_pause.begin(connection, LIMIT)
        mail_pause.end(connection)
        assert mail_pause.current(connection, NOW) is None
