"""Where somebody lives, as far as their telephone number or country tells: for their
morning and their holidays.
"""

from functools import lru_cache

import phonenumbers

from fieldtypes.countries import country_code
from programme.model import Programme

NOWHERE = "Etc/Unknown"


def country_and_zone(programme: Programme, country: str, phone: str) -> tuple[str, str]:
    """(country code, time zone): of the country as written, else of the telephone
    number, else the programme's own.
    """
    calling = _calling(phone)
    code = country_code(country, programme.languages) or calling or programme.country
    # A number from abroad says nothing about the zone of somebody who lives here.
    if code == programme.country != calling:
        return code, programme.time_zone
    zones = _zones(phone, code)
    if not zones or programme.time_zone in zones:
        return code, programme.time_zone
    return code, zones[0]


@lru_cache(maxsize=10_000)
def _calling(phone: str) -> str:
    number = _parsed(phone)
    if number:
        return phonenumbers.region_code_for_number(number) or ""
    return ""


@lru_cache(maxsize=10_000)
def _zones(phone: str, country: str) -> tuple[str, ...]:
    """The zones of a number in its country; of the country's usual
    numbers where it tells nothing.
    """
    from phonenumbers import timezone  # noqa: PLC0415 - its tables take a while to load, and not every programme asks

    usual = phonenumbers.example_number(country)
    own = _parsed(phone)
    # A number of another country tells nothing about this one, and some numbers
    # belong to no zone at all.
    is_own = own is not None and _calling(phone) == country
    for number in (own if is_own else None, usual):
        if number:
            zones = timezone.time_zones_for_number(number)
        else:
            zones = ()
        named_zones = tuple(zone for zone in zones if zone != NOWHERE)
        if named_zones:
            return named_zones
    return ()


def _parsed(phone: str) -> phonenumbers.PhoneNumber | None:
    try:
        # The first one of the cell.
        if phone:
            return phonenumbers.parse(phone.partition(",")[0])
        return None
    except phonenumbers.NumberParseException:
        return None
