"""Who is reminded on a day, once more: written from docs/writing-a-programme.md alone,
as simply as it can be said.

It knows no model, no record and no rule of Hoja's, and nothing here is
quick. A world is plain data:

    zone, country, hours, days, holidays, apart
               the programme's, and its limits (days: of the week, Monday is 0)
    off        whether Hoja is switched off between two looks, so that no mail leaves
    silent     whether a case is silent once it has closed
               (`closes != null and closes < today`)
    ladders    name, table, only (a nested tuple, see `holds`), date, months,
               extended (ways to dates in its place), steps
               a step: name, days, every, times, urgent, needs (conditions), tell
               a tell: to, ask, apart (None: the programme's), urgent
    looks      (moment, {reference: row}) one after the other, each with the whole
               sheet as it stands then
               a row: table and its columns; a contact's columns are called
               `<contact>_email` and so on; a row of days_without_mails: day, until,
               country (two letters, several between commas)
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import holidays

CLOCKS = {
    "ES": "Europe/Madrid",
    "IN": "Asia/Kolkata",
    "WS": "Pacific/Apia",
    "NZ": "Pacific/Auckland",
}
"""By whose clocks people of a country live, for some countries."""

Row = dict[str, Any]
Rows = dict[str, Row]


class Notice(NamedTuple):
    """What is told once.

    `occasion`: the cell of the date, and how often it was set anew; `way`: by which
    way of the rules the reader is meant. Once it has left, it is told by that way,
    whatever the address is by then.
    """

    reference: str
    ladder: str
    step: str
    occasion: object
    way: str
    email: str

    @property
    def once(self) -> tuple[object, ...]:
        """All but the address."""
        return self[:5]


class Wanted(NamedTuple):
    """A notice that counts: whether it waits for a yes, its distance, the days since
    the row's date, where the reader lives, and whether it goes on any day.

    `earlier`: a later step for others counts by now, so it only counts in a mail that
    is written, be it to an address that has been corrected since. `incomplete`:
    something that must be true first is not, so it waits.
    """

    notice: Notice
    waits: bool
    apart: int
    days: int
    zone: str
    country: str
    urgent: bool
    earlier: bool
    incomplete: bool
    digest: str | None = None
    fell_due: date = date.min

    def is_time(self, today: date) -> bool:
        """Whether the day of its digest has come since it fell due: the first of a
        month, a Monday; some days ago at most.
        """
        if self.digest is None:
            return True
        day, most = today, {"weekly": 4, "monthly": 14}[self.digest]
        while not (day.weekday() == 0 if self.digest == "weekly" else day.day == 1):
            day -= timedelta(days=1)
        return self.fell_due <= day and (today - day).days < most


class Mail(NamedTuple):
    """What the oracle foretells: written on a day, and when it leaves."""

    email: str
    waits: bool
    day: date
    leaves: datetime
    notices: frozenset[Notice]


# Rows


def follow(rows: Rows, reference: str, path: str) -> tuple[str, Row, str]:
    """The row at the end of a way, with its reference, and the way's last part."""
    row = rows.get(reference, {})
    *steps, last = path.split(".")
    for step in steps:
        if step == "report":
            mine = [
                other
                for other, it in rows.items()
                if it["table"] == "reports" and it.get("task") == reference
            ]
            reference = max(
                mine, key=lambda other: (rows[other]["received"], other), default=""
            )
        else:
            reference = row.get(step) or ""
        row = rows.get(reference, {})
    return reference, row, last


def value(rows: Rows, reference: str, path: str) -> Any:
    _, row, last = follow(rows, reference, path)
    return row.get(last)


def case_of(rows: Rows, reference: str) -> Row:
    return (
        rows[reference]
        if rows[reference]["table"] == "towns"
        else rows.get(rows[reference].get("town") or "", {})
    )


def holds(condition: Any, rows: Rows, reference: str, today: date) -> bool:
    return condition is None or judged(condition, rows, reference, today) is True


def judged(condition: Any, rows: Rows, reference: str, today: date) -> bool | None:
    """None where a blank leaves it open."""
    sign, left, *rest = condition
    if sign == "not":
        inner = judged(left, rows, reference, today)
        return None if inner is None else not inner
    if sign in ("and", "or"):
        both = {
            judged(left, rows, reference, today),
            judged(rest[0], rows, reference, today),
        }
        decisive = sign == "or"
        if decisive in both:
            return decisive
        return None if None in both else not decisive
    here = value(rows, reference, left)
    if sign == "blank":
        return here is None
    if sign == "<":
        return None if here is None else bool(here < today)
    word = here or ""
    return {"==": word == rest[0], "!=": word != rest[0], "in": word in rest[0]}[sign]


# Days


def months_later(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError


@cache
def is_holiday(day: date, country: str) -> bool:
    return day in holidays.country_holidays(country, years=day.year)


def is_named(day: date, rows: Rows, country: str) -> bool:
    """Whether a line of the tab names a day for people of a country."""
    for row in rows.values():
        days = [row.get("day") or row.get("until"), row.get("until") or row.get("day")]
        if row["table"] != "days_without_mails" or days == [None, None]:
            continue
        named = days[0] <= day <= days[1] or (days[1] < days[0] and day in days)
        countries = [
            part.strip()
            for part in (row.get("country") or "").split(",")
            if part.strip()
        ]
        everywhere = not countries or any(len(part) != 2 for part in countries)
        if named and (everywhere or country in countries):
            return True
    return False


def is_closed(day: date, world: Any, rows: Rows, country: str) -> bool:
    return (
        day.weekday() not in world["days"]
        or (world["holidays"] and is_holiday(day, country))
        or is_named(day, rows, country)
    )


def is_good_day(day: date, world: Any, rows: Rows, country: str) -> bool:
    """Whether mails go out on a day: it is open, or one of the sending
    days after sixty closed ones.
    """
    if not is_closed(day, world, rows, country):
        return True
    if day.weekday() not in world["days"]:
        return False
    return all(
        is_closed(day - timedelta(days=back), world, rows, country)
        for back in range(1, 61)
    )


def next_good(moment: datetime, world: Any, rows: Rows, reader: Any) -> datetime:
    """That moment, or the next quarter of an hour at which mails go out to a
    reader (zone, country, urgent).

    Zones are whole quarters from UTC.
    """
    good_days: dict[date, bool] = {}

    def is_good() -> bool:
        there = moment.astimezone(ZoneInfo(reader.zone))
        begin, end = world["hours"]
        if not begin <= there.hour < end:
            return False
        day = there.date()
        if day not in good_days:
            good_days[day] = reader.urgent or is_good_day(
                day, world, rows, reader.country
            )
        return good_days[day]

    if is_good():
        return moment
    moment = moment.astimezone(UTC).replace(
        minute=moment.minute // 15 * 15, second=0, microsecond=0
    )
    while not is_good():
        moment += timedelta(minutes=15)
    return moment


# Steps and people


def lacks(step: Any, rows: Rows, reference: str, today: date) -> bool:
    """Whether something that must be true before a step is told is not."""
    return not all(holds(need, rows, reference, today) for need in step["needs"])


def counted_path(ladder: Any, rows: Rows, reference: str) -> str | None:
    """The way to the date that a ladder counts from: what it was
    extended to goes before the rest.
    """
    for path in [*ladder["extended"], *ladder["date"]]:
        if value(rows, reference, path) is not None:
            return str(path)
    return None


def each_step(ladder: Any) -> Iterator[tuple[int, int, str, Any]]:
    """(days, place in the file, name, step) of each step, every
    repetition a step of its own.
    """
    for place, step in enumerate(ladder["steps"]):
        for time in range(step["times"]):
            name = step["name"] if time == 0 else f"{step['name']} {time + 1}"
            yield step["days"] + time * step["every"], place, name, step


def people(
    rows: Rows, reference: str, to: str, world: Any
) -> list[tuple[str, str, str, str]]:
    """(way, email, zone, country) of everybody whom `to` means: the first way
    that leads to an address.

    People of a role are known by their row, others by the whole of `to`.
    """
    for way in to.split(" or "):
        if way.startswith("role."):
            found = [
                (name, row) for name, row in rows.items() if row["table"] == "people"
            ]
            found = [
                (name, row)
                for name, row in found
                if row.get("role") == way.removeprefix("role.") and row.get("active")
            ]
            here = [
                (f"{way} {name}", row.get("email"), row.get("time_zone"), None)
                for name, row in found
            ]
        else:
            _, row, contact = follow(rows, reference, way)
            here = [
                (
                    to,
                    row.get(f"{contact}_email"),
                    row.get(f"{contact}_zone"),
                    row.get(f"{contact}_country"),
                )
            ]
        if written := [
            (
                mine,
                email.casefold(),
                zone or CLOCKS.get(country, world["zone"]),
                country or world["country"],
            )
            for mine, email, zone, country in here
            if email
        ]:
            return written
    return []


# The days that pass


class Oracle:
    """Goes from look to look; `left` are the mails that left,
    `waiting` those that have not.
    """

    def __init__(self, world: Any) -> None:
        self.world = world
        self.before: dict[tuple[str, str], Any] = {}
        self.set_anew: dict[tuple[str, str], int] = {}
        self.told: set[tuple[object, ...]] = set()
        self.left: list[Mail] = []
        self.waiting: list[Mail] = []

    def look(self, now: datetime, rows: Rows) -> None:
        if not self.world["off"]:
            self.post(now)
        self.see(rows)
        today = now.astimezone(ZoneInfo(self.world["zone"])).date()
        wanted = list(self.counting(rows, today))
        all_that_counts = {one.notice for one in wanted}
        asked = [
            mail
            for mail in self.waiting
            if mail.waits and mail.notices <= all_that_counts
        ]
        open_again = [mail for mail in self.waiting if mail not in asked]
        written = {notice.once for mail in open_again for notice in mail.notices}
        self.waiting = asked
        in_asked = {notice for mail in asked for notice in mail.notices}
        due = [
            one
            for one in wanted
            if one.notice not in in_asked
            and (
                one.notice.once in written
                or (one.is_time(today) and (not one.earlier or one.digest))
            )
        ]
        groups = {
            (one.notice.email, one.waits, one.incomplete, one.digest or "")
            for one in due
        }
        for email, waits, incomplete, digest in sorted(
            groups, key=lambda group: (group[2], group)
        ):
            mine = [
                one
                for one in due
                if (one.notice.email, one.waits, one.incomplete, one.digest or "")
                == (email, waits, incomplete, digest)
            ]
            if digest or self.may_write(
                email, waits, today, min(one.apart for one in mine)
            ):
                first = min(mine, key=lambda one: (-one.days, one.notice.reference))
                first = first._replace(urgent=any(one.urgent for one in mine))
                leaves = next_good(now, self.world, rows, first)
                notices = frozenset(one.notice for one in mine)
                new = Mail(email, waits, today, leaves, notices)
                self.waiting.append(
                    next((old for old in open_again if same(old, new, now)), new)
                )
        if self.world.get("releases"):
            self.release(now, rows, wanted)
        self.post(now)

    def release(self, now: datetime, rows: Rows, wanted: list[Wanted]) -> None:
        """What waited only for what the Settings said goes by itself once they say
        otherwise, at a good hour of now.
        """
        for number, mail in enumerate(self.waiting):
            mine = [one for one in wanted if one.notice in mail.notices]
            if mail.waits and not any(one.waits for one in mine):
                first = min(mine, key=lambda one: (-one.days, one.notice.reference))
                first = first._replace(urgent=any(one.urgent for one in mine))
                leaves = next_good(max(now, mail.leaves), self.world, rows, first)
                self.waiting[number] = mail._replace(waits=False, leaves=leaves)

    def see(self, rows: Rows) -> None:
        """Notes which cells say something else than at the last look."""
        for reference, row in rows.items():
            for column, now in row.items():
                if (reference, column) not in self.before or self.before[
                    reference, column
                ] != now:
                    self.set_anew[reference, column] = (
                        self.set_anew.get((reference, column), 0) + 1
                    )
                    self.before[reference, column] = now

    def post(self, now: datetime) -> None:
        """What was to leave until now has left."""
        for mail in [
            mail for mail in self.waiting if not mail.waits and mail.leaves <= now
        ]:
            self.waiting.remove(mail)
            self.left.append(mail._replace(leaves=now) if self.world["off"] else mail)
            self.told |= {notice.once for notice in mail.notices}

    def may_write(self, email: str, waits: bool, today: date, apart: int) -> bool:
        """Whether enough days have passed since the last mail."""
        mails = [
            mail
            for mail in self.left + self.waiting
            if (mail.email, mail.waits) == (email, waits)
        ]
        days = [
            mail.leaves.astimezone(ZoneInfo(self.world["zone"])).date()
            for mail in mails
        ]
        return not days or apart == 0 or (today - max(days)).days >= apart

    def counting(self, rows: Rows, today: date) -> Iterator[Wanted]:
        """What counts today and has not been told."""
        for ladder in self.world["ladders"]:
            for reference, row in rows.items():
                if row["table"] == ladder["table"]:
                    yield from self.of_row(ladder, rows, reference, today)

    def of_row(
        self, ladder: Any, rows: Rows, reference: str, today: date
    ) -> Iterator[Wanted]:
        case = case_of(rows, reference)
        if case.get("stop_mail") or not holds(ladder["only"], rows, reference, today):
            return
        closes = case.get("closes")
        silent = self.world["silent"] and closes is not None and closes < today
        if silent and (today - closes).days > 60:
            return
        path = counted_path(ladder, rows, reference)
        if path is None:
            return
        months = 0 if path in ladder["extended"] else ladder["months"]
        begin = months_later(value(rows, reference, path), months)
        there, _, column = follow(rows, reference, path)
        occasion = (there, column, self.set_anew[there, column])
        telling = sorted(
            (step for step in each_step(ladder) if step[3]["tell"]),
            key=lambda step: step[:2],
        )
        reached = [
            step
            for step in telling
            if begin + timedelta(days=step[0]) <= (closes if silent else today)
        ]
        automatic = rows.get(ladder["name"], {}).get("value") == "automatic"
        met: set[str] = set()
        named: set[str] = set()
        for number, (day, _, name, step) in enumerate(reversed(reached)):
            if day < 0 and begin < today:
                break  # it speaks of a day to come
            for tell in step["tell"]:
                for to in tell["to"]:
                    if number and to in named:
                        continue
                    last = not any(
                        to in each["to"]
                        for late in telling[len(reached) - number :]
                        for each in late[3]["tell"]
                    )
                    apart = tell["apart"]
                    if apart is None:
                        apart = 0 if last else self.world["apart"]
                    for way, email, zone, country in people(
                        rows, reference, to, self.world
                    ):
                        notice = Notice(
                            reference, ladder["name"], name, occasion, way, email
                        )
                        if (
                            email not in met
                            and notice.once not in self.told
                            and (last or not silent)
                        ):
                            incomplete = lacks(step, rows, reference, today)
                            waits = tell["ask"] or not automatic or incomplete
                            urgent = step["urgent"] or tell["urgent"]
                            days = (today - begin).days
                            fell_due = begin + timedelta(days=day)
                            earlier = number > 0
                            yield Wanted(
                                notice,
                                waits,
                                apart,
                                days,
                                zone,
                                country,
                                urgent,
                                earlier,
                                incomplete,
                                tell["digest"],
                                fell_due,
                            )
                        met.add(email)
            named |= {to for tell in step["tell"] for to in tell["to"]}


def same(old: Mail, new: Mail, now: datetime) -> bool:
    """Whether a mail that was written before is just what would be written now."""
    if old.waits or new.waits or (old.email, old.notices) != (new.email, new.notices):
        return False
    return new.leaves == now if old.leaves <= now else new.leaves == old.leaves


def foretell(world: Any) -> list[Mail]:
    """Every mail that left, or is about to."""
    oracle = Oracle(world)
    for now, rows in world["looks"]:
        oracle.look(now, rows)
    return oracle.left + oracle.waiting
