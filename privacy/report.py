"""What erasing a person does, in words: thing by thing what goes, what only loses
something, what stays, and why.
"""

from collections.abc import Callable
from dataclasses import dataclass

from journal.privacy.rules import How
from privacy.erase import Findings
from privacy.registry import BEYOND, LOGS, NOBODY, OF_DEMONSTRATION, STORES, TABLES
from programme.model import Programme

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Line:
    """`what`: a tab, a table or a store, "" for none; `count`: how many of it; `why`:
    what becomes of it, or why it stays.
    """

    what: str
    count: int
    why: str


@dataclass(frozen=True)
class Report:
    """`sheet`: tabs with cells that are blanked; `goes`, `loses`: tables of the
    journal; `stays`: what is left as it is, though it may be about the person;
    `mentions`: texts that name them; `beyond`: what no program of ours reaches.
    """

    sheet: tuple[Line, ...]
    goes: tuple[Line, ...]
    loses: tuple[Line, ...]
    stays: tuple[Line, ...]
    mentions: tuple[str, ...]
    beyond: tuple[str, ...]
    in_hand: int


def report(
    programme: Programme,
    findings: Findings,
    gettext: Translate,
    language: str,
    *,
    is_demonstration: bool,
) -> Report:
    """What was found, for people. Pure."""
    rows: dict[str, int] = {}
    for cell in findings.person.cells:
        rows[cell.table] = rows.get(cell.table, 0) + 1
    sheet = [
        Line(
            _tab(programme, table, language),
            count,
            _columns(programme, findings, table, language),
        )
        for table, count in rows.items()
    ]
    goes = [
        Line(name, count, _why(name, gettext)) for name, count in findings.gone.items()
    ]
    loses = [
        Line(name, count, _why(name, gettext))
        for name, count in findings.altered.items()
    ]
    whys = [
        rule.why
        for name in NAMED
        for rule in TABLES[name]
        if rule.how is How.keep and rule.why != NOBODY
    ]
    stays = [Line("", 0, gettext(why)) for why in dict.fromkeys(whys)]
    # What is said of backups stands among what remains elsewhere.
    kept = [item for name, item in STORES.items() if item.why not in BEYOND]
    kept = [item for item in kept if is_demonstration or item not in OF_DEMONSTRATION]
    stays += [
        Line(gettext(item.name), 0, gettext(item.why))
        for item in (*kept, *LOGS.values())
    ]
    mentions = [
        f"{_tab(programme, item.table, language)} {item.reference}: {_column(programme, item.table, item.column, language)}"
        for item in findings.mentions
    ]
    beyond = [gettext(text) for text in BEYOND]
    return Report(
        tuple(sheet),
        tuple(goes),
        tuple(loses),
        tuple(stays),
        tuple(mentions),
        tuple(beyond),
        findings.in_hand,
    )


NAMED = (
    "submissions",
    "security_events",
    "committee_sessions",
    "committee_decisions",
    "erasures",
)
"""Tables of which something stays that may be about a person; of all
others nothing is left to say.
"""
LEAVING = (
    "{count} mails to this person are leaving at this moment; do it again in a minute."
)


def _why(name: str, gettext: Translate) -> str:
    reasons = []
    for rule in TABLES[name]:
        if rule.how is not How.keep:
            reasons.append(gettext(rule.why))
    return " ".join(dict.fromkeys(reasons))


def _tab(programme: Programme, table: str, language: str) -> str:
    if table in programme.tables:
        return programme.text(programme.tables[table].label, language)
    return table


def _column(programme: Programme, table: str, name: str, language: str) -> str:
    column = None
    if table in programme.tables:
        column = programme.tables[table].column(name)
    if column is not None:
        return programme.text(column.label, language)
    return name


def _columns(
    programme: Programme, findings: Findings, table: str, language: str
) -> str:
    """The rows of a tab, and which of their cells are blanked."""
    of_rows: dict[str, list[str]] = {}
    for cell in findings.person.cells:
        if cell.table == table:
            of_rows.setdefault(cell.reference, []).append(
                _column(programme, table, cell.column, language)
            )
    return "; ".join(
        f"{reference}: {', '.join(names)}" for reference, names in of_rows.items()
    )
