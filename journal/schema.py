"""The journal's tables. A change here needs a step in journal/migrations/versions."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from core.errors import Closing
from journal.states import (
    AlarmKind,
    AlarmState,
    CommandState,
    DeliveryState,
    FindingKind,
    Handling,
    Happening,
    MessageState,
    Origin,
    Refusal,
    SecurityAction,
    SuppressionReason,
    UploadState,
    WorkerStep,
)

E = TypeVar("E", bound=StrEnum)


class Moment(sa.TypeDecorator[datetime]):
    """An aware moment, kept in UTC (SQLite knows no time zones)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuses moments without a zone; gives SQLite plain UTC."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        if dialect.name == "sqlite":
            return moment.replace(tzinfo=None)
        return moment

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Always aware."""
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


class EnumText(sa.TypeDecorator[E], Generic[E]):
    """A member of an enum, kept as its text: a new member needs no migration."""

    impl = sa.String
    cache_ok = True

    def __init__(self, kind: type[E], length: int) -> None:
        super().__init__(length)
        self.kind = kind

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:
        """Refuses a text that is no member."""
        if value is None:
            return None
        return self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        """Always the member."""
        if value is None:
            return None
        return self.kind(value)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)
ID = sa.String(32)
REFERENCE = sa.String(60)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


# One row, which the migration puts in: the installation is as old as its journal.
installation = sa.Table(
    "installation",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("generation", sa.Integer, nullable=False, server_default="1"),
    sa.Column("outbox_is_open", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("example_added_at", Moment, nullable=True),
    sa.Column("clock_seconds_ahead", sa.Float, nullable=False, server_default="0"),
    sa.Column("clock_from", Moment, nullable=True),
    sa.Column("clock_goal", Moment, nullable=True),
    sa.Column("probed_at", Moment, nullable=True),
    sa.Column("text_rows_wanted_at", Moment, nullable=True),
)

# One row, which the migration puts in.
monitoring = sa.Table(
    "monitoring",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("beat_at", Moment, nullable=True),
    sa.Column("absence_told_at", Moment, nullable=True),
    sa.Column("backed_up_at", Moment, nullable=True),
    sa.Column("looks", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("reads", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("writes", sa.BigInteger, nullable=False, server_default="0"),
)

spreadsheets = sa.Table(
    "spreadsheets",
    metadata,
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("is_current", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("moved_to", sa.String(200), nullable=False, server_default=""),
)

first_looks = sa.Table(
    "first_looks",
    metadata,
    sa.Column("looked_at", Moment, primary_key=True),
    _json("filled_tables"),
)

remembered_tabs = sa.Table(
    "remembered_tabs",
    metadata,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("shape", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("read_columns", sa.JSON(none_as_null=True), nullable=True),
)

worker_steps = sa.Table(
    "worker_steps",
    metadata,
    sa.Column("step", EnumText(WorkerStep, 10), primary_key=True),
    sa.Column("done_at", Moment, nullable=True),
    sa.Column("wanted_at", Moment, nullable=True),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
)

case_pages = sa.Table(
    "case_pages",
    metadata,
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column("edition", sa.Integer, nullable=False),
)

contact_signs = sa.Table(
    "contact_signs",
    metadata,
    sa.Column("mark", sa.String(16), primary_key=True),
    sa.Column("heard_at", Moment, nullable=False),
)

guest_names = sa.Table(
    "guest_names",
    metadata,
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("mark", sa.String(16), nullable=False),
)

mailbox_positions = sa.Table(
    "mailbox_positions",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("validity", sa.BigInteger, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
)

mail_pauses = sa.Table(
    "mail_pauses",
    metadata,
    sa.Column("why", EnumText(Closing, 10), primary_key=True),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("until", Moment, nullable=False),
)

# Whose data was erased, by a keyed digest of the address, and when: what is older
# than that must not come back.
erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("mark", sa.String(16), primary_key=True),
    sa.Column("erased_at", Moment, nullable=False),
)

form_versions = sa.Table(
    "form_versions",
    metadata,
    sa.Column("form", sa.String(40), primary_key=True),
    sa.Column("version", sa.String(12), primary_key=True),
    _json("definition"),
)

form_drafts = sa.Table(
    "form_drafts",
    metadata,
    sa.Column("form", sa.String(40), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    _json("rows"),
    sa.Column("version", sa.String(12), nullable=False),
    sa.Column("mistakes", sa.Integer, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

form_publications = sa.Table(
    "form_publications",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("form", sa.String(40), nullable=False),
    sa.Column("questions", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("rows", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("version", sa.String(12), nullable=False),
    sa.Column("published_by", sa.String(320), nullable=False),
    sa.Column("published_at", Moment, nullable=False),
    sa.Column("shaped_at", Moment, nullable=True),
    sa.Index(None, "form", "id"),
)

mail_text_drafts = sa.Table(
    "mail_text_drafts",
    metadata,
    sa.Column("message", sa.String(120), primary_key=True),
    sa.Column("language", sa.String(10), primary_key=True),
    _json("words"),
    _json("mistakes"),
    sa.Column("live_digest", sa.String(64), nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

mail_text_publications = sa.Table(
    "mail_text_publications",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("message", sa.String(120), nullable=False),
    sa.Column("language", sa.String(10), nullable=False),
    sa.Column("words", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("file_digest", sa.String(64), nullable=False),
    sa.Column("published_by", sa.String(320), nullable=False),
    sa.Column("published_at", Moment, nullable=False),
    sa.Index(None, "message", "language", "id"),
)

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("form", sa.String(40), nullable=False),
    sa.Column("version", sa.String(12), nullable=False),
    sa.Column("language", sa.String(3), nullable=False),
    _json("answers"),
    _json("consent"),
    _json("entered"),
    sa.Column(
        "origin", EnumText(Origin, 12), nullable=False, server_default=Origin.open
    ),
    sa.Column("received_at", Moment, nullable=False),
)

# The rows that a submission becomes beside its own, which has
# the submission's reference.
submission_rows = sa.Table(
    "submission_rows",
    metadata,
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column(
        "submission", REFERENCE, sa.ForeignKey("submissions.reference"), nullable=False
    ),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("repeat", sa.String(40)),
    sa.Column("key", sa.Integer),
    sa.Column("left_out_by", sa.String(64)),
    sa.Column("taken_out_at", Moment),
    sa.Index(None, "submission"),
    # Two changes at one moment cannot both add the same repetition.
    sa.Index(None, "submission", "repeat", "key", unique=True),
    sa.Index(None, "taken_out_at"),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column(
        "submission",
        REFERENCE,
        sa.ForeignKey("submissions.reference"),
        primary_key=True,
    ),
    sa.Column("row", REFERENCE),
    sa.Column("field", sa.String(100), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.String(80), nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Index(None, "submission"),
    sa.Index(None, "row"),
)

# Every file that arrived within the last day, whatever became of it: what quotas are
# counted by, and what may be swept.
recent_uploads = sa.Table(
    "recent_uploads",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("form", sa.String(40), nullable=False),
    sa.Column("is_public", sa.Boolean, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("arrived_at", Moment, nullable=False),
    sa.Column("state", EnumText(UploadState, 10), nullable=False),
    sa.Index(None, "form", "arrived_at"),
    sa.Index(None, "state", "arrived_at"),
)

# What somebody typed into a form and wants to go on with later, by a link.
saved_forms = sa.Table(
    "saved_forms",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("form", sa.String(40), nullable=False),
    _json("answers"),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
    sa.Column("client", sa.String(16), nullable=False, server_default=""),
    sa.Index(None, "saved_at"),
    sa.Index(None, "client"),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("table", sa.String(40), nullable=False),
    sa.Column("reference", REFERENCE, nullable=False, unique=True),
    _json("values"),
    sa.Column("team_cells", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("from_form", sa.Boolean, nullable=False),
    sa.Column("state", EnumText(DeliveryState, 10), nullable=False),
    sa.Column("asked_at", Moment, nullable=True),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
    sa.Index(None, "state", "id"),
)

known_records = sa.Table(
    "known_records",
    metadata,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("reference", REFERENCE, primary_key=True),
    _json("values"),
    _json("occasions"),
    _json("own"),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("gone_at", Moment, nullable=True),
    sa.Index(None, "gone_at"),
)

# Where the rows of each tab stood at the last look: table → the tab's number, column →
# its place from 0, reference → row from 1.
sheet_rows = sa.Table(
    "sheet_rows",
    metadata,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("sheet_id", sa.BigInteger, nullable=False),
    _json("columns"),
    _json("rows"),
)

# What the rules last said, for pages that ask for it at any moment: both are
# written anew by each planning.
case_steps = sa.Table(
    "case_steps",
    metadata,
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column("step", sa.String(40), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("since", sa.Date, nullable=True),
    sa.Column("due_on", sa.Date, nullable=True),
    sa.Column("overdue_on", sa.Date, nullable=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("phone", sa.String(40), nullable=False),
    sa.Column("email", sa.String(320), nullable=False, server_default=""),
)

conditions = sa.Table(
    "conditions",
    metadata,
    sa.Column("rule", sa.String(40), primary_key=True),
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column("condition", sa.Text, nullable=False),
    sa.Column("holds", sa.Boolean, nullable=False),
)

# Rows that rules have made, so that none is made twice: also where the
# team has deleted it since.
made_rows = sa.Table(
    "made_rows",
    metadata,
    sa.Column("rule", sa.String(40), primary_key=True),
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("row", REFERENCE, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
)

# Old rows that somebody brought in from elsewhere, so that none comes twice and
# nobody is told of what happened before.
row_imports = sa.Table(
    "row_imports",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("table", sa.String(40), nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("by", sa.String(320), nullable=False),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("undo_asked_at", Moment, nullable=True),
    sa.Column("undone_at", Moment, nullable=True),
)

imported_rows = sa.Table(
    "imported_rows",
    metadata,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column("row_import", sa.Integer, nullable=False, index=True),
    sa.Column("mark", sa.String(64), nullable=False, index=True),
    sa.Column("met_at", Moment, nullable=True),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column("ladder", sa.String(40), primary_key=True),
    sa.Column("rung", sa.String(60), nullable=False),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("kind", EnumText(FindingKind, 12), nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("phone", sa.String(40), nullable=False),
    sa.Column("email", sa.String(320), nullable=False, server_default=""),
    sa.Column("case", REFERENCE, nullable=False),
    sa.Index(None, "kind", "date"),
    sa.Index(None, "case"),
)

# Lines of the desk that somebody of the team has taken on.
taken_lines = sa.Table(
    "taken_lines",
    metadata,
    sa.Column("line", sa.String(160), primary_key=True),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("taken_at", Moment, nullable=False),
)

team_cells = sa.Table(
    "team_cells",
    metadata,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("reference", REFERENCE, primary_key=True),
    _json("cells"),
    _json("wrong"),
)

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("table", sa.String(40), nullable=False),
    sa.Column("reference", REFERENCE, nullable=False),
    sa.Column("happening", EnumText(Happening, 10), nullable=False),
    sa.Column("column", sa.String(40), nullable=False, server_default=""),
    sa.Column("before", sa.JSON, nullable=True),
    sa.Column("after", sa.JSON, nullable=True),
    sa.Column("by", sa.String(320), nullable=False, server_default=""),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("handling", EnumText(Handling, 15), nullable=False),
    sa.Column("alarm", ID, nullable=True),
    sa.Index(None, "handling", "seen_at"),
    sa.Index(None, "seen_at"),
    sa.Index(None, "table", "reference"),
)

# Cells of the team's that a person set on a page: what was shown to them, what they
# want there, and what became of it.
cell_commands = sa.Table(
    "cell_commands",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("table", sa.String(40), nullable=False),
    sa.Column("reference", REFERENCE, nullable=False),
    sa.Column("column", sa.String(40), nullable=False),
    sa.Column("shown", sa.JSON, nullable=True),
    sa.Column("wanted", sa.JSON, nullable=True),
    sa.Column("by", sa.String(320), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("state", EnumText(CommandState, 10), nullable=False),
    sa.Column("tried_at", Moment, nullable=True),
    sa.Column("settled_at", Moment, nullable=True),
    sa.Column("refusal", EnumText(Refusal, 20), nullable=True),
    sa.Column("present", sa.Text, nullable=False, server_default=""),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("key", "table", "reference", "column"),
    sa.Index(None, "state", "id"),
    sa.Index(None, "table", "reference"),
)

# Answers that somebody changed after sending, as they were typed then; the cells that
# follow are commands with the same key.
answer_changes = sa.Table(
    "answer_changes",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column(
        "submission", REFERENCE, sa.ForeignKey("submissions.reference"), nullable=False
    ),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("version", sa.String(12), nullable=False),
    sa.Column("language", sa.String(3), nullable=False),
    _json("answers"),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Index(None, "submission"),
)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("tag", REFERENCE, nullable=False, unique=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("table", sa.String(40), nullable=False, server_default=""),
    sa.Column("reference", REFERENCE, nullable=False, server_default=""),
    sa.Column("case", REFERENCE, nullable=False, server_default=""),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("language", sa.String(3), nullable=False),
    sa.Column("reply_to", sa.String(320), nullable=False, server_default=""),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("invitation", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("documents", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("state", EnumText(MessageState, 10), nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("holder", ID, nullable=True),
    sa.Column("alarm", ID, nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("tried_at", Moment, nullable=True),
    sa.Column("handed_at", Moment, nullable=True),
    sa.Column("first_handed_at", Moment, nullable=True),
    sa.Column("edited_by", sa.String(320), nullable=False, server_default=""),
    sa.Column("asked_by", sa.String(320), nullable=False, server_default=""),
    sa.Column("judged_look", ID, nullable=False, server_default=""),
    sa.Column("judged_at", Moment, nullable=True),
    sa.Column("waits", sa.Text, nullable=False, server_default=""),
    sa.Column("basis", sa.String(64), nullable=False, server_default=""),
    sa.Column("approved_basis", sa.String(64), nullable=False, server_default=""),
    sa.Column("approved_text", sa.Text, nullable=False, server_default=""),
    sa.Column("earlier_words", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("corrects", ID, nullable=True),
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("missing", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("waived", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("keeps_hours", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("erased_at", Moment, nullable=True),
    sa.Index(None, "state", "due_at"),
    sa.Index(None, "handed_at"),
)

# The files that went with a message, as they were when a server first had it in hand;
# `digest`: of the words they were made of.
message_files = sa.Table(
    "message_files",
    metadata,
    sa.Column("message", ID, sa.ForeignKey("messages.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("kind", sa.String(80), nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

# Figures that were reported to somebody: how each stood on that day, with its rows.
figure_reports = sa.Table(
    "figure_reports",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("reported_by", sa.String(320), nullable=False),
    sa.Column("reported_at", Moment, nullable=False),
    sa.Column("year", sa.Integer, nullable=True),
    _json("figures"),
)

suppressions = sa.Table(
    "suppressions",
    metadata,
    sa.Column("address", sa.String(320), primary_key=True),
    sa.Column("reason", EnumText(SuppressionReason, 10), primary_key=True),
    sa.Column("said", sa.Text, nullable=False, server_default=""),
    sa.Column("since", Moment, nullable=False),
)

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("reference", REFERENCE, primary_key=True),
    sa.Column("rule", sa.String(40), primary_key=True),
    sa.Column("step", sa.String(40), primary_key=True),
    sa.Column("occasion", sa.String(80), primary_key=True),
    sa.Column("path", sa.String(320), primary_key=True),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("message", ID, sa.ForeignKey("messages.id"), nullable=True),
    sa.Index(None, "message"),
)

problems = sa.Table(
    "problems",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("tag", REFERENCE, nullable=False, unique=True),
    sa.Column("source", REFERENCE, nullable=False),
    _json("problem"),
    sa.Column("since", Moment, nullable=False),
)

alarms = sa.Table(
    "alarms",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("kind", EnumText(AlarmKind, 10), nullable=False),
    sa.Column("table", sa.String(40), nullable=False),
    sa.Column("column", sa.String(40), nullable=False, server_default=""),
    _json("references"),
    sa.Column("state", EnumText(AlarmState, 10), nullable=False),
    sa.Column("raised_at", Moment, nullable=False),
    sa.Column("decided_at", Moment, nullable=True),
    sa.Column("decided_by", sa.String(320), nullable=False, server_default=""),
    sa.Column("applied_at", Moment, nullable=True),
    sa.Column("reason", sa.JSON(none_as_null=True), nullable=True),
    sa.Index(None, "state"),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("holder", ID, nullable=False),
    sa.Column("counter", sa.BigInteger, nullable=False),
)

signins = sa.Table(
    "signins",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("used_at", Moment, nullable=True),
)

staff_sessions = sa.Table(
    "staff_sessions",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("device", sa.String(80), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("ended_at", Moment, nullable=True),
    sa.Index(None, "until"),
)

security_events = sa.Table(
    "security_events",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("action", EnumText(SecurityAction, 20), nullable=False),
    sa.Column("email", sa.String(320), nullable=False, server_default=""),
    sa.Column("client", sa.String(16), nullable=False, server_default=""),
    sa.Column("about", sa.Text, nullable=False, server_default=""),
    sa.Index(None, "at"),
    sa.Index(None, "client", "at"),
)

# Sessions in which people decide on cases: what the secretary has entered so far; a
# closed one stays as it is.
committee_sessions = sa.Table(
    "committee_sessions",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("reference", REFERENCE, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    _json("head"),
    _json("cases"),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("opened_by", sa.String(320), nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("closed_by", sa.String(320), nullable=False),
    sa.Column("closed_at", Moment, nullable=True),
)

committee_decisions = sa.Table(
    "committee_decisions",
    metadata,
    sa.Column("session", ID, primary_key=True),
    sa.Column("case", REFERENCE, primary_key=True),
    _json("entered"),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("saved_by", sa.String(320), nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)

# How often a person's link to the dossier of a case was ended: only links of
# the last edition open it.
dossier_links = sa.Table(
    "dossier_links",
    metadata,
    sa.Column("case", REFERENCE, primary_key=True),
    sa.Column("person", REFERENCE, primary_key=True),
    sa.Column("edition", sa.Integer, nullable=False),
)
