"""What erasing a person does, in words: thing by thing what goes, what only loses
something, what stays, and why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from journal.privacy.rules import How
from privacy.erase import Findings
from privacy.registry import BEYOND, LOGS, NOBODY, OF_DEMONSTRATION, STORES, TABLES
from programme.model import Programme

Translate = Callable[[str], str]


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
    names = _Names(programme, language)
    return Report(
        sheet=_blanked_tabs(findings, names),
        goes=_tables(findings.gone, gettext),
        loses=_tables(findings.altered, gettext),
        stays=(
            *_kept_tables(gettext),
            *_kept_stores(gettext, is_demonstration=is_demonstration),
        ),
        mentions=_mentions(findings, names),
        beyond=tuple(gettext(text) for text in BEYOND),
        in_hand=findings.in_hand,
    )


@dataclass(frozen=True)
class _Names:
    """What tabs and columns are called in a language."""

    programme: Programme
    language: str

    def tab(self, table: str) -> str:
        """A tab's name; that of the table where the programme has none."""
        definition = self.programme.tables.get(table)
        if definition is None:
            return table
        return self.programme.text(definition.label, self.language)

    def column(self, table: str, name: str) -> str:
        """A column's name; its own where the programme has none."""
        definition = self.programme.tables.get(table)
        if definition is None:
            return name
        column = definition.column(name)
        if column is None:
            return name
        return self.programme.text(column.label, self.language)


def _blanked_tabs(findings: Findings, names: _Names) -> tuple[Line, ...]:
    """A line for each tab: how many cells are blanked, and which of which rows."""
    by_tab: dict[str, dict[str, list[str]]] = {}
    for cell in findings.person.cells:
        columns = by_tab.setdefault(cell.table, {}).setdefault(cell.reference, [])
        columns.append(names.column(cell.table, cell.column))
    lines: list[Line] = []
    for table, rows in by_tab.items():
        count = sum(len(columns) for columns in rows.values())
        entries = [f"{reference}: {', '.join(rows[reference])}" for reference in rows]
        lines.append(Line(names.tab(table), count, "; ".join(entries)))
    return tuple(lines)


def _tables(counts: Mapping[str, int], gettext: Translate) -> tuple[Line, ...]:
    """A line for each table of the journal: how many rows, and what becomes of them."""
    lines: list[Line] = []
    for table, count in counts.items():
        reasons: dict[str, None] = {}
        for rule in TABLES[table]:
            if rule.how is not How.keep:
                reasons[gettext(rule.why)] = None
        lines.append(Line(table, count, " ".join(reasons)))
    return tuple(lines)


def _kept_tables(gettext: Translate) -> tuple[Line, ...]:
    """What the journal keeps although it may be about the person, each reason once."""
    reasons: dict[str, None] = {}
    for table in NAMED:
        for rule in TABLES[table]:
            if rule.how is How.keep and rule.why != NOBODY:
                reasons[rule.why] = None
    return tuple(Line("", 0, gettext(reason)) for reason in reasons)


def _kept_stores(gettext: Translate, *, is_demonstration: bool) -> tuple[Line, ...]:
    """Stores and logs in which something of the person may stay."""
    lines: list[Line] = []
    for store in STORES.values():
        # What is said of backups stands among what remains elsewhere.
        if store.why in BEYOND:
            continue
        if store in OF_DEMONSTRATION and not is_demonstration:
            continue
        lines.append(Line(gettext(store.name), 0, gettext(store.why)))
    for log in LOGS.values():
        lines.append(Line(gettext(log.name), 0, gettext(log.why)))
    return tuple(lines)


def _mentions(findings: Findings, names: _Names) -> tuple[str, ...]:
    """The cells that name the person in other words."""
    lines: list[str] = []
    for mention in findings.mentions:
        column = names.column(mention.table, mention.column)
        lines.append(f"{names.tab(mention.table)} {mention.reference}: {column}")
    return tuple(lines)
