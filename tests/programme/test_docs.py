"""docs/writing-a-programme.md names every key that a file may have."""

import re

from pydantic import BaseModel

from fieldtypes.registry import field_types
from programme.desk import Figure, Target, Track
from programme.forms import Answer, Closing, Consent, Form, FormField
from programme.look import Look
from programme.meetings import Appointment, Attendance, Candidate, MeetingAnswers
from programme.model import Case, CasePage, Contact, Limits, Listed, Programme, Sender, Table
from programme.parts import Choice, Column
from programme.publications import Document, Register
from programme.reading.validate import LOADER_KEYS
from programme.rules import AtMost, Becoming, Change, Check, Event, Ladder, Leaves, Need, Step, Tell, Within
from tests.programme.files import ROOT

PARTS: list[type[BaseModel]] = [
    Answer, Appointment, AtMost, Attendance, Becoming, Candidate, Case, CasePage, Change, Check, Choice, Closing, Column, Consent,
    Contact, Document, Event, Figure, Form, FormField, Ladder, Leaves, Limits, Listed, Look, MeetingAnswers, Need, Programme,
    Register, Sender, Step, Table, Target, Tell, Track, Within,
]  # fmt: skip


def test_every_key_and_type_is_explained():
    text = (ROOT / "docs" / "writing-a-programme.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", text))
    keys = {key for part in PARTS for key in part.model_fields} - LOADER_KEYS | set(field_types())
    assert keys - words == set()
