"""What a domain's DNS says of its mail, in plain words: who receives it (MX), which
servers may send it (SPF), by which key it is signed (DKIM), and what others do with a
mail that is neither (DMARC).

RFC 7208 (SPF), 6376 (DKIM), 7489 (DMARC).
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import dns.exception
import dns.resolver

from core.errors import Later

SELECTORS = ("google", "default", "mail", "selector1", "selector2", "s1", "k1", "dkim")
"""Names under which providers keep their keys; nobody can list those of a domain."""
# RFC 7208, 4.6.4: a receiver that needs more takes the entry for broken.
MOST_LOOKUPS = 10
LOOKING_UP = ("include:", "a", "mx", "ptr", "exists:", "redirect=")
SHORTEST_KEY = 200
"""Bytes of a public key: one of 1024 bits has 162, of 2048 bits 294."""
# A person waits for the answer, and a name server that is there answers at once.
SECONDS = 10.0


class Verdict(StrEnum):
    """How a part stands."""

    good = "good"
    doubtful = "look"
    bad = "missing"


@dataclass(frozen=True)
class Finding:
    """A part of what was looked at.

    `text`: what is so; `entry`: what to write into DNS, "" for nothing.
    """

    part: str
    verdict: Verdict
    text: str
    entry: str = ""


class Lookup:
    """Asks DNS; `servers`: (address, port) in place of the machine's own."""

    def __init__(self, servers: Sequence[tuple[str, int]] = ()) -> None:
        self.resolver = dns.resolver.Resolver(configure=not servers)
        self.resolver.lifetime = SECONDS
        if servers:
            self.resolver.nameservers = [address for address, _port in servers]
            self.resolver.port = servers[0][1]

    def texts(self, name: str) -> list[str]:
        """The TXT entries of a name, each put together; [] where it has none.

        Without signs that a terminal would obey: anybody writes their own.
        """
        texts = []
        for entry in self._entries(name, "TXT"):
            text = b"".join(entry.strings).decode("ascii", "replace")
            texts.append("".join(sign for sign in text if sign.isprintable()))
        return texts

    def exchanges(self, name: str) -> list[str]:
        """The servers that receive mail for a name."""
        entries = sorted(self._entries(name, "MX"), key=lambda entry: entry.preference)
        return [str(entry.exchange).rstrip(".") for entry in entries]

    def _entries(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self.resolver.resolve(name, kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            # Only these two mean that nothing is there; a name server that does not
            # answer is told.
            return []
        except dns.exception.DNSException as error:
            raise Later(f"DNS does not answer: {type(error).__name__}") from error


def check_domain(
    domain: str, lookup: Lookup, selectors: Sequence[str] = ()
) -> Iterator[Finding]:
    """All four, in the order in which to mend them.

    `selectors`: under which names keys may lie, in place of those that are usual.
    """
    yield _exchanges(lookup.exchanges(domain))
    yield spf(lookup.texts(domain))
    yield _keys(domain, lookup, selectors)
    yield dmarc(domain, lookup.texts(f"_dmarc.{domain}"))


def _exchanges(servers: Sequence[str]) -> Finding:
    if not servers:
        return Finding(
            "MX",
            Verdict.bad,
            "nobody receives mail for this domain: answers to your mails come back",
            "your mail provider says which servers to name",
        )
    return Finding("MX", Verdict.good, f"mail is received by {', '.join(servers)}")


def spf(texts: Sequence[str]) -> Finding:
    """What the TXT entries of a domain say of who may send. Pure."""
    entries = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    example = "TXT: v=spf1 include:_spf.google.com ~all (for Gmail and Workspace; other providers name theirs)"
    if not entries:
        text = "any server may send in your name, and many mails end as spam"
        return Finding("SPF", Verdict.bad, text, example)
    if len(entries) > 1:
        text = (
            f"there are {len(entries)} entries, so none of them counts (RFC 7208, 4.5)"
        )
        return Finding("SPF", Verdict.bad, text, "put them together into one")
    [entry] = entries
    terms = entry.lower().split()[1:]
    last = ""
    if terms:
        last = terms[-1]
    lookups = sum(_looks_up(term) for term in terms)
    if lookups > MOST_LOOKUPS:
        text = f"it asks DNS {lookups} times, and {MOST_LOOKUPS} are allowed: {entry}"
        return Finding("SPF", Verdict.bad, text, "name fewer servers")
    if last in ("+all", "all"):
        text = f"it allows every server in the world: {entry}"
        return Finding("SPF", Verdict.bad, text, "write ~all at the end")
    if last not in ("-all", "~all") and not last.startswith("redirect="):
        text = f"it does not say what holds for all other servers: {entry}"
        return Finding("SPF", Verdict.doubtful, text, "write ~all at the end")
    return Finding("SPF", Verdict.good, entry)


def _looks_up(term: str) -> bool:
    bare = term.lstrip("+-~?")
    return any(
        bare.startswith(word) if word[-1] in ":=" else bare.split(":")[0] == word
        for word in LOOKING_UP
    )


def _keys(domain: str, lookup: Lookup, selectors: Sequence[str]) -> Finding:
    names = selectors or SELECTORS
    doubtful: Finding | None = None
    for name in names:
        for text in lookup.texts(f"{name}._domainkey.{domain}"):
            finding = dkim(name, text)
            if finding.verdict is Verdict.good:
                return finding
            doubtful = doubtful or finding
    if doubtful:
        return doubtful
    return Finding(
        "DKIM",
        Verdict.bad,
        f"no key under {', '.join(names)}: mails are not signed, or under another name (--selector)",
        "Workspace: Admin console → Gmail → Authenticate email makes the entry google._domainkey; others have a page like it",
    )


def dkim(selector: str, text: str) -> Finding:
    """What an entry of a key says. Pure."""
    tags = _tags(text)
    if "p" not in tags:
        finding = f"what stands under {selector} is no key: {text[:60]}"
        return Finding("DKIM", Verdict.doubtful, finding)
    if not tags["p"]:
        return Finding("DKIM", Verdict.bad, f"the key under {selector} was withdrawn")
    try:
        key = base64.b64decode("".join(tags["p"].split()), validate=True)
    except (binascii.Error, ValueError):
        finding = f"the key under {selector} is damaged: copy it once more, whole"
        return Finding("DKIM", Verdict.bad, finding)
    if tags.get("k", "rsa") == "rsa" and len(key) < SHORTEST_KEY:
        finding = f"the key under {selector} is short: make one of 2048 bits"
        return Finding("DKIM", Verdict.doubtful, finding)
    return Finding("DKIM", Verdict.good, f"a key lies under {selector}")


def dmarc(domain: str, texts: Sequence[str]) -> Finding:
    """What the TXT entries of `_dmarc` say. Pure."""
    entries = [text for text in texts if _tags(text).get("v", "").upper() == "DMARC1"]
    entry = f"TXT for _dmarc.{domain}: v=DMARC1; p=none; rua=mailto:postmaster@{domain}"
    if not entries:
        text = "others are not told what to do with mails that only pretend to be yours; Gmail asks for it from who sends much"
        return Finding("DMARC", Verdict.bad, text, entry)
    if len(entries) > 1:
        text = f"there are {len(entries)} entries, so none of them counts"
        return Finding("DMARC", Verdict.bad, text, "leave one of them")
    policy = _tags(entries[0]).get("p", "").lower()
    if policy not in ("none", "quarantine", "reject"):
        text = f"it says no policy that exists: {entries[0]}"
        return Finding("DMARC", Verdict.bad, text, entry)
    if policy == "none":
        text = "mails that only pretend to be yours are delivered all the same"
        next_entry = "after some weeks without complaints: p=quarantine"
        return Finding("DMARC", Verdict.doubtful, text, next_entry)
    return Finding("DMARC", Verdict.good, entries[0])


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs}
