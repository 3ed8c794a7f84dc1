"""References as people spell them, and references that were exchanged."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sheets.reading.snapshot import Row


def canonical_references(
    rows: Sequence[Row],
    references_of_table: Collection[str],
    elsewhere: Collection[str],
) -> dict[int, str]:
    """Row index → reference: one that only differs in capitals or spaces from one of
    ours that stands nowhere is that one.
    """
    references = {row.index: row.reference for row in rows}
    odd = []
    for row in rows:
        if (
            row.reference
            and row.reference not in references_of_table
            and row.reference not in elsewhere
        ):
            odd.append(row)
    if not odd:
        return references
    standing = set(references.values())
    spellings = {}
    for reference in references_of_table:
        if reference not in standing:
            spellings[_spelling(reference)] = reference
    for row in odd:
        references[row.index] = spellings.pop(_spelling(row.reference), row.reference)
    return references


def _spelling(reference: str) -> str:
    return "".join(reference.split()).casefold()


def whole_exchanges(
    targets: Mapping[str, str], standing: Mapping[str, Sequence[Row]]
) -> dict[str, str]:
    """The claims (a row's reference → that of the record whose cells it has) that leave
    no record beside foreign cells.

    A claim to a record whose row claims nothing itself goes, and with it the claim to
    the row that made it, and so on.
    """
    counts = Counter(targets.values())
    claims = {
        reference: target
        for reference, target in targets.items()
        if counts[target] == 1
    }
    claimed_by = {target: reference for reference, target in claims.items()}
    to_drop = [
        reference
        for reference, target in claims.items()
        if standing.get(target) and target not in claims
    ]
    while to_drop:
        reference = to_drop.pop()
        del claims[reference]
        if reference in claimed_by:
            to_drop.append(claimed_by[reference])
    return claims
