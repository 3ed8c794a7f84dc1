"""What stands in the column `type`: which type of ours that is, or why there is
none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a row of the sheet survey is."""

    question = "question"
    group = "group"
    end_group = "end_group"
    repeat = "repeat"
    end_repeat = "end_repeat"
    metadata = "metadata"
    left_out = "left_out"
    unknown = "unknown"


@dataclass(frozen=True)
class RowType:
    """A cell of the column `type`, understood. `text`: what is told of it."""

    part: Part
    type: str = ""
    list_name: str = ""
    or_other: bool = False
    text: str = ""


TYPES: Mapping[str, str] = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "range": "range",
    "date": "date", "time": "time", "datetime": "moment", "date time": "moment", "image": "file", "photo": "file",
    "file": "file",
    "audio": "audio", "note": "note", "acknowledge": "acknowledge", "trigger": "acknowledge", "calculate": "calculate",
    "calculation": "calculate", "hidden": "hidden", "barcode": "text", "phone number": "text", "percentage": "integer",
}  # fmt: skip
CHANGED: Mapping[str, str] = {
    "image": "any photo or PDF may be sent", "photo": "any photo or PDF may be sent", "file": "photos and PDFs may be sent",
    "barcode": "a barcode is typed", "phone number": "this is a text; take `phone` if people are to be called",
}  # fmt: skip
LEFT_OUT: Mapping[str, str] = {
    "geopoint": "places on a map are not asked for", "geotrace": "places on a map are not asked for",
    "geoshape": "places on a map are not asked for", "start geopoint": "places on a map are not asked for",
    "location": "places on a map are not asked for", "gps": "places on a map are not asked for",
    "video": "videos are not taken", "rank": "nothing is put into an order of preference",
    "background audio": "nothing is recorded unasked", "xml external": "files of data are not carried",
    "csv external": "files of data are not carried", "osm": "OpenStreetMap tags are not carried",
    "include": "other forms are not included",
    "set form title": "write it into the sheet settings", "set form id": "write it into the sheet settings",
    "select one external": "choices from another sheet or file are not carried",
    "select one from file": "choices from a file are not carried; take a `reference` to a table",
    "select multiple from file": "choices from a file are not carried; take a `reference` to a table",
}  # fmt: skip
METADATA: Mapping[str, str] = {
    "start": "the moment of arrival stands in each row", "end": "the moment of arrival stands in each row",
    "starttime": "the moment of arrival stands in each row", "endtime": "the moment of arrival stands in each row",
    "today": "the moment of arrival stands in each row; in expressions it is `today`",
    **dict.fromkeys(
        ("deviceid", "device id", "imei", "subscriberid", "subscriber id", "sim serial", "simserial", "simid", "sim id",
        "phonenumber",
         "username", "user name", "email", "audit", "uri", "instancename", "instance name"),
        "nothing is gathered about devices and those who hold them",
    ),
}  # fmt: skip
"""What a telephone would fill in by itself."""
SELECT = re.compile(
    r"(?P<kind>select[ _]one(?:[ _]from[ _]file|[ _]external)?|select1|select[ _]all[ _]that[ _]apply"
    r"|select[ _]multiple(?:[ _]from[ _]file)?|rank)"
    r"(?: from)?(?: (?P<list>\S+))?(?P<other> or specify other| or[ _]other)?",
    re.IGNORECASE,
)
BORDER = re.compile(
    r"(?P<side>begin|end)[ _](?P<what>group|repeat|loop|lgroup|looped group)\b(?P<more>.*)",
    re.IGNORECASE,
)


def row_type(written: str) -> RowType:
    """What a cell of the column `type` says."""
    text = re.sub(r"\s+", " ", written).strip()
    # `add text prompt` and `q text` are the words of the first workbooks.
    text = re.sub(
        r"^(?:add |q )",
        "",
        re.sub(r" (?:prompt|question)$", "", text),
        flags=re.IGNORECASE,
    )
    text = text.replace(" prompt using ", " ")
    if re.match(r"get |uri:", text, re.IGNORECASE):
        return RowType(Part.metadata, text=METADATA["deviceid"])
    border = BORDER.fullmatch(text)
    if border:
        return _border(border)
    select = SELECT.fullmatch(text)
    if select:
        return _select(select)
    word = re.sub(r"[_-]", " ", text.lower())
    # Its tags stand behind it, as a list of choices would.
    word = re.sub(r"^osm .*", "osm", word)
    if word in LEFT_OUT:
        return RowType(Part.left_out, text=LEFT_OUT[word])
    if word in METADATA:
        return RowType(Part.metadata, word, text=METADATA[word])
    if word in TYPES:
        return RowType(Part.question, TYPES[word], text=CHANGED.get(word, ""))
    return RowType(Part.unknown)


def _border(match: re.Match[str]) -> RowType:
    begins = match["side"].lower() == "begin"
    if match["what"].lower() == "group":
        if begins:
            part = Part.group
        else:
            part = Part.end_group
        return RowType(part)
    # A loop asks once for each choice of a list; nothing of ours does.
    is_repeat = match["what"].lower() == "repeat"
    if begins:
        return RowType(Part.repeat, "repeat" if is_repeat else "")
    return RowType(Part.end_repeat)


def _select(match: re.Match[str]) -> RowType:
    kind = re.sub(r"[ _]", " ", match["kind"].lower())
    if kind in LEFT_OUT:
        return RowType(Part.left_out, text=LEFT_OUT[kind])
    is_one = kind in ("select one", "select1")
    list_name = match["list"] or ""
    if list_name.startswith("${"):
        return RowType(Part.left_out, text="choices out of answers are not carried")
    return RowType(
        Part.question,
        "select_one" if is_one else "select_multiple",
        list_name,
        bool(match["other"]),
    )
