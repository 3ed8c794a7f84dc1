"""Countries that a cell names, as people write them."""

import re

from fieldtypes.countries import country_code
from programme.model import Programme

BETWEEN_COUNTRIES = re.compile(r"[,;/\n]")


def countries_of(
    programme: Programme, written: str
) -> tuple[frozenset[str], list[str]]:
    """The codes of the countries of a cell, and what in it is not understood."""
    codes: set[str] = set()
    unknown: list[str] = []
    for name in BETWEEN_COUNTRIES.split(written):
        if not name.strip():
            continue
        code = country_code(name, programme.languages)
        if code:
            codes.add(code)
        else:
            unknown.append(name.strip())
    return frozenset(codes), unknown
