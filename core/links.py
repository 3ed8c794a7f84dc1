"""Signed links: who holds one may do exactly what it names."""

import hashlib
import hmac
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from itsdangerous import (
    BadSignature,
    Signer,
    TimestampSigner,
    URLSafeSerializer,
    URLSafeTimedSerializer,
)
from itsdangerous.encoding import base64_encode, want_bytes

EMBEDDED = "embedded"
"""In the address of a form, and of its receipt, that stand inside another site's
page.
"""
MESSAGE = "message"
"""The purpose of a link to the page from which a person sends a message."""
CHANGE = "change"
"""The purpose of a link by which answers are changed that were sent before."""
CONTACT_PAGE = "contact"
"""The purpose of a link to the page of a record's contact."""
DOSSIER = "dossier"
"""The purpose of a link by which one person reads the dossier of a case."""
MEETING = "meeting"
"""The purpose of a link by which one person answers for a meeting,
and the word in its address.
"""
SIGNING: dict[str, Any] = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
"""itsdangerous would sign with HMAC-SHA-1, which OWASP's list of approved
hash functions leaves out.
"""
EARLIER: dict[str, Any] = {
    "digest_method": hashlib.sha1,
    "key_derivation": "django-concat",
}
"""How links were signed before: those that are out in mails still open.

No new one is made so.
"""

DATA_BEGINS = ("W", ".")
"""A token of data is a list as JSON in base64 ("W"), or that compressed ("."); a text
stands in its token as it is.
"""


class DerivedOnce(Signer):
    """A signer whose key is derived once for each secret and purpose: itsdangerous
    does it for each token anew.
    """

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key of this purpose."""
        if secret_key is None:
            secret = self.secret_keys[-1]
        else:
            secret = want_bytes(secret_key)
        return _derived_key(secret, self.salt, self.key_derivation, self.digest_method)


class TimestampDerivedOnce(DerivedOnce, TimestampSigner):
    """The same for tokens that say when they were signed."""


class Uncompressed(URLSafeSerializer):
    """For tokens that are made at every request and read by us alone: to compress some
    200 bytes costs more than it saves.
    """

    def dump_payload(self, obj: Any) -> bytes:
        """The object as JSON in base64."""
        return base64_encode(want_bytes(self.serializer.dumps(obj)))


class UncompressedWithTime(Uncompressed, URLSafeTimedSerializer):
    """The same, with the time of signing."""


class Links:
    """Signs what a link stands for, by purpose, so that a link of one
    kind is no good as another.
    """

    def __init__(self, secret: str, public_url: str) -> None:
        self.secret = secret
        self.public_url = public_url

    def sign(self, purpose: str, data: Any) -> str:
        """A token that cannot be guessed or changed; a plain text stays readable in
        it.
        """
        if isinstance(data, str):
            return _signer(self.secret, purpose, **SIGNING).sign(data).decode()
        # No time in it: links in mails must stay the same at
        # every try, and open for years.
        return str(_serializer(self.secret, purpose).dumps(data))

    def read(self, purpose: str, token: str) -> Any:
        """What a token stands for, or None where it is not one of ours."""
        # A signature is good for one of the two only; which is tried first decides
        # nothing but the time it takes.
        if token.startswith(DATA_BEGINS):
            data = self._read_data(purpose, token)
            if data is None:
                return self._read_text(purpose, token)
            return data
        text = self._read_text(purpose, token)
        if text is None:
            return self._read_data(purpose, token)
        return text

    def _read_text(self, purpose: str, token: str) -> str | None:
        for signing in (SIGNING, EARLIER):
            with suppress(BadSignature):
                return _signer(self.secret, purpose, **signing).unsign(token).decode()
        return None

    def _read_data(self, purpose: str, token: str) -> Any:
        try:
            return _serializer(self.secret, purpose).loads(token)
        except BadSignature:
            # A changed link and one under an old secret look the same; neither is told
            # apart to whoever tries.
            return None

    def form(
        self,
        language: str,
        form: str,
        reference: str,
        *,
        person: str = "",
        until: date | None = None,
        row: str = "",
        answer: str = "",
    ) -> str:
        """The address of a form that is fixed to a record: for one person (by e-mail
        address) until the end of a day. `row`: that of theirs in the tab People, since
        two may share an address.

        With `answer` it opens the short page of that answer.
        """
        # The day is signed, too: nobody can lengthen a link.
        if until:
            what = [form, reference, self.mark(person), until.isoformat()]
        else:
            what = [form, reference]
        what += [row] if row and until else []
        query = {
            "about": self.sign("form", what),
            **({"answer": answer} if answer else {}),
        }
        return f"{self.public_url}/{language}/{form}?{urlencode(query)}"

    def embedded_form(self, language: str, form: str) -> str:
        """The address of a public form for the frame of another site's page."""
        return f"{self.public_url}/{language}/{form}?{EMBEDDED}"

    def case(self, language: str, reference: str, edition: int) -> str:
        """The address of a case's page; editions count how
        often staff have made it anew.
        """
        return f"{self.public_url}/{language}/case/{self.sign('case', [reference, edition])}"

    def contact_page(
        self, language: str, page: str, reference: str, *, person: str, edition: int
    ) -> str:
        """The address of the page of a record's contact (by their address): theirs
        alone, in the edition of `case`.
        """
        token = self.sign(CONTACT_PAGE, [page, reference, self.mark(person), edition])
        return f"{self.public_url}/{language}/mine/{token}"

    def dossier(
        self,
        language: str,
        case: str,
        person: str,
        edition: int,
        until: date,
        *,
        role: str,
    ) -> str:
        """The address of a case's dossier for one person (by their row of the tab
        People), until the end of a day and for as long as they have this role.
        """
        token = self.sign(DOSSIER, [case, person, edition, until.isoformat(), role])
        return f"{self.public_url}/{language}/dossier/{token}"

    def meeting(
        self, language: str, reference: str, *, person: str, until: date
    ) -> str:
        """The address at which one person (by address) answers for a
        meeting, until the end of a day.
        """
        what = [reference, self.mark(person), until.isoformat()]
        return f"{self.public_url}/{language}/{MEETING}/{self.sign(MEETING, what)}"

    def case_feed(self, language: str, reference: str, edition: int) -> str:
        """The address of the calendar of a case; it ends with the
        address of the case's page.
        """
        return f"{self.case(language, reference, edition)}/calendar.ics"

    def meeting_uid(self, reference: str, email: str) -> str:
        """By what the calendar of a guest knows a meeting.

        Nobody else can guess it: who knows it may answer for them.
        """
        return self._uid("calendar", reference, self.mark(email))

    def feed_uid(self, reference: str) -> str:
        """The same in the calendar of a case, whose address is handed
        round: nobody can answer by it.
        """
        return self._uid("feed", reference)

    def _uid(self, purpose: str, *what: str) -> str:
        signed = hashlib.sha256(self.sign(purpose, list(what)).encode()).hexdigest()
        return f"{signed[:32]}@{urlsplit(self.public_url).hostname}"

    def mark(self, email: str) -> str:
        """What stands for an address in a link: nobody without our secret can tell
        whose it is, or try addresses out.
        """
        # Capitals make no other person.
        address = email.strip().casefold().encode()
        return hmac.new(
            self.secret.encode(), b"hoja.person:" + address, hashlib.sha256
        ).hexdigest()[:16]

    def log_mark(self, text: str) -> str:
        """What stands for an address (of mail, or of a browser) in logs: the same each
        time, and nobody can tell whose.
        """
        # Not `mark`: who reads a log must not be able to match its lines
        # with the links that are out.
        return hmac.new(
            self.secret.encode(),
            b"hoja.log:" + text.strip().casefold().encode(),
            hashlib.sha256,
        ).hexdigest()[:12]

    def erasure_mark(self, email: str) -> str:
        """What stands for the address of somebody whose data was erased: it can be
        matched with no link, log or count.
        """
        address = email.strip().casefold().encode()
        return hmac.new(
            self.secret.encode(), b"hoja.erased:" + address, hashlib.sha256
        ).hexdigest()[:16]

    def client_mark(self, network: str) -> str:
        """What stands for a client's network where something is counted for
        longer than a process lives.
        """
        # Neither of the other two: what is counted can be
        # matched with no link and no log.
        return hmac.new(
            self.secret.encode(), b"hoja.client:" + network.encode(), hashlib.sha256
        ).hexdigest()[:16]

    def file(self, upload: str) -> str:
        """The address of an uploaded file; staff only, whoever has the link."""
        return f"{self.public_url}/file/{self.sign('file', upload)}"

    def stop(self, language: str, email: str) -> str:
        """The address at which somebody stops reminders."""
        return f"{self.public_url}/{language}/stop/{self.sign('stop', [email])}"

    def message(self, id: str) -> str:
        """The address of the page from which a person sends a message: whoever has it
        may see and send just this one.
        """
        return f"{self.public_url}/message/{self.sign(MESSAGE, id)}"

    def change(self, language: str, reference: str) -> str:
        """The address at which whoever sent a form changes their
        answers: those of just this one.
        """
        return f"{self.public_url}/{language}/change/{self.sign(CHANGE, reference)}"

    def receipt(self, reference: str) -> str:
        """The address of a receipt."""
        return f"{self.public_url}/receipt/{self.sign('receipt', reference)}"


@cache
def _serializer(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret,
        salt=f"hoja.{purpose}",
        signer=DerivedOnce,
        signer_kwargs=SIGNING,
        fallback_signers=[EARLIER],
    )


@cache
def _signer(secret: str, purpose: str, **signing: Any) -> Signer:
    return DerivedOnce(secret, salt=f"hoja.{purpose}.text", **signing)


@lru_cache(maxsize=256)
def _derived_key(
    secret: bytes, salt: bytes, derivation: str, digest_method: Any
) -> bytes:
    return Signer(
        secret, salt=salt, key_derivation=derivation, digest_method=digest_method
    ).derive_key()
