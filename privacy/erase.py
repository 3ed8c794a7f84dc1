"""Erasing a person: what would become of what, and carrying it out.

1. Everything is found first, by the rules of privacy/registry.py: a dry run ends here.
2. One transaction writes the journal anew, withdraws what has not left, notes a
   digest of the address with the time, and gives the commands that blank the
   cells of the spreadsheet.
3. The worker carries these out (sync/cell_commands.py): each cell only while it holds
   what was read. Until then every look takes the cell for blank, so nothing follows
   from it, neither before the write nor by it.
4. Files go last: should the program end in between, the next erasing finds
   their rows gone and says so.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.ids import new_id
from core.links import Links
from core.logs import effect
from core.settings import Settings
from journal.connection import Connection
from journal.database import Journal
from journal.forms import recent_uploads, submissions
from journal.privacy import conditions_of_records, erasures
from journal.privacy.addresses import people_of_journal
from journal.privacy.mails import count_in_hand
from journal.privacy.row_changes import carry_out, find_changes
from journal.privacy.rules import NAME, Person, RowChange, person_key
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import ERASURE
from privacy.identify import identify
from privacy.people import Mention, is_one_person, mentions, person_of, personal_columns
from privacy.registry import TABLES
from programme.model import Programme
from uploads.store import MEGABYTE, Store


@dataclass(frozen=True)
class Findings:
    """What there is of a person.

    `changes`: what becomes of the journal's rows; `mentions`: cells that only
    people can judge; `in_hand`: messages that are leaving at this moment; `files`:
    ids of the files that go.
    """

    person: Person
    changes: tuple[RowChange, ...] = ()
    mentions: tuple[Mention, ...] = ()
    in_hand: int = 0
    files: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to erase."""
        return not self.changes and not self.person.cells

    @property
    def gone(self) -> Mapping[str, int]:
        """Table of the journal → how many of its rows go whole."""
        return Counter(change.table for change in self.changes if change.values is None)

    @property
    def altered(self) -> Mapping[str, int]:
        """Table of the journal → how many of its rows stay
        without what is the person's.
        """
        keys = set()
        for change in self.changes:
            if change.values is not None:
                keys.add((change.table, tuple(change.key.values())))
        return Counter(table for table, _key in keys)


@dataclass(frozen=True)
class Eraser:
    """What erasing works with."""

    programme: Programme
    journal: Journal
    links: Links
    store: Store

    @classmethod
    def of(cls, settings: Settings, programme: Programme, journal: Journal) -> "Eraser":
        """The eraser of an installation."""
        links = Links(settings.secret_key, settings.public_url)
        return cls(
            programme,
            journal,
            links,
            Store(settings.uploads_url, programme.limits.upload_megabytes * MEGABYTE),
        )

    def find(
        self,
        connection: Connection,
        address: str,
        now: datetime,
        *,
        files: bool = False,
        row: str = "",
    ) -> Findings:
        """What there is of a person, and what would become of it; nothing is
        written.

        `address`: or a telephone number, or, with `row`, a name in that row. Raises
        Refused where several people can be meant.
        """
        identity = identify(self.programme, connection, address, row)
        if not identity.only and not is_one_person(identity.address):
            return Findings(Person(address))
        person = person_of(
            self.programme,
            connection,
            self.links,
            identity.address,
            now=now,
            with_files=files,
            only=identity.only,
        )
        return self.find_of(connection, person)

    def find_of(self, connection: Connection, person: Person) -> Findings:
        """The same of somebody of whom it is known by what they are found."""
        changes = find_changes(connection, TABLES, person)
        ids = []
        for change in changes:
            if change.table == "uploads":
                ids.append(str(change.key["id"]))
        occurrences = tuple(mentions(connection, person))
        return Findings(
            person,
            tuple(changes),
            occurrences,
            count_in_hand(connection, person),
            tuple(ids),
        )

    def erase(self, connection: Connection, findings: Findings, now: datetime) -> None:
        """Carries out what was found in the same transaction.

        The files go by `remove_files`, after it.
        """
        person = findings.person
        if findings.is_empty:
            return
        carry_out(connection, findings.changes)
        referred = submissions.stored_ids(connection, findings.files)
        recent_uploads.give_up(
            connection, sorted(set(findings.files).difference(referred))
        )
        conditions_of_records.forget(connection, person.references)
        key = new_id()
        for cell, replacement in person.cells.items():
            cell_commands.ask(
                connection,
                cell,
                replacement.shown,
                replacement.wanted,
                ERASURE,
                key,
                now,
            )
        is_somebody = person.only is None or person.address.startswith(NAME)
        if person.before is None and is_somebody:
            erasures.note(connection, self.links.erasure_mark(person.key), now)

    def remove_files(self, findings: Findings) -> None:
        """Takes files out of the store, once the journal has forgotten them; one that
        another submission refers to stays.
        """
        with self.journal.read() as connection:
            referred = submissions.stored_ids(connection, findings.files)
        for id in findings.files:
            if id not in referred:
                self.store.remove(id)
        effect(
            "privacy",
            "erased",
            rows=len(findings.changes),
            cells=len(findings.person.cells),
        )


def erase_person(
    eraser: Eraser,
    address: str,
    now: datetime,
    *,
    files: bool = False,
    row: str = "",
) -> Findings:
    """Finds and erases a person, in one transaction."""
    with eraser.journal.write() as connection:
        findings = eraser.find(connection, address, now, files=files, row=row)
        eraser.erase(connection, findings, now)
    eraser.remove_files(findings)
    return findings


def erase_again(eraser: Eraser, now: datetime) -> int:
    """Erases what has come back of people whose data was erased:
    only what is older than that.

    Gives of how many.
    """
    with eraser.journal.read() as connection:
        marks = erasures.all_of_them(connection)
        if marks:
            people = people_of_journal(connection, personal_columns(eraser.programme))
        else:
            people = set()
    count = 0
    for address, row in sorted(people):
        only = frozenset({row}) if row else None
        moment = marks.get(eraser.links.erasure_mark(person_key(address, only)))
        if moment is None:
            continue
        with eraser.journal.write() as connection:
            # Who it was has been asked when they were erased; whom an address or a
            # number leads to today may be somebody else.
            person = person_of(
                eraser.programme,
                connection,
                eraser.links,
                address,
                now=now,
                before=moment,
                only=only,
            )
            findings = eraser.find_of(connection, person)
            if not findings.is_empty:
                eraser.erase(connection, findings, now)
                count += 1
        eraser.remove_files(findings)
    return count
