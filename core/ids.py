"""Identities that people see and those that they do not."""

import hashlib
import json
import re
import secrets
from typing import Any

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: read aloud over a bad line, or from a photo of a
# screen, they stay what they are.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
# Five letters of this alphabet are read out over a telephone, and of the six million
# that there are, a new one is seldom taken.
LENGTH = 5
REFERENCE = re.compile(rf"^[A-Z]{{2,4}}-[{ALPHABET}]{{{LENGTH}}}$")


def new_reference(prefix: str) -> str:
    """A record's visible identity, e.g. `MUN-7K3MQ`: one of 6.4 million a prefix, so
    the caller checks for a clash.
    """
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def derived_reference(prefix: str, source: str, attempt: int = 0) -> str:
    """The reference that follows from a text, the same each time.

    Two texts can have the same one; `attempt` gives the next candidate of a text.
    """
    data = hashlib.sha256(f"{attempt}\n{source}".encode()).digest()
    number = int.from_bytes(data, "big")
    letters: list[str] = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return f"{prefix}-{''.join(letters)}"


def new_id() -> str:
    """An identity nobody reads: 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def digest(value: Any) -> str:
    """SHA-256 (hexadecimal) of a JSON-able value, the same
    whatever the order of its keys.
    """
    # One writing for one value, or equal answers would have unequal digests.
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
