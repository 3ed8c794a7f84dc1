"""Lines about mails that wait for a person: for a yes, for what is missing, to be sent
by hand, or for what became of them.
"""

from collections.abc import Callable, Iterator, Sequence

from core.clock import local_date
from core.texts import mark_plural as _n
from core.texts import number_text
from desk.cases import Cases
from desk.kinds import kind_labels
from desk.lines import Entry, Line, Rank
from desk.paths import together_path, waiting_path
from desk.words import since_words
from journal.mails import messages
from journal.mails.messages import MessageSummary
from journal.mails.occasions import Together, waiting_together
from journal.states import MessageState
from programme.needs import missing_words
from programme.records.display import title
from programme.records.record import View

WAITING = {
    MessageState.held: _n(
        "{count} mail waits for your yes", "{count} mails wait for your yes"
    ),
    MessageState.by_hand: _n(
        "{count} message is to be sent by hand",
        "{count} messages are to be sent by hand",
    ),
    MessageState.unknown: _n(
        "Of {count} mail it is not known whether it was sent",
        "Of {count} mails it is not known whether they were sent",
    ),
}
INCOMPLETE = _n(
    "{count} mail waits for what is missing", "{count} mails wait for what is missing"
)
FEW = 3
TOGETHER = _n("{count} mail waits for one yes", "{count} mails wait for one yes")


def mail_entries(cases: Cases) -> Iterator[Entry]:
    """A line for what waits for one yes, and one for all other messages of a
    kind that wait for the same.
    """
    events = [event.name for event in cases.programme.rules.events]
    waiting = messages.in_state(cases.connection, *WAITING)
    held = []
    for message in waiting:
        if message.state is MessageState.held:
            held.append(message)
    together: set[str] = set()
    for key, group in waiting_together(cases.connection, events, held).items():
        together.update(message.id for message in group)
        name = f"mails together {key.reference} {key.occasion}"
        yield Entry(
            Rank.first, len(group), name, _together_line(cases, name, key, group)
        )
    by_kind: dict[tuple[MessageState, str, bool], list[MessageSummary]] = {}
    for message in waiting:
        if message.id not in together:
            by_kind.setdefault(
                (message.state, message.kind, _is_incomplete(message)), []
            ).append(message)
    for (state, kind, is_incomplete), of_kind in by_kind.items():
        name = f"mails {'missing' if is_incomplete else state.value} {kind}"
        yield Entry(Rank.first, len(of_kind), name, _mail_line(cases, name, of_kind))


def _is_incomplete(message: MessageSummary) -> bool:
    return message.state is MessageState.held and bool(message.missing)


def _together_line(
    cases: Cases, name: str, key: Together, group: Sequence[MessageSummary]
) -> Callable[[str], Line]:
    def write(language: str) -> Line:
        first = group[0]
        missing = _missing(cases, group, language)
        what = kind_labels(cases.programme, language).get(first.kind, first.kind)
        oldest = local_date(first.created_at, cases.programme.time_zone)
        if missing:
            text = INCOMPLETE
        else:
            text = TOGETHER
        return Line(
            name,
            number_text(language, text, len(group)),
            about=f"{what}: {_called(cases, key.table, key.reference, language)}",
            of=missing,
            since=since_words(oldest, cases.today, language),
            page=together_path(key.table, key.reference, key.occasion),
        )

    return write


def _called(cases: Cases, table_name: str, reference: str, language: str) -> str:
    """What people call the record that messages are about."""
    table = cases.programme.tables.get(table_name)
    if table is None:
        return reference
    view = View(
        cases.reader, table, cases.reader.get(table_name, reference), cases.today
    )
    return title(view, language) or reference


def _about(cases: Cases, group: Sequence[MessageSummary], language: str) -> str:
    """What messages of a kind are about: the kind, and whose cases, while these are few
    enough to be read at a glance.
    """
    kind = group[0].kind
    words = kind_labels(cases.programme, language).get(kind, kind)
    references = dict.fromkeys(message.case for message in group if message.case)
    if not 0 < len(references) <= FEW:
        return words
    table = cases.programme.case.table
    names = (_called(cases, table, each, language) for each in references)
    return f"{words}: {', '.join(names)}"


def _mail_line(
    cases: Cases, name: str, group: Sequence[MessageSummary]
) -> Callable[[str], Line]:
    def write(language: str) -> Line:
        first = group[0]
        is_incomplete = _is_incomplete(first)
        oldest = min(message.created_at for message in group)
        day = local_date(oldest, cases.programme.time_zone)
        if is_incomplete:
            text = INCOMPLETE
            of = _missing(cases, group, language)
        else:
            text = WAITING[first.state]
            of = ""
        return Line(
            name,
            number_text(language, text, len(group)),
            about=_about(cases, group, language),
            of=of,
            since=since_words(day, cases.today, language),
            page=waiting_path(first.state.value, first.kind),
        )

    return write


def _missing(cases: Cases, group: Sequence[MessageSummary], language: str) -> str:
    """What must be true before these can leave, each thing once."""
    missing = [
        missing_words(cases.programme, message.kind, message.missing, language)
        for message in group
    ]
    return "; ".join(dict.fromkeys(words for words in missing if words))
