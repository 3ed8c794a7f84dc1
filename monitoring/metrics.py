"""The figures of an installation in the text form that Prometheus reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
)

from journal.states import MessageState, WorkerStep
from monitoring.vitals import Vitals

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
NAME = "hoja"


def metrics_text(vitals: Vitals, now: datetime, calls_per_minute: int) -> bytes:
    """All figures. Pure.

    `calls_per_minute`: how many calls of each kind we allow ourselves. What is not
    known (no backup was ever made) is left out: 0 would be a lie.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(tuple(_metrics(vitals, now, calls_per_minute))))
    return generate_latest(registry)


@dataclass(frozen=True, eq=False)
class _Once:
    """What the library asks for its metrics."""

    metrics: tuple[Metric, ...]

    def collect(self) -> Iterator[Metric]:
        """Gives them."""
        yield from self.metrics


def _metrics(vitals: Vitals, now: datetime, calls_per_minute: int) -> Iterator[Metric]:
    yield _counter("forms_accepted", "Forms that were accepted", vitals.forms_accepted)
    yield _gauge("rows_waiting", "Rows on their way", vitals.rows_waiting)
    yield _gauge(
        "oldest_row_waiting_seconds",
        "For how long the oldest of them has waited",
        vitals.waiting_seconds(now),
    )
    monitored = vitals.monitored
    yield _counter("looks", "Looks at the spreadsheet", monitored.looks)
    calls = CounterMetricFamily(
        f"{NAME}_sheet_calls", "Calls of the Sheets API", labels=["kind"]
    )
    calls.add_metric(["read"], monitored.reads)
    calls.add_metric(["write"], monitored.writes)
    yield calls
    yield _gauge(
        "sheet_calls_allowed_per_minute",
        "Calls of each kind that we allow ourselves",
        calls_per_minute,
    )
    mails = GaugeMetricFamily(f"{NAME}_mails", "Mails by state", labels=["state"])
    for state in MessageState:
        mails.add_metric([state.value], vitals.mails.get(state, 0))
    yield mails
    errors = GaugeMetricFamily(
        f"{NAME}_step_failing", "1 while a step of the worker fails", labels=["step"]
    )
    for step in WorkerStep:
        errors.add_metric([step.value], int(step in vitals.errors))
    yield errors
    yield _gauge("problems", "Lines of To review", vitals.problems)
    yield _gauge("alarms", "Decisions that wait for a person", vitals.alarms)
    yield _gauge("disk_free_bytes", "Room on the journal's disk", vitals.free_bytes)
    ages = (
        ("worker_beat_age_seconds", "Since a worker's round", vitals.beat_age(now)),
        ("backup_age_seconds", "Since the last backup", vitals.backup_age(now)),
    )
    for name, text, age in ages:
        if age is not None:
            yield _gauge(name, text, age)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{NAME}_{name}", text, value=value)


def _counter(name: str, text: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(f"{NAME}_{name}", text, value=value)
