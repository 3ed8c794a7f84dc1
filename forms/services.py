"""What the forms work with."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, g
from markupsafe import Markup

from core.clock import Clock, local_date
from core.links import Links
from forms.pace import Pace
from forms.web_form.build import WebForm
from forms.web_form.meeting_hours import AllClocks
from journal.connection import Connection
from journal.database import Journal
from journal.operation import worker_steps
from journal.states import WorkerStep
from programme.expressions import Condition
from programme.model import Programme
from uploads.scanner import Scanner
from uploads.store import Store

EXTENSION, PINNED = "hoja.services", "services"


@dataclass(frozen=True)
class Services:
    """What the forms work with; web.py puts it on the application.

    `clocks`: of those whom a form would invite to a meeting.
    """

    programme: Programme
    journal: Journal
    links: Links
    store: Store
    clock: Clock
    clocks: AllClocks | None = None
    scanner: Scanner = dataclasses.field(default_factory=Scanner)
    pace: Pace = dataclasses.field(default_factory=Pace)
    classes: dict[Any, type[WebForm]] = dataclasses.field(default_factory=dict)
    rendered: dict[Any, dict[str, Markup]] = dataclasses.field(default_factory=dict)
    conditions: dict[tuple[str, str], Condition] = dataclasses.field(
        default_factory=dict
    )

    def today(self) -> date:
        """The day by the programme's calendar."""
        return local_date(self.clock.now(), self.programme.time_zone)

    def last_look(self, connection: Connection) -> datetime | None:
        """When the spreadsheet was last looked at, by the programme's clock; None
        before the first look.
        """
        looked = worker_steps.statuses(connection)[WorkerStep.watch].done_at
        if looked is None:
            return None
        # It was kept by the machine's clock; in the demonstration people live later.
        return looked + self.clock.offset()


def current_services() -> Services:
    """Those of the running application."""
    extension: Services = g.get(PINNED) or current_app.extensions[EXTENSION]
    return extension


def pin_services() -> None:
    """Keeps those of this moment for the whole of a request: somebody may
    publish another form meanwhile.
    """
    setattr(g, PINNED, current_app.extensions[EXTENSION])


def take_over(app: Flask, programme: Programme) -> None:
    """Later requests work with this programme; what was made for the one before
    goes.
    """
    services: Services = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = dataclasses.replace(
        services, programme=programme, classes={}, rendered={}, conditions={}
    )
