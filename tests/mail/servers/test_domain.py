"""What DNS says of a domain's mail: from a real DNS server of this machine."""

import socketserver
import threading
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from click.testing import CliRunner

from cli.mail import setup as mail_setup
from core.errors import Later
from mail.servers.domain import Lookup, Verdict, check_domain, dkim, dmarc, spf
from tests.house import free_port

KEY = "A" * 392
SHORT = "A" * 216
KEY_ENTRY = f'"v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"'
"""A text of DNS has 255 bytes at most; what is longer comes in parts."""
GOOD = {
    ("town.org", "MX"): ["20 b.mx.org.", "10 a.mx.org."],
    ("town.org", "TXT"): ['"site=1"', '"v=spf1 include:" "_spf.google.com ~all"'],
    ("google._domainkey.town.org", "TXT"): [KEY_ENTRY],
    ("_dmarc.town.org", "TXT"): ['"v=DMARC1; p=reject"'],
}


class Answering(socketserver.BaseRequestHandler):
    def handle(self):
        data, socket = self.request
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        [asked] = question.question
        name, kind = str(asked.name).rstrip("."), asked.rdtype.name
        known = self.server.entries
        entries = known and known.get((name, kind))
        if known is None:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif entries:
            answer.answer.append(
                dns.rrset.from_text(asked.name, 60, "IN", kind, *entries)
            )
        elif not any(there == name for there, _kind in known):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        socket.sendto(answer.to_wire(), self.client_address)


@contextmanager
def dns_server(entries):
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Answering) as server:
        server.entries = entries
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield "127.0.0.1", server.server_address[1]
        finally:
            server.shutdown()


def verdicts(entries, *selectors):
    with dns_server(entries) as where:
        found = list(check_domain("town.org", Lookup([where]), selectors))
    return {finding.part: finding.verdict for finding in found}


def test_domain_that_says_all_is_good():
    assert set(verdicts(GOOD).values()) == {Verdict.good}


@pytest.mark.parametrize(
    ("name", "kind", "part"),
    [
        ("town.org", "MX", "MX"),
        ("town.org", "TXT", "SPF"),
        ("google._domainkey.town.org", "TXT", "DKIM"),
        ("_dmarc.town.org", "TXT", "DMARC"),
    ],
)
def test_what_is_missing_is_told_alone(name, kind, part):
    entries = {key: value for key, value in GOOD.items() if key != (name, kind)}
    found = verdicts(entries)
    assert [name for name, verdict in found.items() if verdict is Verdict.bad] == [part]


def test_domain_that_is_not_there_has_nothing():
    assert set(verdicts({}).values()) == {Verdict.bad}


def test_signs_that_a_terminal_obeys_are_left_out():
    entries = {("town.org", "TXT"): ['"v=spf1 \\027[2J\\007-all"']}
    with dns_server(entries) as server:
        assert Lookup([server]).texts("town.org") == ["v=spf1 [2J-all"]


def test_key_under_another_name_is_found_when_it_is_named():
    moved = {**GOOD, ("team._domainkey.town.org", "TXT"): [KEY_ENTRY]}
    del moved["google._domainkey.town.org", "TXT"]
    assert verdicts(moved)["DKIM"] is Verdict.bad
    assert verdicts(moved, "team")["DKIM"] is Verdict.good


def test_dns_that_does_not_answer_says_nothing_of_the_domain():
    with dns_server(None) as where, pytest.raises(Later, match="DNS does not"):
        list(check_domain("town.org", Lookup([where])))


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        (["v=spf1 include:_spf.google.com -all"], Verdict.good),
        (["V=SPF1 mx ~ALL"], Verdict.good),
        (["v=spf1 redirect=_spf.host.org"], Verdict.good),
        (["v=spf1 ~all", "other=1"], Verdict.good),
        (["v=spf1 mx ?all"], Verdict.doubtful),
        (["v=spf1"], Verdict.doubtful),
        (["v=spf10 ~all"], Verdict.bad),
        (["v=spf1 ~all", "v=spf1 -all"], Verdict.bad),
        (["v=spf1 +all"], Verdict.bad),
        (["v=spf1 all"], Verdict.bad),
        (["v=spf1 " + "include:x.org " * 10 + "~all"], Verdict.good),
        (["v=spf1 " + "include:x.org " * 11 + "~all"], Verdict.bad),
        (["v=spf1 " + "ip4:192.0.2.1 " * 30 + "~all"], Verdict.good),
        (["v=spf1 a mx:b.org ptr exists:%{i}.x.org ~all"], Verdict.good),
        ([], Verdict.bad),
    ],
)
def test_spf(texts, verdict):
    assert spf(texts).verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"v=DKIM1; k=rsa; p={KEY}", Verdict.good),
        (f"p={KEY[:200]} {KEY[200:]}", Verdict.good),
        (f"k=ed25519; p={'A' * 44}", Verdict.good),
        (f"v=DKIM1; p={SHORT}", Verdict.doubtful),
        ("v=DKIM1; p=", Verdict.bad),
        ("v=DKIM1; p=@@@", Verdict.bad),
        ("nothing of the kind", Verdict.doubtful),
    ],
)
def test_dkim(text, verdict):
    assert dkim("google", text).verdict is verdict


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        (["v=DMARC1; p=reject"], Verdict.good),
        (["v=DMARC1;p=quarantine;rua=mailto:a@b.org"], Verdict.good),
        (["v=DMARC1; p=none"], Verdict.doubtful),
        (["v=DMARC1; p=maybe"], Verdict.bad),
        (["v=DMARC1"], Verdict.bad),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], Verdict.bad),
        (["v=other"], Verdict.bad),
    ],
)
def test_dmarc(texts, verdict):
    assert dmarc("town.org", texts).verdict is verdict


def test_command_says_what_to_write_and_fails_where_something_is_missing():
    entries = {key: value for key, value in GOOD.items() if key[0] != "_dmarc.town.org"}
    run = CliRunner().invoke
    with dns_server(entries) as (address, port):
        words = ["town.org", "--dns", f"{address}:{port}"]
        done = run(mail_setup.mail_check, words)
    assert done.exit_code == 1
    assert "DMARC missing" in done.output
    assert "TXT for _dmarc.town.org: v=DMARC1; p=none" in done.output


def test_server_of_dns_that_is_away_says_nothing_of_the_domain():
    lookup = Lookup([("127.0.0.1", free_port())])
    lookup.resolver.lifetime = 0.2
    with pytest.raises(Later, match="DNS does not answer"):
        list(check_domain("town.org", lookup))
