"""Google's own schema against what Google really answered, and against what
the local server refuses.
"""

import json
from typing import Any

import pytest

from sheets.local.guards.schema import Schema
from tests.sheets.local.conftest import Api
from tests.sheets.local.test_recorded import RECORDED
from tests.sheets.local_server import documents

ADD = "requests[0].add_sheet"


def refused(api: Api, path: str, body: Any) -> tuple[int, str, list[str]]:
    error = api.post(path, body)["error"]
    fields = [found["field"] for found in error["details"][0]["fieldViolations"]]
    return error["code"], error["message"], fields


def test_real_calls_and_answers_agree_with_the_schema() -> None:
    if not RECORDED.is_dir():
        pytest.skip("the recordings are not beside this checkout")
    schema, found = Schema(documents()), []
    for file in sorted(RECORDED.glob("*.json")):
        for exchange in json.loads(file.read_text("utf-8")):
            verb, path = exchange["method"], exchange["path"]
            query: dict[str, list[str]] = {}
            for name, value in exchange["query"]:
                query.setdefault(name, []).append(value)
            if exchange["status"] == 200:
                schema.read(verb, path, query, exchange["body"])
                found += schema.answer(
                    verb, path, json.dumps(exchange["response"]).encode()
                )
    assert found == []


def test_unknown_name_is_refused_in_googles_words(api: Api) -> None:
    answer = refused(
        api, ":batchUpdate", {"requests": [{"addSheet": {"properties": {"header": 1}}}]}
    )
    words = f"Invalid JSON payload received. Unknown name \"header\" at '{ADD}.properties': Cannot find field."
    assert answer == (400, words, [f"{ADD}.properties"])


def test_all_mistakes_are_told_at_once_and_nothing_is_done(api: Api) -> None:
    body = {
        "requests": [
            {
                "addSheet": {
                    "properties": {
                        "title": "Towns",
                        "index": "first",
                        "hidden": "maybe",
                    }
                }
            }
        ]
    }
    code, message, fields = refused(api, ":batchUpdate", body)
    assert (code, fields) == (
        400,
        [f"{ADD}.properties.index", f"{ADD}.properties.hidden"],
    )
    assert (
        message.splitlines()[0]
        == f"Invalid value at '{ADD}.properties.index' (TYPE_INT32), \"first\""
    )
    assert [sheet["properties"]["title"] for sheet in api.get()["sheets"]] == ["Sheet1"]


def test_body_of_another_method_is_refused(api: Api) -> None:
    error = api.put("A1", [["x"]], requests=[])["error"]
    assert (
        error["message"]
        == "Invalid JSON payload received. Unknown name \"requests\" at 'data': Cannot find field."
    )


def test_unknown_query_parameter_is_refused(api: Api) -> None:
    assert (
        "Cannot bind query parameter. Field 'colour'"
        in api.get("/values/A1", colour="red")["error"]["message"]
    )


def test_unknown_word_of_a_list_is_refused(api: Api) -> None:
    assert (
        "value_render_option"
        in api.get("/values/A1", valueRenderOption="PRETTY")["error"]["message"]
    )


def test_list_where_one_thing_belongs_is_refused(api: Api) -> None:
    _, message, _ = refused(
        api,
        ":batchUpdate",
        {"requests": [{"addSheet": {"properties": [{"title": "x"}]}}]},
    )
    assert message.endswith("Proto field is not repeating, cannot start list.")


def test_answer_that_google_would_not_give_is_noticed() -> None:
    schema = Schema(documents())
    found = schema.answer(
        "GET", "/v4/spreadsheets/x/values/A1", b'{"values": [[1]], "rows": 1}'
    )
    assert len(found) == 1
    assert 'Unknown name "rows"' in found[0]
