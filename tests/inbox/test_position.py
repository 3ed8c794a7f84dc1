"""By what a mailbox is known: its server, its name and its user."""

from core.ids import digest
from inbox.reader import read_mailbox
from journal.mails import mailbox_positions
from tests.inbox.test_reader import services
from tests.mail.servers.token_server import imap_server, token_server


def positions(house):
    with house.journal.read() as connection:
        rows = connection.execute(mailbox_positions.table.select()).all()
    return {row.key: (row.validity, row.last) for row in rows}


def test_another_account_of_a_server_is_another_mailbox(lived):
    with token_server() as tokens, imap_server(tokens) as url:
        read_mailbox(services(lived), url, tokens.grant())
        [first] = positions(lived)
        other = url.replace("team", "board")
        tokens.user = "board@example.net"
        read_mailbox(services(lived), other, tokens.grant())
    assert len(positions(lived)) == 2
    assert first in positions(lived)


def test_position_of_an_older_program_is_gone_on_from(lived):
    with token_server() as tokens, imap_server(tokens) as url:
        key = digest([url.partition("@")[2]])
        with lived.journal.write() as connection:
            mailbox_positions.put(connection, key, 7, 41)
        read_mailbox(services(lived), url, tokens.grant())
    [(new, position)] = positions(lived).items()
    assert (new != key, position) == (True, (7, 41))
