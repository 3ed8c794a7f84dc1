"""E-mail: handed to a mail server over SMTP, as text and HTML."""

from contextlib import AbstractContextManager
from functools import lru_cache

from core.notation.addresses import email_addresses
from core.settings import Settings
from core.texts import mark as _
from mail.channel import Content, ServerChannel
from mail.compose import Parts, compose
from mail.letterhead import Letterhead
from mail.rewrite import editable, rewrite
from mail.servers.transport import Session, connect

RESERVED = ("example.org", "example.com", "example.net")
RESERVED_ENDS = (".example", ".invalid", ".test", ".localhost")
"""Domains that lead to nobody (RFC 2606): example data has such addresses."""
EXAMPLE = _("an example address is never sent to")


COMPOSED = 128
"""Mails that are kept composed: what waits is composed anew at each judgement, and
nearly always says the same as before.
"""
_compose = lru_cache(COMPOSED)(compose)


class EmailChannel(ServerChannel):
    """E-mail."""

    name = "email"
    label = _("E-mail")
    part = "email"
    order = 1
    longest_text = 20_000
    reply_hint = _(
        "If something is not clear, simply reply to this mail: {name} answers."
    )

    def owns(self, address: str) -> bool:
        """Whether there is an @ in it."""
        return "@" in address

    def recipients(self, cell: str) -> list[tuple[str, str]]:
        """Every address of the cell, with the name that stands
        before it in `Name <address>`.
        """
        return email_addresses(cell)

    def compose(self, content: Content) -> Parts:
        """Text and HTML from one source, with the footer below."""
        return _compose(
            content.written,
            content.language,
            content.footer,
            content.stop,
            content.head,
        )

    def editable(self, text: str) -> str:
        """All but the line at the foot."""
        return editable(text)

    def rewrite(
        self, before: Parts, subject: str, text: str, language: str, head: Letterhead
    ) -> Parts:
        """Both parts made anew, with the same foot and the same links."""
        return rewrite(before, subject, text, language, head)

    def never(self, address: str) -> str:
        """Example addresses are never sent to."""
        domain = address.rpartition("@")[2].casefold()
        for name in RESERVED:
            if domain == name or domain.endswith(f".{name}"):
                return EXAMPLE
        if domain.endswith(RESERVED_ENDS):
            return EXAMPLE
        return ""

    def connect(self, settings: Settings) -> AbstractContextManager[Session]:
        """A session with the server of SMTP_URL."""
        return connect(settings.smtp_url, settings.mail_limit, settings.mail_oauth)


CHANNEL = EmailChannel()
