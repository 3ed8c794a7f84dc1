"""What is right in a programme and could be said better. `flask check` tells it after the mistakes, of which it is none."""

from collections.abc import Iterator

from programme.model import Programme
from programme.plurals import PERIOD, plural_hint


def hints(programme: Programme) -> Iterator[str]:
    """A sentence each."""
    for ladder in programme.rules.ladders:
        for index, step in enumerate(ladder.steps):
            for language, wording in step.flag.items():
                if hint := plural_hint(wording, language, "{days}", *ladder.flag_days(index)):
                    yield f"{ladder.name}, {step.name}: {hint}"
    for check in programme.rules.checks:
        for language, wording in check.text.items():
            if hint := plural_hint(wording, language, "{count}", 1, PERIOD):
                yield f"{check.name}: {hint}"
