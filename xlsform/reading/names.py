"""Names as our files have them: small letters, digits and _, of at most
40 characters, each once.
"""

import re
import unicodedata
from collections.abc import Collection

from programme.parts import NAME

# A name becomes a key and a column: longer ones are cut, and stay unlike each other.
LONGEST = 40


def our_name(
    written: str, taken: Collection[str], before: str, pattern: str = NAME
) -> str:
    """The name for something that a workbook calls `written`.

    `before` is put in front where it begins with a digit.
    """
    if re.fullmatch(pattern, written) and len(written) <= LONGEST:
        return free(written, taken)
    folded = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode()
    # firstName and first-name are both read as first_name.
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", folded)
    name = re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")
    if not re.match(r"[a-z]", name):
        name = f"{before}_{name}".rstrip("_")
    return free(name[:LONGEST].rstrip("_"), taken)


def free(name: str, taken: Collection[str]) -> str:
    """That name, or with the first number behind it that makes it a new one."""
    number = 2
    unique = name
    # Thousands of names may be one here.
    present = frozenset(taken)
    while unique in present:
        ending = f"_{number}"
        unique = name[: LONGEST - len(ending)] + ending
        number += 1
    return unique
