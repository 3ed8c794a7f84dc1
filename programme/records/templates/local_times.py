"""A moment on the clocks of its readers: in mails about a meeting of
people in several countries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location

from core.notation.spelling import nearest
from core.texts import written_in
from programme.model import Programme
from programme.records.record import View


def written_moment(moment: datetime, zone: str, language: str) -> str:
    """Day, hour and whose clock: jueves, 18 de marzo de 2027, 15:00,
    hora de Ecuador (Guayaquil).
    """
    local = moment.astimezone(ZoneInfo(zone))
    day = format_date(local, "full", locale=written_in(language))
    # Nobody takes 15:00 for another hour; 3:00 is taken for one in the morning.
    hour = format_time(local, "HH:mm", locale=written_in(language))
    return f"{day}, {hour}, {get_timezone_location(zone, locale=written_in(language))}"


@dataclass(frozen=True)
class LocalTimes:
    """What templates call as `local_times("begins", "town.country")`.

    `zone_of`: the time zone of a country as people write it.
    """

    view: View
    language: str
    zone: str
    zone_of: Callable[[str], str]

    def __call__(self, begins: str, *countries: str) -> list[str]:
        """The moment of a column on the reader's clock, then on those of other
        countries where these say something else.

        `countries`: columns or paths. Nothing for a blank moment. ValueError
        where there is no such column.
        """
        value = _value(self.view, begins)
        country_names = []
        for path in countries:
            country_names.append(str(_value(self.view, path) or ""))
        if not value:
            return []
        moment = datetime.fromisoformat(str(value))
        zones = [
            self.zone,
            *(self.zone_of(country) for country in country_names if country),
        ]
        written: list[str] = []
        offsets = set()
        for zone in zones:
            # Two countries with one hour need one line.
            offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
            if offset not in offsets:
                offsets.add(offset)
                written.append(written_moment(moment, zone, self.language))
        return written


def no_local_times(programme: Programme, view: View, language: str) -> LocalTimes:
    """For trying a template before anybody reads it: names that do not exist are told,
    and every zone is the programme's.
    """
    return LocalTimes(
        view, language, programme.time_zone, lambda _country: programme.time_zone
    )


def _value(view: View, path: str) -> object:
    try:
        holder, name = view.path(path)
    except KeyError as error:
        raise ValueError(
            f"local_times: no reference {error} on the way {path}"
        ) from None
    if holder.table.column(name) is None:
        names = [column.name for column in holder.table.columns]
        raise ValueError(
            f'local_times: {holder.table.name} has no column "{name}"{nearest(name, names)}'
        )
    return holder.value(name)
