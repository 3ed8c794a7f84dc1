"""What is compiled once a process and not once a test: SQL statements, page
templates, routes, static files.

It was a third of what a test took, and two thirds of making an application.
"""

from collections.abc import Callable
from functools import cache

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine import Engine
from werkzeug.routing import Rule

import static_files
from journal.database import Journal

Builder = Callable[..., tuple[str, str]]

FIRST: list[Engine] = []
"""The engine whose compiled statements all others of this process use."""


def share_statements(journal: Journal) -> None:
    """Lets an SQLite journal use the SQL that was compiled for the first one; to be
    called once it has been upgraded.

    SQLAlchemy keeps compiled statements with the engine, by its dialect: a new engine
    would compile each of them anew.
    """
    if not journal.is_sqlite:
        return
    if not FIRST:
        FIRST.append(journal.engine)
    for engine in (journal.engine, journal._reading):
        # A dialect keeps nothing of the database that it has connected to,
        # but the version of SQLite.
        engine.dialect, engine._compiled_cache = (
            FIRST[0].dialect,
            FIRST[0]._compiled_cache,
        )


class Bytecode(BytecodeCache):
    """Page templates, compiled for the first application of this process."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


def share_routes() -> None:
    """Lets routes of all applications share the functions that build their
    addresses: each rule compiles two.
    """
    compiled: dict[tuple[object, ...], Builder] = {}
    compile_builder = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        # All that goes into the function; the converters are those of the
        # rule that it is called with.
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = compile_once


def share_static_files() -> None:
    """Compresses each static file once."""
    static_files._static_file = cache(static_files._static_file)
