"""What people call that which must be true before a mail leaves."""

from collections.abc import Iterable, Iterator

from programme.model import Programme
from programme.models.rules import Event, Ladder, Need

SEPARATOR = "; "


def needs_of(rule: Event | Ladder) -> Iterator[Need]:
    """Every need of a rule: of its own, of its steps and of its single messages."""
    if isinstance(rule, Event):
        yield from rule.needs
        for tell in rule.tell:
            yield from tell.needs
        return
    for step in rule.steps:
        yield from step.needs
        for tell in step.tell:
            yield from tell.needs


def needs_of_message(rule: Event | Ladder, message: str) -> list[Need]:
    """What must be true before a message of a rule leaves, each once.

    `message`: its folder.
    """
    holders: list[tuple[Need, ...]] = []
    parts = (rule,) if isinstance(rule, Event) else rule.steps
    for part in parts:
        for tell in part.tell:
            if tell.message == message:
                holders.extend((part.needs, tell.needs))
    return list({need.when: need for needs in holders for need in needs}.values())


def missing_words(
    programme: Programme, rule: str, missing: Iterable[str] | None, language: str
) -> str:
    """What is missing, in words. `rule`: the kind of a message; `missing`: conditions
    as they are written in the rules.

    A condition that the rule does not have (any more, or the message is of several) is
    called as another rule calls it.
    """
    labels: dict[str, str] = {}
    rules: list[Event | Ladder] = [*programme.rules.events, *programme.rules.ladders]
    for other_rule in rules:
        for need in needs_of(other_rule):
            if other_rule.name == rule or need.when not in labels:
                labels[need.when] = programme.text(need.label, language)
    return SEPARATOR.join(
        dict.fromkeys(labels.get(condition, condition) for condition in missing or ())
    )
