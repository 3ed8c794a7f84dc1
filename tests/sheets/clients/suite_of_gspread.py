"""Stands in for the conftest.py of gspread's own suite: its calls go to a server at
SHEETS_URL instead of to recordings.
"""

import itertools
import os
import unittest
from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from typing import Any

import gspread
import pytest
from google.auth.credentials import AnonymousCredentials
from requests import Response

I18N_STR = "ñandú, Übung, garçon"
PAGE = b"<html><body>no JSON</body></html>"


class GspreadTest(unittest.TestCase):
    """What its classes of tests are made of."""

    @classmethod
    def get_temporary_spreadsheet_title(cls, suffix: str = "") -> str:
        return f"{cls.__name__} {suffix}"

    @classmethod
    def get_cassette_name(cls) -> str:
        return cls.__name__

    def _sequence_generator(self) -> Iterator[str]:
        name = self.id().rpartition(".")[2]
        return (f"{name} {number}" for number in itertools.count(1))


class VCRHTTPClient(gspread.HTTPClient):
    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        url = os.environ["SHEETS_URL"]
        for google in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
            endpoint = endpoint.replace(google, url)
        return super().request(method, endpoint, *args, **kwargs)


class NoJson(VCRHTTPClient):
    def request(self, *_args: Any, **_kwargs: Any) -> Any:
        response = Response()
        response.raw = BytesIO(PAGE)
        response.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
        response.encoding = "text/html"
        raise gspread.exceptions.APIError(response)


@pytest.fixture(scope="module")
def client() -> gspread.Client:
    return gspread.Client(auth=AnonymousCredentials(), http_client=VCRHTTPClient)


def invalid_json_client() -> tuple[gspread.Client, bytes]:
    credentials = AnonymousCredentials()
    return gspread.Client(auth=credentials, http_client=NoJson), PAGE
