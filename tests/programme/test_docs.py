"""docs/writing-a-programme.md names every key that a file may have."""

import re

from pydantic import BaseModel

from fieldtypes.registry import field_types
from programme.model import Case, Contact, Limits, Programme, Sender, Table
from programme.models.desk import Figure, Points, Proposal, Target, Track
from programme.models.forms import Answer, Closing, Consent, Form, FormField
from programme.models.meetings import Appointment, Attendance, Candidate, MeetingAnswers
from programme.models.pages.look import Look
from programme.models.pages.publications import Document, Register
from programme.models.pages.signed_pages import CasePage, ContactPage, Listed, OwnListed
from programme.models.row_rules import MadeRow, RowRule
from programme.models.rules import (
    AtMost,
    Becoming,
    Change,
    Check,
    ContactChange,
    Event,
    Ladder,
    Leaves,
    Need,
    Step,
    Tell,
    Translated,
    Within,
)
from programme.models.windows import YearlyWindow
from programme.parts import Choice, Column, TranslationOf
from programme.reading.validate import LOADER_KEYS
from tests.programme.files import ROOT

PARTS: list[type[BaseModel]] = [
    Answer, Appointment, AtMost, Attendance, Becoming, Candidate, Case, CasePage, Change, Check, Choice, Closing, Column, Consent,
    Contact, ContactChange, ContactPage, Document, Event, Figure, Form, FormField, Ladder, Leaves, Limits, Listed, Look,
    MadeRow, MeetingAnswers, Need, OwnListed, Points, Programme, Proposal, Register, RowRule, Sender, Step, Table, Target, Tell,
    Track, Translated, TranslationOf, Within, YearlyWindow,
]  # fmt: skip


def test_every_key_and_type_is_explained():
    text = (ROOT / "docs" / "writing-a-programme.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", text))
    keys = {key for part in PARTS for key in part.model_fields} - LOADER_KEYS | set(
        field_types()
    )
    assert keys - words == set()
