"""How the demo's letters fared: attempts, answers of mail servers, what came of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp.demo.chance import chance
from webapp.demo.told import Fate, Told
from webapp.messaging.models import Outcome, State
from webapp.messaging.service.outbox import FIRST_PAUSE, GIVEN_UP_AFTER, LONGEST_PAUSE

UNTOUCHED = timedelta(minutes=2)
WAITING = timedelta(minutes=15)
"""How old letters are that nobody has tried yet, and those that were put back."""

REFUSED, RETURNED, GIVEN_UP, TRIED_AGAIN = 0.012, 0.02, 0.026, 0.07
"""Of a thousand letters, the first 12 are refused, the next 8 come back, and so on."""

BUSY = (
    ("451", "4.7.1 Greylisted, try again in a few minutes"),
    ("421", "4.3.2 The system is under maintenance, try again later"),
    ("452", "4.2.2 The mailbox is full"),
)
NEVER = (
    ("550", "5.1.1 Recipient address rejected: user unknown in local recipient table"),
    ("550", "5.7.1 Message rejected by a local policy"),
)
BOUNCE = ("550", "5.2.2 Reported afterwards: the mailbox is over its quota")


class Attempt(NamedTuple):
    """One attempt to deliver, as the table of deliveries has it."""

    happened_at: datetime
    outcome: Outcome
    code: str = ""
    said: str = "250"


class Fared(NamedTuple):
    """What became of a letter; ``next_at`` is when one that waits will be tried."""

    state: State
    attempts: list[Attempt]
    settled_at: datetime | None = None
    next_at: datetime | None = None

    @property
    def tries(self) -> int:
        """Return how often it was tried."""
        return len([one for one in self.attempts if one.said != BOUNCE[1]])


def fared(told: Told, number: int, address: str, today: datetime) -> Fared:
    """Return how a letter fared that was wanted, the so many-th of all."""
    if told.fate is Fate.EXPIRED and told.expires_at:
        attempts = list(_put_back(told, address, told.expires_at))
        return Fared(State.EXPIRED, attempts, settled_at=told.expires_at)
    age = today - told.at
    if age < UNTOUCHED:
        return Fared(State.QUEUED, [], next_at=told.at)
    if age < WAITING:
        attempts = list(_put_back(told, address, today))
        return Fared(State.QUEUED, attempts, next_at=_after(attempts))
    return _settled(told, number, address, today)


def _settled(told: Told, number: int, address: str, today: datetime) -> Fared:
    dice = chance("fate", number)
    luck = 1.0 if told.fate is Fate.SENT else dice.random()
    first = told.at + timedelta(seconds=dice.randint(1, 40))
    if luck < REFUSED:
        return Fared(State.FAILED, [Attempt(first, Outcome.FAILED, *dice.choice(NEVER))], first)
    if luck < RETURNED:
        later = first + timedelta(minutes=dice.randint(1, 50))
        attempts = [Attempt(first, Outcome.SENT), Attempt(later, Outcome.FAILED, *BOUNCE)]
        return Fared(State.BOUNCED, attempts, later)
    if luck < GIVEN_UP and told.at + GIVEN_UP_AFTER < today:
        attempts = list(_put_back(told, address, told.at + GIVEN_UP_AFTER))
        return Fared(State.FAILED, attempts, told.at + GIVEN_UP_AFTER)
    if luck < TRIED_AGAIN:
        until = told.at + timedelta(minutes=dice.choice((2, 4, 9)))
        attempts = list(_put_back(told, address, until))
        last = _after(attempts)
        return Fared(State.SENT, [*attempts, Attempt(last, Outcome.SENT)], last)
    return Fared(State.SENT, [Attempt(first, Outcome.SENT)], first)


def _put_back(told: Told, address: str, until: datetime) -> Iterator[Attempt]:
    """Be told "not now" until a moment, with the pauses that the outbox makes."""
    code, said = chance("busy", told.type, address).choice(BUSY)
    at, pause = told.at + timedelta(seconds=4), FIRST_PAUSE
    while at < until:
        yield Attempt(at, Outcome.DEFERRED, code, said)
        at, pause = at + pause, min(pause * 2, LONGEST_PAUSE)


def _after(attempts: list[Attempt]) -> datetime:
    """Return when the outbox tries again after these attempts."""
    doubled: timedelta = FIRST_PAUSE * 2 ** (len(attempts) - 1)
    return attempts[-1].happened_at + min(doubled, LONGEST_PAUSE)
