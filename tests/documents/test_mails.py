"""Documents that go with mails: made when the mail leaves, held back while something is
missing, the same bytes again.
"""

import pytest

from journal.mails import message_files, messages, outbox
from journal.states import MessageState
from mail.compose import Attachment
from outbox.attachments import attached
from tests.lived import named, told, type_row, work

TOWN, CONTACT, MAYOR = (
    "Villa Alta del Páramo",
    "carmen.guaman@example.org",
    "alcaldia@example.org",
)


def recognise(house, **cells):
    """A town that has all that its recognition needs; its mails have got their yes."""
    town = named(house, "towns", TOWN)
    given = {
        "recognised_on": "2027-03-09",
        "recognised_source": "https://example.org/acta",
        **cells,
    }
    for column, value in given.items():
        house.edit("towns", town, column, value)
    type_row(house, "evaluations", town=TOWN, member="Marta", recommend="Reconocer")
    work(house)
    house.edit("towns", town, "status", "Reconocido")
    work(house)
    now = house.office.sync.now()
    ids = [row.id for row in house.outbox() if row.kind.startswith("recognised")]
    with house.journal.write() as connection:
        assert [outbox.act(connection, id, "send", "Lucía", now) for id in ids] == [
            True
        ] * len(ids)
    work(house)
    return town


def files(mail):
    return {
        part.get_filename(): part.get_content()
        for part in mail.message.iter_attachments()
    }


def message(house, email=CONTACT):
    [row] = [
        row
        for row in house.outbox()
        if row.kind.startswith("recognised") and row.email == email
    ]
    with house.journal.read() as connection:
        return messages.by_id(connection, row.id)


def test_recognition_brings_certificate_and_history_in_the_towns_language(lived):
    recognise(lived)
    [mail] = [mail for mail in lived.mails() if CONTACT in str(mail.message["to"])]
    sent = files(mail)
    assert list(sent) == [
        "certificado-de-reconocimiento.pdf",
        "villa-alta-del-paramo-la-historia-de-su-camino.pdf",
    ]
    assert all(data.startswith(b"%PDF-") for data in sent.values())
    assert [part.content for part in mail.attachments] == list(sent.values())
    with lived.journal.read() as connection:
        kept = message_files.of(connection, message(lived).id)
    assert [file.data for file in kept] == list(sent.values())


@pytest.mark.long
def test_mail_waits_for_what_its_document_lacks_and_says_what(lived):
    town = recognise(lived, mayor_name="")
    assert told(lived, "recognised").count((MAYOR, "sent")) == 0
    assert (CONTACT, "sent") in told(lived, "recognised")
    assert message(lived, MAYOR).reason.startswith(
        "a document that goes with it lacks something"
    )
    problems = lived.look().tabs["problems"].rows.values()
    assert any(
        "Nombre de la alcaldesa o del alcalde" in str(row.own) for row in problems
    )
    lived.edit("towns", town, "mayor_name", "Patricia Yánez")
    work(lived)
    # it says something else than what the yes was given for
    assert message(lived, MAYOR).state is MessageState.held


@pytest.mark.long
def test_second_try_sends_the_same_bytes_whatever_the_look_is_by_then(lived):
    recognise(lived)
    row = message(lived)
    first = attached(lived.office.outbox, row)
    other = lived.folder.programme.model_copy(
        update={
            "look": lived.folder.programme.look.model_copy(update={"colour": "#7a1f3d"})
        }
    )
    object.__setattr__(lived.office.outbox, "programme", other)
    assert attached(lived.office.outbox, row) == first
    assert isinstance(first[0], Attachment)
