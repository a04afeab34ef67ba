"""The cities after which time zones are called, in our languages."""

from functools import cache

from babel import Locale

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


@cache
def city_of(zone: str, locale: str) -> str:
    """Return the name of a zone's city; a zone without one, like UTC, has its own name."""
    known = Locale.parse(locale).time_zones.get(FORMER_NAMES.get(zone, zone), {})
    return known.get("city") or zone.rpartition("/")[2].replace("_", " ")


def has_city(zone: str) -> bool:
    """Tell whether a zone is called after a city: UTC, and a fixed distance from it, are not."""
    return "/" in zone and not zone.startswith("Etc/")
