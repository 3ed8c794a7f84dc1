"""Documents that go with mails: made when the mail leaves, held back while something is missing, the same bytes again."""

from journal.mails import message_files, messages
from journal.states import MessageState
from mail.compose import Attachment
from outbox.attachments import attached
from tests.lived import named, told, work

TOWN, CONTACT = "Villa Alta del Páramo", "carmen.guaman@example.org"


def recognise(house, day="2027-03-09"):
    town = named(house, "towns", TOWN)
    house.edit("towns", town, "recognised_on", day)
    house.edit("towns", town, "status", "Reconocido")
    work(house)
    return town


def files(mail):
    return {part.get_filename(): part.get_content() for part in mail.message.iter_attachments()}


def message(house, kind):
    [row] = [row for row in house.outbox() if row.kind == kind and row.email == CONTACT]
    with house.journal.read() as connection:
        return messages.by_id(connection, row.id)


def test_recognition_brings_certificate_and_history_in_the_towns_language(lived):
    recognise(lived)
    [mail] = [mail for mail in lived.mails() if "ciudad por el Comercio Justo" in str(mail.message["subject"])]
    sent = files(mail)
    assert list(sent) == ["certificado-de-reconocimiento.pdf", "villa-alta-del-paramo-la-historia-de-su-camino.pdf"]
    assert all(data.startswith(b"%PDF-") for data in sent.values())
    assert [part.content for part in mail.attachments] == list(sent.values())
    with lived.journal.read() as connection:
        kept = message_files.of(connection, message(lived, "recognised").id)
    assert [file.data for file in kept] == list(sent.values())


def test_mail_waits_for_what_its_document_lacks_and_says_what(lived):
    town = recognise(lived, day="")
    assert (CONTACT, "queued") in told(lived, "recognised")
    row = message(lived, "recognised")
    assert row.reason.startswith("a document that goes with it lacks something")
    problems = lived.look().tabs["problems"].rows.values()
    assert any("Fecha del reconocimiento" in str(row.own) for row in problems)
    lived.edit("towns", town, "recognised_on", "2027-03-09")
    work(lived)
    assert message(lived, "recognised").state is MessageState.sent


def test_second_try_sends_the_same_bytes_whatever_the_look_is_by_then(lived):
    recognise(lived)
    row = message(lived, "recognised")
    first = attached(lived.office.outbox, row)
    other = lived.folder.programme.model_copy(
        update={"look": lived.folder.programme.look.model_copy(update={"colour": "#7a1f3d"})}
    )
    object.__setattr__(lived.office.outbox, "programme", other)
    assert attached(lived.office.outbox, row) == first
    assert isinstance(first[0], Attachment)
