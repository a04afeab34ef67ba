"""Time zones of the IANA database, by area and with cities named in the reader's language."""

from functools import cache

import pytz
from babel import Locale

from webapp.core.i18n import alphabetical, get_locale
from webapp.core.i18n import lazy_gettext as _l

AREAS = {
    "Africa": _l("Africa"),
    "America": _l("America"),
    "Antarctica": _l("Antarctica"),
    "Asia": _l("Asia"),
    "Atlantic": _l("Atlantic"),
    "Australia": _l("Australia"),
    "Europe": _l("Europe"),
    "Indian": _l("Indian Ocean"),
    "Pacific": _l("Pacific"),
}
"""Areas of the IANA database and their names."""

UTC = "UTC"

FORMER_NAMES = {
    "Africa/Asmara": "Africa/Asmera",
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
    "America/Argentina/Catamarca": "America/Catamarca",
    "America/Argentina/Cordoba": "America/Cordoba",
    "America/Argentina/Jujuy": "America/Jujuy",
    "America/Argentina/Mendoza": "America/Mendoza",
    "America/Atikokan": "America/Coral_Harbour",
    "America/Indiana/Indianapolis": "America/Indianapolis",
    "America/Kentucky/Louisville": "America/Louisville",
    "America/Nuuk": "America/Godthab",
    "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
    "Atlantic/Faroe": "Atlantic/Faeroe",
    "Europe/Kyiv": "Europe/Kiev",
    "Pacific/Chuuk": "Pacific/Truk",
    "Pacific/Pohnpei": "Pacific/Ponape",
}
"""Names under which the Unicode CLDR, which never renames, keeps the cities' translations."""


def is_zone(name: str) -> bool:
    """Tell whether the IANA database knows a zone by this name."""
    return name in pytz.all_timezones_set


def area_of(zone: str) -> str:
    """Return the area in which a zone is listed; Europe for zones that stand alone."""
    area = zone.partition("/")[0]
    return area if area in AREAS else "Europe"


def cities(area: str) -> list[tuple[str, str]]:
    """Return (zone, city) pairs of an area, in the reader's language, in alphabetical order."""
    return [(UTC, UTC), *_cities(area, str(get_locale()))]


@cache
def _cities(area: str, locale: str) -> tuple[tuple[str, str], ...]:
    zones = [zone for zone in pytz.common_timezones if zone.startswith(f"{area}/")]
    return tuple(
        sorted(
            ((zone, _city(zone, locale)) for zone in zones), key=lambda pair: alphabetical(pair[1])
        )
    )


@cache
def _city(zone: str, locale: str) -> str:
    known = Locale.parse(locale).time_zones.get(FORMER_NAMES.get(zone, zone), {})
    return known.get("city") or zone.rpartition("/")[2].replace("_", " ")


def city(zone: str) -> str:
    """Return the name of a zone's city in the reader's language."""
    return zone if zone == UTC else _city(zone, str(get_locale()))
