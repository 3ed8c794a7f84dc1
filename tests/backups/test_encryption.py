"""What is sealed opens with its secret, and any damage is noticed."""

import io

import pytest

from backups.encryption import MAGIC, PIECE, TAG, Opening, Sealing
from core.errors import Refused

SECRET = "a secret of tests that is long"
HEAD = len(MAGIC) + 16 + 7


def sealed(data, step=10_000):
    file = io.BytesIO()
    sealing = Sealing(file, SECRET)
    for start in range(0, len(data), step):
        sealing.write(data[start : start + step])
    sealing.close()
    return file.getvalue()


def opened(content, secret=SECRET):
    file = io.BytesIO(content)
    assert file.read(len(MAGIC)) == MAGIC
    return Opening(file, secret).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_is_sealed_opens_again(size):
    data = bytes(range(251)) * (size // 251 + 1)
    assert opened(sealed(data[:size])) == data[:size]


def test_reading_in_parts_gives_the_same():
    file = io.BytesIO(sealed(b"abc" * PIECE))
    file.read(len(MAGIC))
    opening, parts = Opening(file, SECRET), []
    while part := opening.read(1_000):
        parts.append(part)
    assert b"".join(parts) == b"abc" * PIECE


THREE = sealed(b"x" * (2 * PIECE + 5))
FIRST = THREE[HEAD : HEAD + PIECE + TAG]
DAMAGED = {
    "cut off within a piece": THREE[:-3],
    "cut off between pieces": THREE[: HEAD + PIECE + TAG],
    "nothing but its head": THREE[:HEAD],
    "changed": THREE[:HEAD] + bytes([THREE[HEAD] ^ 1]) + THREE[HEAD + 1 :],
    "a piece left out": THREE[:HEAD] + THREE[HEAD + PIECE + TAG :],
    "a piece twice": THREE[:HEAD] + FIRST + THREE[HEAD:],
    "more behind it": THREE + b"y",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_damage_is_noticed(content):
    with pytest.raises(Refused, match="cannot be opened"):
        opened(content)


def test_other_secret_opens_nothing():
    with pytest.raises(Refused, match="BACKUP_KEY"):
        opened(THREE, SECRET + "!")
