"""When the people of the demo signed in: with which browser, from where, for how long."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from webapp.demo import people
from webapp.demo.chance import chance
from webapp.demo.clients import Client
from webapp.demo.people import PEOPLE, Person
from webapp.demo.seats import SEATS, Seat
from webapp.demo.status import DAYS

LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
ANDROID = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
)
MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Safari/605.1.15"
)
LYNX = "Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.5.4"
AGENTS = (LINUX, WINDOWS, IPHONE, MAC, ANDROID, LYNX)
NETWORKS = ("192.0.2.{}", "198.51.100.{}", "203.0.113.{}", "2001:db8:4f:{:x}::2")
SIGNED_OUT = 0.6
HERE_NOW = {people.ANNA: timedelta(hours=2, minutes=6), people.TOMASZ: timedelta(minutes=41)}
"""Who is signed in at this moment, and since when."""


class Browser(NamedTuple):
    """A browser that somebody uses, since so many days."""

    agent: str
    address: str
    days: int


class Visit(NamedTuple):
    """One sign-in. ``until`` is when the browser was last seen."""

    person: Person
    client: Client
    at: datetime
    until: datetime
    browser: Browser
    is_first: bool = False
    signed_out: bool = False
    is_live: bool = False


def visits(today: datetime) -> list[Visit]:
    """Return every sign-in of everybody, in order."""
    found = [visit for person in PEOPLE if person.password for visit in _visits(person, today)]
    return sorted(found, key=lambda visit: visit.at)


def browsers(person: Person) -> list[Browser]:
    """Return somebody's browsers, the oldest first."""
    dice = chance("browsers", person.email)
    days = sorted((dice.randrange(20, DAYS) for _ in range(dice.randrange(3))), reverse=True)
    known = [min(person.days, DAYS), *(day for day in days if day < person.days)]
    agents = dice.sample(AGENTS, len(known))
    return [Browser(agents[n], _address(dice), day) for n, day in enumerate(known)]


def _address(dice: Random) -> str:
    return dice.choice(NETWORKS).format(dice.randrange(2, 250))


def _visits(person: Person, today: datetime) -> Iterator[Visit]:
    dice, known = chance("visits", person.email), browsers(person)
    days, met = known[0].days, 0
    while days > _gone(person):
        is_first = met < len(known) and known[met].days >= days
        browser = known[met] if is_first else dice.choice(known[:met])
        met += is_first
        at = (today - timedelta(days=days)).replace(hour=dice.randrange(6, 18), minute=0)
        at += timedelta(minutes=dice.randrange(60), seconds=dice.randrange(60))
        seat = dice.choice(_seats(person, days))
        until = at + timedelta(minutes=dice.randint(2, 70))
        signed_out = dice.random() < SIGNED_OUT
        yield Visit(person, seat.client, at, until, browser, is_first, signed_out)
        days -= dice.randint(4, 13)
    if person in HERE_NOW:
        at = today - HERE_NOW[person]
        client = _seats(person, 0)[0].client
        until = today - timedelta(minutes=4)
        yield Visit(person, client, at, until, known[0], is_live=True)


def _gone(person: Person) -> int:
    """Return how many days ago somebody lost his last seat; 0 if he did not."""
    return min((seat.disabled or seat.expires or 0 for seat in _all_seats(person)), default=0)


def _all_seats(person: Person) -> list[Seat]:
    return [seat for seat in SEATS if seat.person == person]


def _seats(person: Person, days: int) -> list[Seat]:
    """Return the seats that somebody had so many days ago, or the one that he came for."""
    mine = _all_seats(person)
    return [seat for seat in mine if seat.days > days] or mine[:1]
