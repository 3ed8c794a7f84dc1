"""How the program stands, for monitors: whether it lives, whether it takes forms, and
figures for those who may see them.
"""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from core.proxies import is_this_machine
from core.settings import Settings
from core.texts import SOURCE
from core.variables import is_here
from forms.access.staff_session import staff_member
from forms.services import current_services
from journal.operation import worker_steps
from journal.operation.health import Health
from journal.states import WorkerStep
from monitoring.metrics import CONTENT_TYPE, metrics_text
from monitoring.vitals import Vitals, read_vitals
from programme.models.permissions import Permission
from sheets.client import PER_MINUTE
from staff.messages.mail_holds import mail_holds
from uploads.store import MEGABYTE

blueprint = Blueprint("health", __name__)
HEALTH, SETTINGS = "hoja.health", "hoja.settings"
# A look can wait three minutes for Google; a worker that looks nowhere for longer
# stands still.
QUIET_SECONDS = 300
# Room for some days of forms with photographs: time for a person to do something.
LITTLE_SPACE = 200 * MEGABYTE
FORWARDED = ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Proto")
BEARER = "Bearer "
Answer = tuple[dict[str, Any], int]


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers; nothing else is looked at."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> Answer:
    """200 while forms are accepted.

    Strangers learn that and no more; what is degraded, and why, is for those who
    are signed in.
    """
    health: Health = current_app.extensions[HEALTH]
    if not health.accepts():
        return {"status": "down"}, 503
    member = staff_member()
    programme = current_services().programme
    if member is None or not programme.may(member.role, Permission.look):
        return {"status": "ok"}, 200
    return _details(), 200


def _details() -> dict[str, Any]:
    settings: Settings = current_app.extensions[SETTINGS]
    now = datetime.now(UTC)
    vitals = read_vitals(current_services().journal, settings.state_dir)
    degraded = {str(step): error for step, error in vitals.errors.items()}
    last_look = _last_look()
    # A look in the future was kept by a clock that has been set back since: it says
    # nothing of the present worker.
    if last_look is None or abs((now - last_look).total_seconds()) > QUIET_SECONDS:
        degraded["worker"] = "has not looked at the spreadsheet for five minutes"
    if vitals.is_worker_absent(now, timedelta(minutes=settings.absent_minutes)):
        degraded["worker"] = "is not at work"
    # Before the first look there are no settings to read.
    if last_look is not None:
        _add_holds(degraded)
    # Before it is full: the work of the next days needs some.
    if vitals.free_bytes < LITTLE_SPACE:
        degraded["disk"] = f"less than {LITTLE_SPACE // MEGABYTE} MB are free"
    if degraded:
        status = "degraded"
    else:
        status = "ok"
    return {"status": status, "degraded": degraded, **_counts(vitals, now)}


def _counts(vitals: Vitals, now: datetime) -> dict[str, Any]:
    return {
        "rows_waiting": vitals.rows_waiting,
        "oldest_row_waiting_seconds": round(vitals.waiting_seconds(now)),
        "mails": vitals.mails,
        "problems": vitals.problems,
        "worker_beat_age_seconds": vitals.beat_age(now),
        "backup_age_seconds": vitals.backup_age(now),
    }


def _last_look() -> datetime | None:
    with current_services().journal.read() as connection:
        return worker_steps.statuses(connection)[WorkerStep.watch].done_at


def _add_holds(degraded: dict[str, str]) -> None:
    services = current_services()
    holds = mail_holds(services.programme, services.journal, SOURCE)
    faults = []
    for hold in holds:
        if hold.is_fault:
            faults.append(hold.text(SOURCE))
    if faults:
        degraded["settings"] = "; ".join(faults)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus; for everybody else the page is not there."""
    settings: Settings = current_app.extensions[SETTINGS]
    if not _may_measure(settings.metrics_token):
        abort(404)
    vitals = read_vitals(current_services().journal, settings.state_dir)
    text = metrics_text(vitals, datetime.now(UTC), PER_MINUTE)
    return Response(text, content_type=CONTENT_TYPE)


def _may_measure(token: str) -> bool:
    """Who knows the token; where none is set, who calls from this machine itself."""
    if token:
        header = request.headers.get("Authorization", "")
        expected = f"{BEARER}{token}"
        return hmac.compare_digest(header.encode(), expected.encode())
    # A proxy on this machine calls from here, too, for everybody: it says for whom, or
    # passes the public name on. By a name of their own, pages of others call from here.
    is_passed_on = any(name in request.headers for name in FORWARDED)
    if not is_this_machine(request.remote_addr or ""):
        return False
    if not is_here(request.host_url):
        return False
    return not is_passed_on
