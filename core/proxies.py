"""Whose request it is: the client's own address, told by proxies that we
trust and by nobody else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
CLIENT_BITS = 64
"""A household, or one phone, is given a whole network of this size in IPv6,
and takes any address in it.
"""


@dataclass(frozen=True)
class TrustedProxies:
    """The proxies whose word counts: so many in front, whoever they are (`count`),
    or those of some networks.
    """

    count: int = 0
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "TrustedProxies":
        """From `2`, or from addresses and networks: `127.0.0.1, 10.0.0.0/8`.

        Raises ValueError.
        """
        if text.isdecimal():
            return cls(count=int(text))
        networks = tuple(
            ip_network(part.strip(), strict=False)
            for part in text.split(",")
            if part.strip()
        )
        # Everybody's network would let every stranger say who they are.
        if any(network.prefixlen == 0 for network in networks):
            raise ValueError("a network of everybody")
        return cls(networks=networks)

    def trusts(self, address: str, passed: int) -> bool:
        """Whether what this one says of its caller counts.

        `passed`: how many proxies stand between it and us.
        """
        parsed = _parsed(address)
        return passed < self.count or any(
            parsed in network for network in self.networks if parsed is not None
        )


@dataclass(frozen=True)
class ClientAddress:
    """WSGI middleware: REMOTE_ADDR becomes the client's address, as far as the header
    X-Forwarded-For can be believed.
    """

    application: Application
    trusted: TrustedProxies

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Passes the request on."""
        peer = environ.get("REMOTE_ADDR") or ""
        forwarded_for = environ.get("HTTP_X_FORWARDED_FOR") or ""
        environ["REMOTE_ADDR"] = client_address(
            str(peer), str(forwarded_for), self.trusted
        )
        return self.application(environ, start_response)


def client_address(peer: str, forwarded_for: str, trusted: TrustedProxies) -> str:
    """The client's address: that of `peer`, or of whom proxies
    of ours name in the header.

    Each proxy adds its caller at the right. So the header is read from there,
    and only as far as proxies of ours have written it: what a stranger put
    into it stands left of that.
    """
    client = peer
    for passed, entry in enumerate(reversed(forwarded_for.split(","))):
        caller = _parsed(entry)
        if caller is None or not trusted.trusts(client, passed):
            break
        client = str(caller)
    return client


def is_this_machine(address: str) -> bool:
    """Whether an address of a client is one of this machine's own, in either kind."""
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def client_network(address: str) -> str:
    """What counts as one client: an IPv4 address, or an IPv6 network of 64
    bits; any other text as it is.
    """
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, CLIENT_BITS), strict=False))
    return str(parsed or address)


# A request's addresses are read more than once, and our proxy's with every one.
@lru_cache(maxsize=1024)
def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address in an entry of the header, which may have a port
    (`[::1]:80`); None for anything else.
    """
    address = text.strip()
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    # A server that listens on both kinds shows IPv4 clients as ::ffff:192.0.2.1.
    mapped = None
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
    return mapped or parsed
