"""docs/writing-a-programme.md names every key that a file may have."""

import re

from pydantic import BaseModel

from fieldtypes.registry import field_types
from programme.desk import Points, Proposal
from programme.forms import Answer, Closing, Consent, Form, FormField
from programme.look import Look
from programme.model import Case, Contact, Limits, Programme, Sender, Table
from programme.pages import CasePage, ContactPage, Listed, OwnListed
from programme.parts import Choice, Column, TranslationOf
from programme.reading.validate import LOADER_KEYS
from programme.rules import (
    AtMost,
    Becoming,
    Change,
    Check,
    ContactChange,
    Event,
    Ladder,
    Need,
    Step,
    Tell,
    Translated,
    Within,
)
from tests.programme.files import ROOT

PARTS: list[type[BaseModel]] = [
    Answer, AtMost, Becoming, Case, CasePage, Change, Check, Choice, Closing, Column, Consent, Contact, ContactChange,
    ContactPage, Event, Form, FormField, Ladder, Limits, Listed, Look, Need, OwnListed, Points, Programme, Proposal, Sender,
    Step, Table, Tell, Translated, TranslationOf, Within,
]  # fmt: skip


def test_every_key_and_type_is_explained():
    text = (ROOT / "docs" / "writing-a-programme.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", text))
    keys = {key for part in PARTS for key in part.model_fields} - LOADER_KEYS | set(field_types())
    assert keys - words == set()
