"""docs/writing-a-programme.md names every key that a file may have."""

import re

from pydantic import BaseModel

from fieldtypes.registry import field_types
from programme.forms import Answer, Closing, Consent, Form, FormField
from programme.look import Look
from programme.model import Case, CasePage, Contact, Limits, Listed, Programme, Sender, Table
from programme.parts import Choice, Column
from programme.reading.validate import LOADER_KEYS
from programme.rules import AtMost, Change, Check, Event, Ladder, Step, Tell, Within
from tests.programme.files import ROOT

PARTS: list[type[BaseModel]] = [
    Answer, AtMost, Case, CasePage, Change, Check, Choice, Closing, Column, Consent, Contact, Event, Form, FormField, Ladder,
    Limits, Listed, Look, Programme, Sender, Step, Table, Tell, Within,
]  # fmt: skip


def test_every_key_and_type_is_explained():
    text = (ROOT / "docs" / "writing-a-programme.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", text))
    keys = {key for part in PARTS for key in part.model_fields} - LOADER_KEYS | set(field_types())
    assert keys - words == set()
