"""What accepting a form costs at least: Flask + WTForms, the same fifteen questions,
one durable commit in SQLite, no CSRF.
"""

import json
import os
import sqlite3
import threading

from flask import Flask, request
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

local = threading.local()


class BareForm(FlaskForm):  # type: ignore[misc]
    """The same fifteen questions with WTForms' own fields and validators."""

    class Meta:
        """Nothing but the fields."""

        csrf = False

    name = StringField("name", [InputRequired(), Length(max=120)])
    country = StringField("country", [InputRequired(), Length(max=60)])
    population = IntegerField("population", [Optional(), NumberRange(min=1)])
    why = TextAreaField("why", [InputRequired(), Length(max=2000)])
    contact_name = StringField("contact_name", [InputRequired(), Length(max=120)])
    contact_address = StringField("contact_address", [Length(max=60)])
    contact_office = StringField("contact_office", [InputRequired(), Length(max=120)])
    contact_email = EmailField("contact_email", [InputRequired(), Email()])
    contact_phone = TelField("contact_phone", [Optional(), Length(max=30)])
    contact_language = RadioField(
        "contact_language", choices=[SelectChoice(code) for code in ("es", "pt", "en")]
    )
    mayor_name = StringField("mayor_name", [InputRequired(), Length(max=120)])
    mayor_address = StringField("mayor_address", [Length(max=60)])
    mayor_email = EmailField("mayor_email", [Optional(), Email()])
    publication = BooleanField("publication", name="publication-given")
    consent = BooleanField("consent", [InputRequired()], name="consent-given")


def connection() -> sqlite3.Connection:
    """One connection a thread, durable as the journal's."""
    if not hasattr(local, "connection"):
        opened = sqlite3.connect(
            os.environ["BARE_DATABASE"], isolation_level=None, timeout=20
        )
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("PRAGMA synchronous=FULL")
        opened.execute(
            "CREATE TABLE IF NOT EXISTS answers (id INTEGER PRIMARY KEY, answers TEXT)"
        )
        local.connection = opened
    return local.connection  # type: ignore[no-any-return]


def create_app() -> Flask:
    """The handler."""
    app = Flask("bare")
    app.secret_key = "bench"

    @app.post("/")
    def accept() -> tuple[str, int]:
        form = BareForm(formdata=request.form)
        if not form.validate():
            return str(form.errors), 422
        connection().execute(
            "INSERT INTO answers (answers) VALUES (?)", [json.dumps(form.data)]
        )
        return "kept", 201

    return app
