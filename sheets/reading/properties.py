"""The spreadsheet's own settings that the programme depends on."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from programme.model import Programme


def check_properties(
    properties: Mapping[str, Any], programme: Programme
) -> Iterator[Problem]:
    """Time zone and locale of the spreadsheet, where they are not the programme's; they
    are never changed silently.
    """
    settings = (
        (_("time zone"), properties.get("timeZone"), programme.time_zone),
        (_("locale"), properties.get("locale"), programme.locale),
    )
    for name, value, expected in settings:
        # Dates and decimal signs are read by these: Google would
        # read 03/04 in another order.
        if value == expected:
            continue
        yield Problem(
            ProblemCode.properties,
            _(
                "The spreadsheet's {setting} is {theirs}; the programme's is {ours}. Set it under File → Settings."
            ),
            (("ours", expected), ("setting", name), ("theirs", str(value))),
        )
