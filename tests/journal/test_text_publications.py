"""What is published of the texts of mails, in both databases."""

from contextlib import closing
from datetime import UTC, datetime

import sqlalchemy as sa

from journal import backup
from journal.database import Journal
from journal.mails import text_drafts, text_publications
from journal.mails.text_drafts import TextDraft

NOW = datetime(2027, 3, 1, 15, tzinfo=UTC)
KEY, OTHER = ("approved", "es"), ("approved", "pt")


def publish(journal, key, words):
    with journal.write() as connection:
        return text_publications.add(connection, key, words, "d", "ana@x.org", NOW)


def test_newest_of_each_mail_counts_and_none_is_forgotten(journal):
    ids = [publish(journal, KEY, {"subject": text}) for text in "ab"]
    ids += [publish(journal, OTHER, None)]
    with journal.read() as connection:
        newest = text_publications.newest_of_each(connection)
        of_mail = text_publications.of_mail(connection, KEY, 20)
        number = text_publications.newest_number(connection)
    assert (newest[KEY].words, newest[OTHER].words) == ({"subject": "b"}, None)
    assert ([kept.id for kept in of_mail], number) == (ids[1::-1], ids[2])


def test_row_of_the_tab_is_kept_once_and_forgotten_alone(journal):
    drafts = [TextDraft(*key, {"subject": "a"}, [], "", NOW) for key in (KEY, OTHER)]
    with journal.write() as connection:
        for draft in (*drafts, *drafts):
            text_drafts.keep(connection, draft)
        text_drafts.forget(connection, [OTHER])
        assert text_drafts.every(connection) == {KEY: drafts[0]}
        assert text_drafts.of_mail(connection, OTHER) is None


def test_publications_are_counted_on_after_a_backup_came_back(journal, database_url):
    last = publish(journal, KEY, {"subject": "a"})
    with journal.read() as connection:
        rows = [
            (name, list(backup.rows_of(connection, name))) for name in backup.tables()
        ]
        query = sa.text("SELECT version_num FROM alembic_version")
        revision = connection.execute(query).scalar_one()
    with closing(Journal(f"{database_url}")) as other:
        other.upgrade()
        backup.restore(other, revision, rows)
        assert publish(other, KEY, {"subject": "b"}) > last
