"""Paths of the team's pages to which lines of the list lead; the pages
themselves are in `staff`.
"""

from urllib.parse import quote, urlencode


def row_path(table: str, reference: str, column: str = "") -> str:
    """The path that leads to a row of the spreadsheet, as the last look saw
    it (`column`: to its cell).
    """
    query = ""
    if column:
        query = f"?{urlencode({'column': column})}"
    return f"/staff/row/{quote(table)}/{quote(reference)}{query}"


def case_path(reference: str) -> str:
    """The path of the team's page of a case, where what is next stands."""
    return f"/staff/case/{quote(reference)}#next"


def together_path(table: str, reference: str, occasion: str) -> str:
    """The path of the messages of one occasion, which wait for one yes."""
    return (
        f"/staff/together/{quote(table)}/{quote(reference)}/{quote(occasion, safe='')}"
    )


def waiting_path(state: str, kind: str) -> str:
    """The path of the messages of a kind that wait for somebody."""
    return f"/staff/waiting/{quote(state)}?{urlencode({'kind': kind})}"
