"""What accepting a form costs at least: Flask + WTForms, the same fifteen fields, one durable commit in SQLite. No CSRF, no keys."""

import json
import os
import sqlite3
import threading

from flask import Flask, request
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired

from bench.answers import ANSWERS

local = threading.local()


class BareForm(FlaskForm):  # type: ignore[misc]
    """As many fields as the real one is sent."""

    class Meta:
        """Nothing but the fields."""

        csrf = False


for name in ANSWERS:
    kind = BooleanField if name == "consent" else StringField
    setattr(BareForm, name, kind(name, [InputRequired()]))


def connection() -> sqlite3.Connection:
    """One connection a thread, durable as the journal's."""
    if not hasattr(local, "connection"):
        opened = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None, timeout=20)
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("PRAGMA synchronous=FULL")
        opened.execute("CREATE TABLE IF NOT EXISTS answers (id INTEGER PRIMARY KEY, answers TEXT)")
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
        connection().execute("INSERT INTO answers (answers) VALUES (?)", [json.dumps(form.data)])
        return "kept", 201

    return app
