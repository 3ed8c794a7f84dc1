from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from journal.forms.submissions import accept
from journal.mails import claims, messages
from journal.mails.holds import public_mails
from journal.mails.holds.public_mails import MessageSource, PublicMail, Source
from journal.mails.messages import RECEIVED, Notice
from journal.mails.open_messages import JOURNAL_JUDGED
from journal.records import changes
from journal.records.cells.cell_commands import SENDER
from journal.records.changes import BY_CONDITION
from journal.rows import as_columns
from journal.schema import messages as table
from journal.states import Happening, MessageState, Origin
from tests.journal.test_submissions import SENT

NOW = datetime(2027, 3, 12, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
MESSAGE = {
    "kind": "application",
    "person": "Ana",
    "language": "es",
    "subject": "s",
    "text": "t",
    "html": "h",
    "judged_look": JOURNAL_JUDGED,
    "due_at": NOW,
    "state": MessageState.queued,
}


@pytest.fixture
def submitted(journal):
    """References of one submission of each origin."""
    return {
        origin: accept(
            journal, replace(SENT, key=f"key-of-{origin}", origin=origin), NOW
        ).reference
        for origin in Origin
    }


def tell(journal, reference, path="contact#0", occasion=RECEIVED, **values):
    """Puts a message about a row into the outbox."""
    email = values.pop("email", "ana@example.org")
    with journal.write() as connection:
        notice = Notice("towns", reference, "application", path, occasion, path, email)
        id = messages.add(
            connection,
            [notice],
            {**MESSAGE, "email": email, "reference": reference},
            NOW,
        )
        if values:
            connection.execute(
                sa.update(table).where(table.c.id == id).values(**values)
            )
    return id


def test_source_is_known_of_what_anybody_may_have_sent(journal, submitted):
    with journal.read() as connection:
        sources = public_mails.sources(connection, submitted.values())
    assert sources == {
        submitted[Origin.open]: Source("aspiring_town", Origin.open),
        submitted[Origin.beyond_pace]: Source("aspiring_town", Origin.beyond_pace),
    }


def test_due_message_says_which_form_it_follows_from(journal, submitted):
    town = submitted[Origin.open]
    expected = {
        tell(journal, town): MessageSource("aspiring_town", Origin.open, to_team=False),
        tell(journal, town, "role.coordinator#PE-1"): MessageSource(
            "aspiring_town", Origin.open, to_team=True
        ),
        tell(journal, town, occasion="a change"): None,
        tell(journal, town, "contact#1", asked_by="eva@example.org"): None,
        tell(
            journal, town, "contact#2", approved_basis="words that a person has let go"
        ): None,
        tell(journal, submitted[Origin.link]): None,
        tell(journal, submitted[Origin.staff]): None,
    }
    with journal.read() as connection:
        assert {
            message.id: message.source for message in claims.due(connection, NOW)
        } == expected


def test_mails_are_counted_by_form_since_a_moment(journal, submitted):
    town = submitted[Origin.open]
    tell(journal, town, handed_at=NOW)
    tell(journal, town, "role.coordinator#PE-1", handed_at=NOW - HOUR)
    tell(journal, town, occasion="a change", handed_at=NOW)
    tell(journal, submitted[Origin.link], handed_at=NOW)
    with journal.read() as connection:
        assert public_mails.handed_since(connection, NOW - HOUR / 2) == {
            "aspiring_town": 1
        }
        assert public_mails.handed_since(connection, NOW - 2 * HOUR) == {
            "aspiring_town": 2
        }


def test_mails_of_a_day_are_known_by_address_also_those_not_sent(journal, submitted):
    town = submitted[Origin.beyond_pace]
    tell(journal, town)
    tell(journal, town, "role.coordinator#PE-1", email="eva@example.org")
    tell(journal, town, "contact#1", state=MessageState.withdrawn)
    tell(journal, submitted[Origin.link])
    with journal.read() as connection:
        written = public_mails.written_since(connection, NOW - HOUR)
        assert public_mails.written_since(connection, NOW) == []
    assert sorted(written, key=str) == [
        PublicMail("aspiring_town", "ana@example.org", to_team=False, is_told=False),
        PublicMail("aspiring_town", "ana@example.org", to_team=False, is_told=True),
        PublicMail("aspiring_town", "eva@example.org", to_team=True, is_told=True),
    ]


def test_submission_without_room_for_a_mail_is_counted_once(journal, submitted):
    with journal.write() as connection:
        notices = [
            Notice(
                "towns",
                submitted[origin],
                "application",
                step,
                RECEIVED,
                "contact#0",
                "ana@example.org",
            )
            for origin in (Origin.open, Origin.beyond_pace)
            for step in ("receipt", "new")
        ]
        messages.rule_out(connection, notices)
    with journal.read() as connection:
        assert public_mails.untold_since(connection, NOW - HOUR) == {"aspiring_town": 2}
        assert public_mails.untold_since(connection, NOW) == {}


@pytest.mark.parametrize(
    ("column", "by", "is_public"),
    [
        ("name", SENDER, True),
        ("?busy", BY_CONDITION, True),
        ("name", "", False),
        ("name", "eva@example.org", False),
    ],
)
def test_condition_is_a_stranger_s_until_somebody_of_the_team_has_changed_the_row(
    journal, submitted, column, by, is_public
):
    town = submitted[Origin.open]
    became = changes.new_change(
        Happening.edited,
        "towns",
        town,
        NOW,
        column="?busy",
        after=True,
        actor=BY_CONDITION,
    )
    other = changes.new_change(
        Happening.edited, "towns", town, NOW, column=column, after="x", actor=by
    )
    with journal.write() as connection:
        changes.add_all(connection, [became, other])
    message = tell(journal, town, occasion=became.id)
    with journal.read() as connection:
        untouched = public_mails.untouched(connection, [("towns", town)])
        sources = public_mails.sources_of_messages(connection, [message])
    assert (town in untouched, message in sources) == (is_public, is_public)


def test_thousands_of_one_kind_hide_no_other(journal, submitted):
    decision = tell(journal, submitted[Origin.link])
    with journal.write() as connection:
        first = messages.by_id(connection, decision)
        crowd = [
            {
                **as_columns(first),
                "id": f"{number:032}",
                "tag": f"MSJ-{number}",
                "kind": "crowd",
                "due_at": NOW - HOUR,
                "judged_look": JOURNAL_JUDGED,
            }
            for number in range(claims.DUE_OF_KIND + 1)
        ]
        connection.execute(sa.insert(table), crowd)
    with journal.read() as connection:
        due = claims.due(connection, NOW)
    assert len(due) == claims.DUE_OF_KIND + 1
    assert due[-1].id == decision
