"""What the tab Settings lets go: one line for all mail, and one line for
each rule that sends mail.

What cannot be read stops, and only what it is about: a rule's line stops that rule's
mails, the line for all mail stops all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from programme.app_tables import MAIL_SWITCH, SETTINGS
from programme.records.record import Record, Records

VALUE = "value"
MAIN_STOPS = _("all mail is stopped in the tab Settings")
MAIN_UNREADABLE = _(
    "the line for all mail in the tab Settings is blank or cannot be read: nothing goes out"
)
MAIN_MISSING = _(
    "the tab Settings, or its line for all mail, is gone: nothing goes out"
)
RULE_STOPS = _("mails of this kind are stopped in the tab Settings")
RULE_UNREADABLE = _(
    "the line of this kind in the tab Settings is blank or cannot be read"
)
RULE_ASKS = _("mails of this kind wait for a yes")
MAIN_GONE = _(
    "The line for all mail is gone from this tab. Until it is back, no mail goes out: undo its removal."
)
MAIN_WORDS = _("Until this line says “{send}” or “{stop}”, no mail goes out.")
RULE_WORDS = _(
    "Until this line says “{automatic}” or “{ask}”, no mail of this kind goes out."
)


class MainSwitch(StrEnum):
    """What the line for all mail says.

    `missing`: the line, its column or the whole tab is gone.
    """

    send = "send"
    stop = "stop"
    unreadable = "unreadable"
    missing = "missing"


class RuleSwitch(StrEnum):
    """What a rule's line says: its mails wait for a yes, go out by themselves, or stop.

    `unreadable`: blank, or no such word.
    """

    ask = "ask"
    automatic = "automatic"
    stop = "stop"
    unreadable = "unreadable"


MAIN_REASONS = {
    MainSwitch.send: "",
    MainSwitch.stop: MAIN_STOPS,
    MainSwitch.unreadable: MAIN_UNREADABLE,
    MainSwitch.missing: MAIN_MISSING,
}
RULE_REASONS = {
    RuleSwitch.ask: "",
    RuleSwitch.automatic: "",
    RuleSwitch.stop: RULE_STOPS,
    RuleSwitch.unreadable: RULE_UNREADABLE,
}
FAULTS = frozenset({MAIN_UNREADABLE, MAIN_MISSING, RULE_UNREADABLE})
"""Reasons for which this tab holds mail, and that nobody chose: the team must be told
outside of the mail that is held.
"""


@dataclass(frozen=True)
class Switches:
    """What the tab Settings says: `main` of all mail, `kinds` of each rule that has a
    line (rule → what it says).
    """

    main: MainSwitch
    kinds: Mapping[str, RuleSwitch] = field(default_factory=dict)

    def hold(self, rule: str) -> str:
        """Why nothing of a rule may leave now, as a source text of the
        catalogues; "" where it may.

        `rule`: its name; any other kind of message (the mail of the day, an alarm) has
        no line and obeys the main switch alone.
        """
        reason = MAIN_REASONS[self.main]
        if reason:
            return reason
        # What has no line is not held here; whether it waits for a
        # yes is what `waits` says.
        return RULE_REASONS[self.kinds.get(rule, RuleSwitch.automatic)]

    def holds(self, rules: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Reason → those of these rules that it holds, in their order; none
        named where it holds all mail.
        """
        if MAIN_REASONS[self.main]:
            return {MAIN_REASONS[self.main]: ()}
        held: dict[str, tuple[str, ...]] = {}
        for rule in rules:
            reason = self.hold(rule)
            if reason:
                held[reason] = (*held.get(reason, ()), rule)
        return held

    def waits(self, rule: str) -> str:
        """Why a mail of a rule waits for a person's yes, as a source text; ""
        where it goes out by itself.

        A rule without a line asks: it is new, or somebody deleted the
        line that may have said so.
        """
        switch = self.kinds.get(rule, RuleSwitch.ask)
        if switch is RuleSwitch.ask:
            return RULE_ASKS
        return RULE_REASONS[switch]


def switches(records: Records, unreadable: Iterable[Problem]) -> Switches:
    """What the tab Settings says.

    `records`: as last seen, where a cell that cannot be read keeps its last value;
    `unreadable`: the problems that stand, of which those about this tab count: they say
    which of these values are out of date.
    """
    lines = _unreadable_lines(unreadable)
    kinds = {}
    for name, record in records.table(SETTINGS).items():
        if name != MAIL_SWITCH:
            kinds[name] = _rule_switch(record, is_readable=name not in lines)
    return Switches(_main_switch(records.get(SETTINGS, MAIL_SWITCH), lines), kinds)


def _unreadable_lines(problems: Iterable[Problem]) -> set[str]:
    """The lines whose value cannot be told; "" where that is so of all of them, for the
    tab or its column is gone.
    """
    lines = set()
    for problem in problems:
        # A line that is there twice has no column: which of the
        # two counts, nobody knows.
        is_about_value = problem.column in ("", VALUE, "reference")
        if (
            problem.table == SETTINGS
            and problem.code is not ProblemCode.switch
            and is_about_value
        ):
            lines.add(problem.reference)
    return lines


def _main_switch(record: Record | None, unreadable: set[str]) -> MainSwitch:
    # A line that somebody deleted must never let mail go.
    if record is None or "" in unreadable:
        return MainSwitch.missing
    value = record.values.get(VALUE)
    # The record keeps the cell's last value while it cannot be read, and
    # that is not to be trusted.
    if MAIL_SWITCH in unreadable or value not in (MainSwitch.send, MainSwitch.stop):
        return MainSwitch.unreadable
    return MainSwitch(value)


def _rule_switch(record: Record, *, is_readable: bool) -> RuleSwitch:
    value = record.values.get(VALUE)
    if not is_readable or value not in (
        RuleSwitch.ask,
        RuleSwitch.automatic,
        RuleSwitch.stop,
    ):
        return RuleSwitch.unreadable
    return RuleSwitch(value)


def switch_problems(records: Records, unreadable: Iterable[Problem]) -> list[Problem]:
    """A problem for each line that is blank or has a word of another line, and for
    a main line that is gone.

    A cell that makes no sense, and a tab that is gone, were told where they were read.
    """
    lines = _unreadable_lines(unreadable)
    # The tab or its column is gone, which was told where it was read.
    if "" in lines:
        return []
    says = switches(records, ())
    problems = []
    # A tab without any line is being set up, and nobody removed anything.
    if says.main is MainSwitch.missing and records.table(SETTINGS):
        problems.append(Problem(ProblemCode.switch, MAIN_GONE, table=SETTINGS))
    if says.main is MainSwitch.unreadable and MAIL_SWITCH not in lines:
        problems.append(_line_problem(records, MAIL_SWITCH, MAIN_WORDS))
    unknown = []
    for name in _rules(records):
        if says.kinds.get(name) is RuleSwitch.unreadable:
            unknown.append(name)
    for name in unknown:
        if name not in lines:
            problems.append(_line_problem(records, name, RULE_WORDS))
    return problems


def _rules(records: Records) -> list[str]:
    rules = records.programme.rules
    return [
        *(ladder.name for ladder in rules.ladders),
        *(event.name for event in rules.events),
    ]


def _line_problem(records: Records, line: str, text: str) -> Problem:
    programme = records.programme
    column = programme.tables[SETTINGS].column(VALUE)
    if column:
        choices = column.choices
    else:
        choices = ()
    labels = tuple(
        (choice.name, programme.text(choice.label, programme.language))
        for choice in choices
    )
    return Problem(ProblemCode.switch, text, labels, SETTINGS, line, VALUE)
