"""One line for each person whom one call about a case is enough for."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from core.ids import digest
from desk.lines import Entry, Line


def call_key(case: str, person: str, phone: str) -> str:
    """Whom to call about which case; "" where it is not known.

    It stands in the journal with who has taken a line on: not by name.
    """
    if not case or not person:
        return ""
    return f"{case} call-{digest([person, phone])[:12]}"


def one_line_each(listed: Iterable[Entry]) -> list[Entry]:
    """The same lines, those that one call settles as one: the first of them, with the
    others beside it. It stands where the most urgent of them would.
    """
    lines: dict[str, Entry] = {}
    for entry in listed:
        key = entry.call or entry.key
        first = lines.get(key)
        if first is None:
            lines[key] = entry
        else:
            lines[key] = replace(
                first,
                rank=min(first.rank, entry.rank),
                weight=max(first.weight, entry.weight),
                days=max(first.days, entry.days),
                write=_together(first.write, entry.write),
            )
    return list(lines.values())


def _together(
    first: Callable[[str], Line], other: Callable[[str], Line]
) -> Callable[[str], Line]:
    def write(language: str) -> Line:
        line = first(language)
        beside = other(language)
        what = beside.what
        if beside.of:
            what = f"{beside.of} ({beside.what})"
        return replace(line, also=(what, *beside.also, *line.also))

    return write
