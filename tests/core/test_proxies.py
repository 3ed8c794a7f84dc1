"""Whose request it is, behind proxies and without, and what
strangers say of themselves.
"""

import pytest

from core.errors import SettingsError
from core.proxies import ClientAddress, TrustedProxies, client_address, client_network
from core.settings import read

STRANGER, PROXY, INNER = "203.0.113.9", "127.0.0.1", "10.0.0.7"
NOBODY, ONE, TWO = (
    TrustedProxies(),
    TrustedProxies.parse("1"),
    TrustedProxies.parse("2"),
)
KNOWN = TrustedProxies.parse("127.0.0.1, 10.0.0.0/8")


@pytest.mark.parametrize(
    ("peer", "header", "trusted", "client"),
    [
        (STRANGER, "", NOBODY, STRANGER),
        (STRANGER, "1.2.3.4", NOBODY, STRANGER),
        (PROXY, STRANGER, ONE, STRANGER),
        (PROXY, f"1.2.3.4, {STRANGER}", ONE, STRANGER),
        (PROXY, f"1.2.3.4, {STRANGER}, {INNER}", TWO, STRANGER),
        (PROXY, f"1.2.3.4, {STRANGER}", KNOWN, STRANGER),
        (PROXY, f"1.2.3.4,{STRANGER},{INNER}", KNOWN, STRANGER),
        (STRANGER, "1.2.3.4", KNOWN, STRANGER),
        (PROXY, "", KNOWN, PROXY),
        (PROXY, "unknown", KNOWN, PROXY),
        (PROXY, "1.2.3.4, <script>", KNOWN, PROXY),
        (PROXY, f"{STRANGER}:5123", ONE, STRANGER),
        (PROXY, "[2001:db8::1]:5123", ONE, "2001:db8::1"),
        ("::ffff:127.0.0.1", STRANGER, KNOWN, STRANGER),
        ("::ffff:203.0.113.9", "", NOBODY, "::ffff:203.0.113.9"),
    ],
)
def test_client_is_who_the_nearest_trusted_proxy_names(peer, header, trusted, client):
    assert client_address(peer, header, trusted) == client


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (STRANGER, STRANGER),
        ("::ffff:203.0.113.9", STRANGER),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_ipv6_network_is_one_client(address, network):
    assert client_network(address) == network


def test_application_sees_the_client_s_address():
    seen = []
    application = ClientAddress(
        lambda environ, _start: seen.append(environ["REMOTE_ADDR"]) or [], KNOWN
    )
    application({"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": STRANGER}, None)
    assert seen == [STRANGER]


def test_nobody_is_trusted_unless_the_settings_say_so(tmp_path):
    environ = {"STATE_DIR": str(tmp_path)}
    assert read(environ).trusted_proxies == NOBODY
    assert read({**environ, "TRUSTED_PROXIES": "127.0.0.1"}).trusted_proxies.trusts(
        PROXY, 0
    )


@pytest.mark.parametrize(
    "text", ["caddy", "127.0.0.1/99", "-1", "0.0.0.0/0", "10.0.0.1, ::/0"]
)
def test_trusted_proxies_that_make_no_sense_are_told(tmp_path, text):
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        read({"STATE_DIR": str(tmp_path), "TRUSTED_PROXIES": text})
