"""gspread, turned to a server at another address."""

from typing import Any

import gspread
from google.auth.credentials import AnonymousCredentials


def client(url: str) -> gspread.Client:
    class Http(gspread.HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
            for google in (
                "https://sheets.googleapis.com",
                "https://www.googleapis.com",
            ):
                endpoint = endpoint.replace(google, url)
            return super().request(method, endpoint, *args, **kwargs)

    return gspread.Client(auth=AnonymousCredentials(), http_client=Http)
