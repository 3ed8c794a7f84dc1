"""A real server of tokens; an SMTP and an IMAP server that ask for one."""

import base64
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from aiosmtpd.smtp import AuthResult

USER = "team@example.net"
NO = base64.b64encode(b'{"status":"401","schemes":"Bearer"}')


@dataclass
class Tokens:
    """What the server of tokens knows.

    `answers`: (status, JSON) of its next answers, else it gives a new token; `good`:
    those that servers of mail let in; `elsewhere`: where an answer leads.
    """

    answers: list[tuple[int, object]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    good: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    life: int = 3600
    url: str = ""
    elsewhere: str = ""
    user: str = USER

    def answer(self) -> tuple[int, object]:
        if self.answers:
            return self.answers.pop(0)
        token = f"short-{len(self.asked)}"
        self.good.add(token)
        return 200, {
            "access_token": token,
            "expires_in": self.life,
            "refresh_token": "r",
        }

    def lets_in(self, said: bytes) -> bool:
        for token in self.good:
            expected = f"user={self.user}\x01auth=Bearer {token}\x01\x01"
            if base64.b64encode(expected.encode()) == said:
                return True
        self.refused.append(base64.b64decode(said).decode())
        return False

    def grant(self, **changed: str) -> str:
        """A MAIL_OAUTH for it."""
        values = {
            "client_id": "id",
            "client_secret": "client-secret",
            "refresh_token": f"long-{id(self)}",
            "token_uri": self.url,
        }
        return json.dumps({**values, **changed})


class _Http(BaseHTTPRequestHandler):
    tokens: Tokens

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.tokens.asked.append({k: v[0] for k, v in parse_qs(body).items()})
        status, content = self.tokens.answer()
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if self.tokens.elsewhere:
            self.send_header("Location", self.tokens.elsewhere)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments):
        pass


@contextmanager
def token_server() -> Iterator[Tokens]:
    tokens = Tokens()
    handler = type("Handler", (_Http,), {"tokens": tokens})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        tokens.url = f"http://127.0.0.1:{server.server_port}/token"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield tokens
        finally:
            server.shutdown()


class AsksForToken:
    """Makes a handler of aiosmtpd let in those with a token."""

    tokens: Tokens

    async def auth_XOAUTH2(self, server, args):  # noqa: N802 - aiosmtpd's name
        if self.tokens.lets_in(args[1].encode()):
            return AuthResult(success=True)
        # As Google does: the reason first, the code after an empty line.
        await server.push(b"334 " + NO)
        await server._reader.readline()
        await server.push("535 5.7.8 Username and Password not accepted")
        return AuthResult(success=False, handled=True)


class _Imap(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, *_words = line.split()
            if command == "AUTHENTICATE":
                self.say("+ ")
                self.authenticate(tag, self.rfile.readline().strip())
            elif command == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2", f"{tag} OK done")
            elif command == "EXAMINE":
                self.say(
                    "* 0 EXISTS", "* OK [UIDVALIDITY 7] UIDs valid", f"{tag} OK done"
                )
            elif command == "UID":
                self.say("* SEARCH", f"{tag} OK done")
            else:
                self.say("* BYE", f"{tag} OK done")

    def authenticate(self, tag, said):
        if self.server.tokens.lets_in(said):
            return self.say(f"{tag} OK in")
        self.say("+ " + NO.decode())
        assert self.rfile.readline().strip() == b""
        return self.say(f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials")

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def imap_server(tokens: Tokens) -> Iterator[str]:
    """The address of a mailbox."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Imap) as server:
        server.tokens, server.daemon_threads = tokens, True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            user = USER.replace("@", "%40")
            yield f"imap://{user}@127.0.0.1:{server.server_address[1]}/INBOX"
        finally:
            server.shutdown()
