"""Erasing on both kinds of database, with something of the
person in every kind of place.
"""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from core.links import Links
from journal.access import contact_signs
from journal.forms import recent_uploads, saved_forms
from journal.forms.recent_uploads import RecentUpload
from journal.forms.saved_forms import SavedForm
from journal.forms.submissions import Submission, Upload, accept
from journal.mails import messages
from journal.mails.holds import suppressions
from journal.mails.messages import notice_at
from journal.privacy import erasures
from journal.records import changes, known_records
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import ERASURE
from journal.schema import message_files, metadata, signins, staff_sessions, uploads
from journal.states import Happening, MessageKind, MessageState, Origin
from privacy.erase import Eraser, erase_again, erase_person
from privacy.export import export_person
from uploads.store import Store

ANA, LUZ = "ana@example.org", "luz@example.org"
WORDS = (ANA, "Ana Páez", "+593991112233")
NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)
VALUES = {
    "name": "Cotacachi",
    "contact_name": "Ana Páez",
    "contact_email": ANA,
    "contact_phone": "+593991112233",
}
VALUES |= {"mayor_name": "Luz Mora", "mayor_email": LUZ}
LINKS = Links("a-secret-of-tests", "http://127.0.0.1")
FILE = Upload("f" * 32, "letter", "Ana.pdf", "application/pdf", 3, "0" * 64)
SENT = Submission(
    "k",
    "d",
    "aspiring_town",
    "v",
    "es",
    "towns",
    "MN",
    dict(VALUES),
    dict(VALUES),
    {},
    {},
    [FILE],
    Origin.open,
)


def fill(journal, store):
    """Ana sent a form with a file, got mails, began another form, and is one of the
    team; Luz stands in the same row.
    """
    store.storage.write(FILE.id, [b"PDF"])
    with journal.write() as connection:
        recent_uploads.reserve(
            connection, RecentUpload(FILE.id, "aspiring_town", True, 3, NOW)
        )
    reference = accept(journal, SENT, NOW).reference
    with journal.write() as connection:
        known_records.add(
            connection, "towns", reference, VALUES, own={}, occasion=reference, now=NOW
        )
        changes.add(
            connection,
            Happening.edited,
            "towns",
            reference,
            NOW,
            column="contact_email",
            before=LUZ,
            after=ANA,
        )
        recipients = (
            (ANA, MessageState.held),
            (ANA.upper(), MessageState.sent),
            (LUZ, MessageState.sent),
        )
        for number, (email, state) in enumerate(recipients):
            words = {
                "subject": "Ana Páez",
                "text": f"Ana Páez, {ANA}",
                "html": f"<p>{ANA}</p>",
                "person": "Ana Páez",
            }
            person = {"person": "Luz Mora"} if email == LUZ else {}
            row = {
                "kind": "x",
                "email": email,
                "language": "es",
                "state": state,
                "due_at": NOW,
                "reference": reference,
            }
            id = messages.add(
                connection,
                [notice_at("towns", reference, f"rule-{number}", "", "", email)],
                {**row, **words, **person},
                NOW,
            )
            file_row = {
                "message": id,
                "number": 1,
                "digest": "d",
                "name": "a.pdf",
                "kind": "pdf",
                "data": b"Ana",
            }
            connection.execute(sa.insert(message_files).values(file_row))
        suppressions.stop(connection, ANA, NOW)
        contact_signs.note(connection, LINKS.mark(ANA), NOW)
        saved_forms.save(
            connection,
            SavedForm("s", "aspiring_town", {"contact_email": [ANA]}, 1, NOW, ""),
        )
        until = NOW + timedelta(days=1)
        connection.execute(
            sa.insert(signins).values(digest="d", email=ANA, until=until)
        )
        session = {
            "id": "s",
            "digest": "d",
            "email": ANA,
            "device": "Firefox",
            "created_at": NOW,
            "seen_at": NOW,
            "until": until,
        }
        connection.execute(sa.insert(staff_sessions).values(session))
    return reference


def traces(journal):
    found = set()
    with journal.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)).mappings():
                texts = {name: str(value).casefold() for name, value in row.items()}
                found |= {
                    (table.name, name)
                    for name, text in texts.items()
                    if any(w.casefold() in text for w in WORDS)
                }
    return found


def test_nothing_stays_of_a_person_and_all_of_the_other(journal, folder, tmp_path):
    store = Store(f"file://{tmp_path / 'uploads'}", 1)
    reference = fill(journal, store)
    eraser = Eraser(folder.programme, journal, LINKS, store)
    with journal.read() as connection:
        assert export_person(eraser, connection, ANA, NOW, "es").counts == {
            "records": 1, "forms": 1, "files": 1, "mails": 2, "suppressions": 1, "sessions": 1, "acts": 0,
        }  # fmt: skip
        before = traces(journal)
        findings = eraser.find(connection, ANA, NOW)
    assert findings.gone == {
        "contact_signs": 1, "saved_forms": 1, "message_files": 2, "suppressions": 1, "signins": 1, "staff_sessions": 1,
    }  # fmt: skip
    assert traces(journal) == before
    erase_person(eraser, ANA, NOW, files=True)
    assert traces(journal) == {("cell_commands", "shown")}
    with journal.read() as connection:
        commands = cell_commands.waiting(connection, 50)
        record = known_records.by_reference(connection, reference)
        states = sorted(
            str(message.state) for message in messages.since(connection, NOW)
        )
        assert list(erasures.all_of_them(connection)) == [LINKS.erasure_mark(ANA)]
        assert connection.execute(sa.select(uploads)).all() == []
        # A page that carries it still is asked for it again.
        assert recent_uploads.usable(connection, [FILE.id]) == set()
    assert sorted(
        (command.column, command.wanted, command.by) for command in commands
    ) == [
        (name, None, ERASURE)
        for name in ("contact_email", "contact_name", "contact_phone")
    ]
    assert {name: value for name, value in record.values.items() if value} == {
        "name": "Cotacachi", "mayor_name": "Luz Mora", "mayor_email": LUZ,
    }  # fmt: skip
    assert states == ["sent", "sent", "withdrawn"]
    assert not (tmp_path / "uploads" / ("f" * 32)).exists()


def test_what_is_no_address_is_nobody_s(journal, folder, tmp_path):
    store = Store(f"file://{tmp_path / 'uploads'}", 1)
    fill(journal, store)
    eraser = Eraser(folder.programme, journal, LINKS, store)
    before = traces(journal)
    for address in ("", " ", "*", "@", "ana", "@example.org", f"{ANA}, {LUZ}"):
        assert erase_person(eraser, address, NOW).is_empty, address
        with journal.read() as connection:
            export = export_person(eraser, connection, address, NOW, "es")
            assert export.is_empty, address
            assert erasures.all_of_them(connection) == {}, address
        assert traces(journal) == before, address


def test_sign_in_link_is_not_handed_over(journal, folder, tmp_path):
    store = Store(f"file://{tmp_path / 'uploads'}", 1)
    fill(journal, store)
    link = {
        "subject": "Your link",
        "text": "/staff/enter/secret",
        "html": "",
        "person": "Ana",
    }
    row = {
        "kind": MessageKind.sign_in,
        "email": ANA,
        "language": "es",
        "state": MessageState.queued,
        "due_at": NOW,
    }
    with journal.write() as connection:
        messages.add(connection, [], {**row, **link}, NOW)
        handed_over = export_person(
            Eraser(folder.programme, journal, LINKS, store), connection, ANA, NOW, "es"
        )
    with zipfile.ZipFile(io.BytesIO(handed_over.content)) as archive:
        assert not [
            name
            for name in archive.namelist()
            if b"/staff/enter/" in archive.read(name)
        ]


def test_changes_that_a_backup_brings_back_lose_the_person_too(
    journal, folder, tmp_path
):
    store = Store(f"file://{tmp_path / 'uploads'}", 1)
    fill(journal, store)
    eraser = Eraser(folder.programme, journal, LINKS, store)
    with journal.write() as connection:
        erasures.note(connection, LINKS.erasure_mark(ANA), NOW + timedelta(hours=1))
    assert erase_again(eraser, NOW + timedelta(hours=2)) == 1
    assert not {place for place in traces(journal) if place[0] == "changes"}


def test_file_that_somebody_else_sent_too_stays_theirs(journal, folder, tmp_path):
    store = Store(f"file://{tmp_path / 'uploads'}", 1)
    fill(journal, store)
    of_luz = {"name": "Otavalo", "contact_name": "Luz Mora", "contact_email": LUZ}
    again = replace(SENT, key="k2", answers=of_luz, values=of_luz)
    reference = accept(journal, again, NOW).reference
    erase_person(Eraser(folder.programme, journal, LINKS, store), ANA, NOW, files=True)
    with journal.read() as connection:
        standing = connection.execute(sa.select(uploads.c.submission)).scalars().all()
    assert standing == [reference]
    with store.open(FILE.id) as file:
        assert file.read() == b"PDF"
