"""Lines about records that are late, or that the team has to look at.

What one person of a case is late with is one line: one call is enough for all of it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from core.texts import mark_plural as _n
from core.texts import number_text
from desk.calls import call_key
from desk.cases import Cases
from desk.lines import Entry, Line, Rank
from desk.paths import row_path
from desk.words import late_words
from journal.rules import findings
from journal.rules.findings import KeptFinding
from journal.states import FindingKind
from programme.records.display import title
from programme.records.record import Cell, View
from rules.overdue.ladders import Finding, flag_text, rungs

FEW = 4
"""So many more things are named in the line of a call; others are counted."""
MORE = _n("and {count} more", "and {count} more")


def finding_entries(cases: Cases, told: Collection[tuple[str, str]]) -> Iterator[Entry]:
    """A line for each call that is due, and one for each record to look at.

    `told`: (reference, ladder) of what other lines say already.
    """
    ladders = {ladder.name for ladder in cases.programme.rules.ladders}
    calls: list[KeptFinding] = []
    for finding in findings.of_kinds(
        cases.connection, FindingKind.passed_up, FindingKind.to_look
    ):
        if finding.ladder not in ladders:
            continue
        if (finding.reference, finding.ladder) in told:
            continue
        if finding.kind is FindingKind.passed_up:
            calls.append(finding)
        else:
            key = f"finding {finding.reference} {finding.ladder}"
            yield _entry(cases, Rank.due, key, [finding])
    for key, group in _by_call(calls).items():
        yield _entry(cases, Rank.late, key, group)


def _by_call(late: Iterable[KeptFinding]) -> dict[str, list[KeptFinding]]:
    """Key of a line → what is told in one call: all that the same person of a case is
    late with, in the order given.

    Whoever has taken the line on has it for as long as anything of it is open, so the
    key is that of the person; without one each record is a line of its own.
    """
    calls: dict[str, list[KeptFinding]] = {}
    for finding in late:
        who = call_key(finding.case, finding.person, finding.phone)
        key = f"finding {who or f'{finding.reference} {finding.ladder}'}"
        calls.setdefault(key, []).append(finding)
    return calls


def _entry(cases: Cases, rank: Rank, key: str, group: Sequence[KeptFinding]) -> Entry:
    first = group[0]
    days = (cases.today - first.date).days
    write = _line(cases, key, group)
    who = ""
    if rank is Rank.late:
        who = call_key(first.case, first.person, first.phone)
    return Entry(rank, days, key, write, cases.table.name, first.case, days, who)


def _line(
    cases: Cases, key: str, group: Sequence[KeptFinding]
) -> Callable[[str], Line]:
    def write(language: str) -> Line:
        first = group[0]
        also = [_also(cases, first, other, language) for other in group[1 : FEW + 1]]
        if len(group) > FEW + 1:
            also.append(number_text(language, MORE, len(group) - FEW - 1))
        return Line(
            key,
            finding_words(cases, first, language),
            about=cases.name(first.case, language),
            case=first.case,
            of=_of(cases, first, language),
            who=first.person,
            phone=first.phone,
            email=first.email,
            also=tuple(also),
            row=row_path(first.table, first.reference),
            cell=Cell(first.table, first.reference, ""),
        )

    return write


def _of(cases: Cases, kept: KeptFinding, language: str) -> str:
    """What of the case a finding is about; "" for the case itself."""
    if kept.case == kept.reference:
        return ""
    return record_name(cases, kept.table, kept.reference, language)


def _also(cases: Cases, first: KeptFinding, other: KeptFinding, language: str) -> str:
    """What else is late, as it stands after the first thing of a line."""
    words = finding_words(cases, other, language)
    if (other.ladder, other.rung) == (first.ladder, first.rung):
        # The line has said already what is to be done about it.
        words = late_words((cases.today - other.date).days, language)
    of = _of(cases, other, language)
    if of:
        return f"{of} ({words})"
    return words


def finding_words(cases: Cases, kept: KeptFinding, language: str) -> str:
    """What the rules say of a record, as it stands beside its row;
    else the name of the rule.
    """
    programme = cases.programme
    ladder = next(
        (ladder for ladder in programme.rules.ladders if ladder.name == kept.ladder),
        None,
    )
    if ladder is None:
        return kept.ladder
    rung = next((rung for rung in rungs(ladder) if rung.name == kept.rung), None)
    if rung is None or not rung.flag:
        return programme.text(ladder.label, language)
    days = (cases.today - kept.date).days
    finding = Finding(ladder, rung, kept.table, kept.reference, kept.date, days, "")
    return " ".join(flag_text(finding, rung, language).split())


def record_name(cases: Cases, table: str, reference: str, language: str) -> str:
    """What people call a record."""
    definition = cases.programme.tables.get(table)
    if definition is None:
        return reference
    view = View(
        cases.reader, definition, cases.reader.get(table, reference), cases.today
    )
    return title(view, language) or reference
