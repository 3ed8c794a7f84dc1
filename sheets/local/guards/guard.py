"""What stands before the API: the list of calls, the quota, and faults."""

import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Flask, Response, g, jsonify, request

from sheets.local.errors import ApiError
from sheets.local.files.workbooks import DISCARD
from sheets.local.guards.accounts import Accounts
from sheets.local.guards.faults import Action, Faults
from sheets.local.guards.quota import Quota
from sheets.local.guards.schema import Schema
from sheets.local.guards.transport import Addresses
from sheets.local.model.spreadsheet import Json
from sheets.local.web import json_content, workbooks

OUTSIDE = ("/_", "/sheet")
SHEETS = "/v4/"
OK, BAD_GATEWAY = 200, 502
HTML = "<!DOCTYPE html><title>Error 502 (Server Error)</title><p><b>502.</b> That's an error."
PORTAL = "<!DOCTYPE html><title>Wi-Fi</title><p>Please sign in."
DROP = "sheets.local.drop"


class Guard:
    """Watches the calls of one application."""

    def __init__(
        self,
        app: Flask,
        quota: Quota | None,
        faults: Faults,
        schema: Schema,
        accounts: Accounts,
        *,
        checks_answers: bool,
    ) -> None:
        self.quota = quota
        self.faults = faults
        self.schema = schema
        self.accounts = accounts
        self.checks_answers = checks_answers
        self.calls: deque[Json] = deque(maxlen=10_000)
        self._lock = threading.Lock()
        app.before_request(self._before)
        app.after_request(self._after)
        app.teardown_request(self._end)
        # Flask's own way to wrap.
        app.wsgi_app = Addresses(Dropping(app.wsgi_app))  # type: ignore[method-assign]
        app.register_blueprint(self._admin())

    def _before(self) -> Response | None:
        # Neither the page for people nor the server's own addresses
        # count, fail or are listed.
        if request.path.startswith(OUTSIDE):
            return None
        body = g.body = json_content()
        kinds = _kinds(body)
        g.call = {
            "method": request.method,
            "path": request.path,
            "query": request.query_string.decode(),
            "requests": kinds,
            "at": time.time(),
            "status": None,
        }
        self.calls.append(g.call)
        if self.quota and request.path.startswith(SHEETS):
            user = request.headers.get("Authorization", "")
            # Before a fault: that is what happens to a call which was counted.
            self.quota.spend(user, request.method, request.path)
        g.rule = self.faults.strike(request.method, request.path, kinds)
        struck = None
        if g.rule:
            struck = self._struck()
        if struck is None:
            self.accounts.check(workbooks())
            query = request.args.to_dict(flat=False)
            g.body = self.schema.read(request.method, request.path, query, body)
        return struck

    def _struck(self) -> Response | None:
        rule = g.rule
        g.call["fault"] = str(rule.action)
        if rule.action in (Action.LATENCY, Action.LATE_COMMIT, Action.TIMEOUT_BEFORE):
            self.faults.hang(rule.seconds)
        # A server that closes while a call hangs must not commit it any more.
        if (
            rule.action in (Action.RESET, Action.TIMEOUT_BEFORE)
            or self.faults.stop.is_set()
        ):
            request.environ[DROP] = True
            return Response(status=503)
        if rule.action == Action.LIE:
            # Reset at the end of the request: threads are used again.
            g.lie = DISCARD.set(True)
        if rule.action == Action.STATUS and rule.status == BAD_GATEWAY:
            return Response(HTML, BAD_GATEWAY, mimetype="text/html")
        if rule.action == Action.STATUS:
            raise ApiError(rule.status, rule.message)
        return None

    def _after(self, response: Response) -> Response:
        rule = g.get("rule")
        if rule and rule.action == Action.TIMEOUT_AFTER:
            self.faults.hang(rule.seconds)
            request.environ[DROP] = True
        if "call" in g:
            g.call["status"] = response.status_code
            checks = self.checks_answers and response.status_code == OK
            if checks and response.is_json and not response.is_streamed:
                # Collected and not raised: the answer is what is tested, and a test
                # looks at the list when it ends.
                self.schema.wrong += self.schema.answer(
                    request.method, request.path, response.get_data()
                )
        if rule and response.status_code == OK:
            _spoil(response, rule.action)
        return response

    def _end(self, _error: BaseException | None) -> None:
        if "lie" in g:
            DISCARD.reset(g.lie)

    def _admin(self) -> Blueprint:
        admin = Blueprint("admin", __name__)

        @admin.get("/_faults")
        def rules() -> Response:
            """The rules in force, and how often each was met and hit."""
            return jsonify([rule.as_json() for rule in self.faults.rules])

        @admin.put("/_faults")
        def replace() -> Response:
            """Puts a list of rules in place of all others."""
            self.faults.replace(request.get_json(force=True, silent=True))
            return rules()

        @admin.delete("/_faults")
        def clear() -> Response:
            """Takes every fault away."""
            self.faults.replace([])
            return rules()

        @admin.get("/_calls")
        def calls() -> Response:
            """The calls received, oldest first."""
            return jsonify(list(self.calls))

        @admin.get("/_schema")
        def wrong() -> Response:
            """What was said that Google's own schema does not know; empty too
            where nothing is compared.
            """
            return jsonify(self.schema.wrong)

        @admin.delete("/_calls")
        def forget() -> Response:
            """Empties the list of calls."""
            self.calls.clear()
            return calls()

        return admin


def _spoil(response: Response, action: Action) -> None:
    """Takes an answer half away, or puts another in its place;
    what was asked for is done.
    """
    if action == Action.TRUNCATED:
        content = response.get_data()
        response.set_data(content[: len(content) // 2])
    elif action == Action.HTML:
        response.set_data(PORTAL)
        response.mimetype = "text/html"


def _kinds(body: Any) -> list[str]:
    """The kinds of request in a batch."""
    requests = None
    if isinstance(body, dict):
        requests = body.get("requests")
    kinds: list[str] = []
    if isinstance(requests, dict):
        return list(requests)
    for entry in requests if isinstance(requests, list) else []:
        if isinstance(entry, dict):
            kinds.extend(entry)
    return kinds


class Dropping:
    """Ends a connection without an answer where a fault wants it."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner = inner

    def __call__(self, environ: Json, start_response: Any) -> Iterable[bytes]:
        """Answers as the application does, or raises what the server
        takes for a lost connection.
        """
        answer = self.inner(environ, start_response)
        if not environ.get(DROP):
            return answer
        # Werkzeug would otherwise write an answer of 500: only a closed
        # socket looks like a lost line.
        connection = environ.get("werkzeug.socket")
        if isinstance(connection, socket.socket):
            # The client was faster.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionResetError
