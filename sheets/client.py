"""The only client of the Sheets API: gspread, with a time limit, typed errors, a
quota budget and a guard.

Nothing is retried in here: a call that failed says how (`Later`: nothing was done,
`Unknown`: it may have been done, `Refused`: it never will be), and whoever asked knows
whether asking again is harmless. An answer that cannot be read says nothing about what
was done, whatever its status.
"""

import json
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gspread
import requests
from google.auth.credentials import AnonymousCredentials, Credentials
from google.auth.exceptions import GoogleAuthError, TransportError
from google.oauth2.service_account import Credentials as ServiceAccount
from gspread.exceptions import APIError

from core.clock import steady_seconds
from core.errors import Later, Refused, Unknown

GOOGLE = "https://sheets.googleapis.com"
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
# Google counts calls a minute (60 for a user): who spends them all at once waits for
# the rest of it.
A_MINUTE = 60.0
PER_MINUTE = 55
"""Calls of each kind a minute that we allow ourselves, of Google's 60."""
PER_MINUTE_HERE = 6000
"""The local server has no quota."""
# After one of these a write may have been carried out: it is unknown, and is read
# back before it is written again.
TRY_LATER = frozenset({408, 429, 500, 502, 503, 504})
QUOTA_SPENT = 429
NOT_ALLOWED = frozenset({401, 403, 404})
TOO_LARGE = 413
UNREADABLE = -1
"""gspread's code of an error whose body is not Google's JSON: a proxy's
page, a captive portal's.
"""
JSON = "application/json"
MENDABLE = ("edit a protected cell or object", "above the limit of 10000000 cells")
"""What Google says in a 400 that has nothing to do with what was sent: staff take the
protection away, or make room.
"""

SHOWN = 300
"""Characters of an answer that are told."""

Guard = Callable[[], None]


class Budget:
    """Reads and writes of the last minute, each at most `limit`."""

    def __init__(
        self, limit: int = PER_MINUTE, clock: Callable[[], float] = steady_seconds
    ) -> None:
        self.limit = limit
        self.clock = clock
        self.calls: dict[str, deque[float]] = {"read": deque(), "write": deque()}

    def spend(self, kind: str) -> None:
        """Counts one call.

        Raises Later, with the seconds to wait, when the minute's calls are spent.
        """
        recent = self.calls[kind]
        now = self.clock()
        while recent and recent[0] <= now - A_MINUTE:
            recent.popleft()
        # Stopped here: Google's own refusal would come after the call was made.
        if len(recent) >= self.limit:
            raise Later(
                f"{self.limit} {kind} calls in the last minute",
                recent[0] + A_MINUTE - now,
            )
        recent.append(now)


class _Http(gspread.HTTPClient):
    """gspread's HTTP client, turned to another server where one is given."""

    server = ""

    def request(self, method: Any, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        """As gspread's own, with the address of the server put in."""
        return super().request(
            method, endpoint.replace(GOOGLE, self.server or GOOGLE), *args, **kwargs
        )


class Spreadsheet:
    """One spreadsheet.

    `guard` is called before each call and raises when it must not be
    made (the lease is lost).
    """

    def __init__(
        self,
        key: str,
        *,
        server: str = "",
        credentials: str = "",
        call_limit: float = 60,
        guard: Guard = lambda: None,
        budget: Budget | None = None,
    ) -> None:
        self.key = key
        self.guard = guard
        self.budget = budget or Budget(PER_MINUTE_HERE if server else PER_MINUTE)
        self.calls: Counter[str] = Counter()
        self.client = gspread.Client(
            auth=_credentials(server, credentials), http_client=_Http
        )
        http = self.client.http_client
        # gspread built it from the class given above.
        assert isinstance(http, _Http)
        http.server = server.rstrip("/")
        # A server of this machine's own stands behind no proxy, whatever the
        # environment says of others.
        http.session.trust_env = not server
        # What is sent holds people's names: it goes to Google and nowhere else.
        http.session.max_redirects = 0
        # gspread waits for ever by default, and a lease that is not
        # renewed ends long before.
        http.set_timeout(call_limit)
        self.http = http

    def create(self, title: str, locale: str, time_zone: str) -> str:
        """Makes a new spreadsheet, turns to it and gives its key (on the local server:
        Google's belong to staff).
        """
        properties = {"title": title, "locale": locale, "timeZone": time_zone}
        answer = self._call("write", "post", "", {"properties": properties})
        self.key = str(answer["spreadsheetId"])
        return self.key

    def close(self) -> None:
        """Gives its connections back."""
        self.client.http_client.session.close()

    def structure(self) -> dict[str, Any]:
        """Properties, tabs, protected ranges and metadata; no cells."""
        fields = "spreadsheetId,properties,developerMetadata,sheets(properties,protectedRanges,developerMetadata)"
        return self._call("read", "get", f"/{self.key}", params={"fields": fields})

    def properties(self) -> dict[str, Any]:
        """Locale and time zone, and which tabs there are: the lightest of all calls."""
        fields = "spreadsheetId,properties(locale,timeZone),sheets.properties(sheetId,title,sheetType)"
        return self._call("read", "get", f"/{self.key}", params={"fields": fields})

    def grids(
        self, filters: Sequence[Mapping[str, Any]], fields: str
    ) -> list[dict[str, Any]]:
        """The tabs that the filters touch, with these fields
        of their cells and columns.
        """
        body = {"dataFilters": list(filters)}
        answer = self._call(
            "read",
            "post",
            f"/{self.key}:getByDataFilter",
            body,
            {"fields": f"spreadsheetId,{fields}"},
        )
        return list(answer.get("sheets", []))

    def metadata(self, *keys: str) -> list[dict[str, Any]]:
        """The developer metadata of these keys, with the places where they are now."""
        filters = [{"developerMetadataLookup": {"metadataKey": key}} for key in keys]
        answer = self._call(
            "read",
            "post",
            f"/{self.key}/developerMetadata:search",
            {"dataFilters": filters},
        )
        return [
            match["developerMetadata"]
            for match in answer.get("matchedDeveloperMetadata", [])
        ]

    def read(
        self,
        filters: Sequence[Mapping[str, Any]],
        dimension: str = "ROWS",
        *,
        formulas: bool = False,
    ) -> list[dict[str, Any]]:
        """Raw values (dates as serial numbers) of each filter's range:
        [{valueRange: …, dataFilters: […]}].

        `formulas`: where a cell has one, it stands there in place of what it gives.
        """
        if formulas:
            value_render_option = "FORMULA"
        else:
            value_render_option = "UNFORMATTED_VALUE"
        body = {
            "dataFilters": list(filters),
            "majorDimension": dimension,
            "valueRenderOption": value_render_option,
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        answer = self._call(
            "read", "post", f"/{self.key}/values:batchGetByDataFilter", body
        )
        return list(answer.get("valueRanges", []))

    def write(self, data: Sequence[Mapping[str, Any]]) -> None:
        """Writes values as they are through data filters; None leaves a cell alone."""
        body = {"valueInputOption": "RAW", "data": list(data)}
        self._call("write", "post", f"/{self.key}/values:batchUpdateByDataFilter", body)

    def batch(self, requests_: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """All of these requests or, if one is wrong, none; gives their replies."""
        answer = self._call(
            "write", "post", f"/{self.key}:batchUpdate", {"requests": list(requests_)}
        )
        return list(answer.get("replies", []))

    def _call(
        self,
        kind: str,
        method: str,
        path: str,
        body: Any = None,
        params: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        # Before anything is counted: what cannot be written as JSON is never sent.
        content = _encoded(body)
        # Right before the call: a lease that was lost while the work
        # was prepared must stop it.
        self.guard()
        self.budget.spend(kind)
        self.calls[kind] += 1
        harmless = kind == "read"
        try:
            response = self.http.request(
                method,
                f"{GOOGLE}/v4/spreadsheets{path}",
                data=content,
                params=params,
                headers={"Content-Type": JSON},
            )
        except APIError as error:
            raise _api_error(error, harmless) from error
        except (requests.ConnectTimeout, TransportError) as error:
            raise Later(f"the spreadsheet cannot be reached: {error}") from error
        except GoogleAuthError as error:
            raise Later(
                f"Google does not accept the credentials: {error}", A_MINUTE
            ) from error
        except (requests.RequestException, ValueError, TypeError, KeyError) as error:
            # the last two: gspread tried to read an error that has not the
            # form of Google's Reading again does no harm, and a refused
            # connection has done nothing.
            if harmless or _never_sent(error):
                raise Later(f"the spreadsheet cannot be reached: {error}") from error
            raise Unknown(f"the spreadsheet did not answer: {error}") from error
        answer = _read_answer(response)
        # A captive portal answers 200, too: what does not name our spreadsheet says
        # nothing about what was done.
        if answer is None or not self._is_ours(path, answer):
            text = f"the spreadsheet's answer cannot be read: {response.text[:SHOWN]!r}"
            raise Later(text) if harmless else Unknown(text)
        return answer

    def _is_ours(self, path: str, answer: dict[str, Any]) -> bool:
        """Whether an answer is about this spreadsheet and to this kind of call (a proxy
        may hold somebody else's).

        A search for metadata is the one call whose answer does not name the
        spreadsheet, and is empty where nothing is found.
        """
        if path.endswith(":search"):
            return answer.keys() <= {"matchedDeveloperMetadata"}
        makes_one = not path
        return "spreadsheetId" in answer and (
            makes_one or answer["spreadsheetId"] == self.key
        )


def _encoded(body: Any) -> bytes | None:
    """The body of a call.

    Raises Refused for what JSON cannot say: nothing has been sent,
    and nothing ever will be.
    """
    if body is None:
        return None
    try:
        # NaN is no JSON, and Google would answer with an error that says nothing of it.
        return json.dumps(body, allow_nan=False).encode()
    except (ValueError, TypeError) as error:
        raise Refused(f"this cannot be sent to the spreadsheet: {error}") from error


def _read_answer(response: requests.Response) -> dict[str, Any] | None:
    """The JSON object that an answer holds, or None: a page of a proxy,
    half an answer, none at all.
    """
    if not response.headers.get("Content-Type", "").startswith(JSON):
        return None
    try:
        answer = json.loads(response.content)
    except (ValueError, RecursionError):
        # A proxy's page, or an answer that was cut off: the caller decides what that
        # means for a read or a write.
        return None
    if isinstance(answer, dict):
        return answer
    return None


def _credentials(server: str, file: str) -> Credentials:
    if server:
        return AnonymousCredentials()  # type: ignore[no-untyped-call]
    try:
        return ServiceAccount.from_service_account_file(file, scopes=SCOPES)  # type: ignore[no-any-return,no-untyped-call]
    except (OSError, ValueError) as error:
        raise Refused(f"the credentials file {file} cannot be used: {error}") from error


def _api_error(error: APIError, harmless: bool) -> Exception:
    status = error.response.status_code
    text = f"{status}: {str(error.error.get('message', ''))[:SHOWN]}"
    if status in NOT_ALLOWED or any(part in text for part in MENDABLE):
        # Staff share the spreadsheet anew, or whatever it is, and it works again:
        # nothing that waits is given up.
        return Later(text, A_MINUTE)
    unclear = status in TRY_LATER or (error.code == UNREADABLE and status != TOO_LARGE)
    if status == QUOTA_SPENT or (unclear and harmless):
        # Google's own wait, where it names one.
        seconds = error.response.headers.get("Retry-After", "0")
        return Later(text, float(seconds) if seconds.isdigit() else 0)
    if unclear:
        return Unknown(text)
    return Refused(text)


def _never_sent(error: Exception) -> bool:
    """Whether the server cannot have heard of the call: the
    connection was refused before it.
    """
    cause: BaseException | None = error
    while cause is not None:
        # By name: requests wraps urllib3's errors in its own, several deep.
        if type(cause).__name__ in (
            "NewConnectionError",
            "NameResolutionError",
            "ConnectTimeoutError",
        ):
            return True
        reasons = [
            cause.__cause__,
            cause.__context__,
            getattr(cause, "reason", None),
            *cause.args,
        ]
        cause = next(
            (reason for reason in reasons if isinstance(reason, BaseException)), None
        )
    return False
