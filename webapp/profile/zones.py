"""Time zones of the IANA database, by area and with cities named in the reader's language."""

from functools import cache

import pytz

from webapp.core.alphabet import alphabetical
from webapp.core.cities import UTC, city_of
from webapp.core.i18n import get_locale
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
            ((zone, city_of(zone, locale)) for zone in zones),
            key=lambda pair: alphabetical(pair[1]),
        )
    )


def city(zone: str) -> str:
    """Return the name of a zone's city in the reader's language."""
    return city_of(zone, str(get_locale()))
