"""How often a sign-in may be tried: by strangers, and by browsers that a user knows."""

from webapp.core import limits
from webapp.core.errors import Throttled
from webapp.core.limits import Rule
from webapp.core.net import throttled_network
from webapp.core.origin import client_address
from webapp.core.settings import settings
from webapp.core.tokens import digest
from webapp.identity.service import users
from webapp.identity.service.users import Candidate
from webapp.sign_in.errors import NeedsUnlocking

FAILURES = "sign-in-failures"


def count(email: str, device: str) -> tuple[Candidate | None, list[Rule]]:
    """Count an attempt to sign in; return who it could be, and the rules that it counts against.

    A browser that the user knows has counters of its own, so that strangers lock nobody out. What
    an attempt costs does not tell which of the two it is, nor whether there is such a user.

    :raises Throttled: too many attempts.
    :raises NeedsUnlocking: too many failures in a row.
    """
    of_strangers, of_device = _of_strangers(email), of_browser(email, device)
    found = users.prospect(email, device, [*of_strangers, *of_device])
    rules = of_device if found.knows_device else of_strangers
    try:
        limits.expect_room(rules, found.counted)
        limits.hit(rules)
    except Throttled as refusal:
        if set(refusal.rules) == {FAILURES}:
            raise NeedsUnlocking from None
        raise
    return found.candidate, rules


def forgiven(email: str, device: str) -> list[Rule]:
    """Return what is forgotten when somebody proves by a letter that the mailbox is his.

    Who guessed too often himself, in this browser, need not wait with a new password.
    """
    of_strangers = [rule for rule in _of_strangers(email) if rule.name in ("sign-in", FAILURES)]
    return [*of_strangers, *of_browser(email, device)]


def _of_strangers(email: str) -> list[Rule]:
    key, network = users.lookup_key(email), throttled_network(client_address())
    return _rules(f"{key} {network}", network, key)


def of_browser(email: str, device: str) -> list[Rule]:
    """Return the rules for one browser that one user knows."""
    here = f"{users.lookup_key(email)} {digest(device).hex()}"
    return _rules(here, here, here)


def _rules(guesses: str, network: str, failures: str) -> list[Rule]:
    current = settings()
    return [
        Rule("sign-in", current.limit_sign_in, guesses),
        Rule("sign-in-network", current.limit_sign_in_network, network),
        Rule("sign-in-network-day", current.limit_sign_in_network_day, network),
        Rule(FAILURES, current.limit_sign_in_failures, failures, is_streak=True),
    ]
