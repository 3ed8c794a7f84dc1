"""The functions that formulas can call, one file a family."""

from collections.abc import Mapping

from sheets.local.formulas.functions import (
    conditional,
    conversion,
    dates,
    information,
    logic,
    lookup,
    numbers,
    references,
    regex,
    statistics,
    text,
    workdays,
)
from sheets.local.formulas.registry import FUNCTIONS, Function

FAMILIES = (
    logic,
    numbers,
    statistics,
    conditional,
    lookup,
    references,
    dates,
    workdays,
    text,
    regex,
    conversion,
    information,
)


def load() -> Mapping[str, Function]:
    """All functions by name; importing the families has registered them."""
    return FUNCTIONS
