"""A stream in pieces, each sealed by AES-256-GCM: what was cut off, left out,
moved or changed is noticed.

Each piece is numbered, and the last one says that it is (the construction
STREAM, as age and Tink have it). The key is made of the secret by scrypt, with a
salt of its own for each file.
"""

import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.errors import Refused

MAGIC = b"HOJABK1\n"
# Sealed piece by piece (the STREAM construction): a backup of any size is never whole
# in memory, and a piece that is cut off, doubled or moved is found.
SALT, PREFIX, TAG, PIECE = 16, 7, 16, 2**16


class Sealing:
    """A file for writing that seals what is written into another one."""

    def __init__(self, file: IO[bytes], secret: str) -> None:
        salt = os.urandom(SALT)
        self.prefix = os.urandom(PREFIX)
        self.file = file
        self.cipher = _cipher(secret, salt)
        self.number, self.rest = 0, b""
        file.write(MAGIC + salt + self.prefix)

    def write(self, data: bytes) -> int:
        """Seals whole pieces; the rest waits for what follows."""
        self.rest += data
        start = 0
        # One piece always stays, since the last one is sealed otherwise.
        while len(self.rest) - start > PIECE:
            self._seal(self.rest[start : start + PIECE], is_last=False)
            start += PIECE
        self.rest = self.rest[start:]
        return len(data)

    def close(self) -> None:
        """Seals what is left, and says that it is all."""
        self._seal(self.rest, is_last=True)

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        self.file.write(
            self.cipher.encrypt(
                _nonce(self.prefix, self.number, is_last=is_last), piece, MAGIC
            )
        )
        self.number += 1


class Opening:
    """A file for reading that opens what was sealed.

    Raises Refused where the secret is another, or anything is missing.
    """

    def __init__(self, file: IO[bytes], secret: str) -> None:
        salt = file.read(SALT)
        self.prefix = file.read(PREFIX)
        self.file = file
        self.cipher = _cipher(secret, salt)
        self.number, self.opened = 0, b""
        self.ahead = file.read(PIECE + TAG)
        self.is_over = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes, fewer only at the end."""
        while not self.is_over and (size < 0 or len(self.opened) < size):
            self.opened += self._next()
        if size < 0:
            end = len(self.opened)
        else:
            end = size
        data, self.opened = self.opened[:end], self.opened[end:]
        return data

    def _next(self) -> bytes:
        piece, self.ahead = self.ahead, self.file.read(PIECE + TAG)
        self.is_over = not self.ahead
        try:
            opened = self.cipher.decrypt(
                _nonce(self.prefix, self.number, is_last=self.is_over), piece, MAGIC
            )
        except (InvalidTag, ValueError) as error:
            raise Refused(
                "the backup cannot be opened: BACKUP_KEY is another one, or the file is damaged"
            ) from error
        self.number += 1
        return opened


def _cipher(secret: str, salt: bytes) -> AESGCM:
    return AESGCM(
        Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(secret.encode())
    )


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])
