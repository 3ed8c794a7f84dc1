"""Signed links: who holds one may do exactly what it names."""

from functools import cache
from typing import Any

from itsdangerous import BadSignature, Signer, URLSafeSerializer


class Links:
    """Signs what a link stands for, by purpose, so that a link of one kind is no good as another."""

    def __init__(self, secret: str, public_url: str) -> None:
        self.secret, self.public_url = secret, public_url

    def sign(self, purpose: str, data: Any) -> str:
        """A token that cannot be guessed or changed; a plain text stays readable in it."""
        if isinstance(data, str):
            return _signer(self.secret, purpose).sign(data).decode()
        return str(_serializer(self.secret, purpose).dumps(data))

    def read(self, purpose: str, token: str) -> Any:
        """What a token stands for, or None where it is not one of ours."""
        try:
            return _signer(self.secret, purpose).unsign(token).decode()
        except BadSignature:
            pass
        try:
            return _serializer(self.secret, purpose).loads(token)
        except BadSignature:
            return None

    def form(self, language: str, form: str, reference: str) -> str:
        """The address of a form that is fixed to a record."""
        return f"{self.public_url}/{language}/{form}?about={self.sign('form', [form, reference])}"

    def file(self, upload: str) -> str:
        """The address of an uploaded file; staff only, whoever has the link."""
        return f"{self.public_url}/file/{self.sign('file', upload)}"

    def stop(self, language: str, email: str) -> str:
        """The address at which somebody stops reminders by mail."""
        return f"{self.public_url}/{language}/stop/{self.sign('stop', [email])}"

    def receipt(self, reference: str) -> str:
        """The address of a receipt."""
        return f"{self.public_url}/receipt/{self.sign('receipt', reference)}"


@cache
def _serializer(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"hoja.{purpose}")


@cache
def _signer(secret: str, purpose: str) -> Signer:
    return Signer(secret, salt=f"hoja.{purpose}.text")
