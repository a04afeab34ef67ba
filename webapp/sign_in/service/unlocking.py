"""A way in for browsers that nobody knows yet, where strangers guess at a password."""

from webapp.core import db, limits
from webapp.core.limits import Rule
from webapp.core.net import throttled_network
from webapp.core.origin import client_address
from webapp.core.settings import settings
from webapp.identity.errors import LinkUsedUp
from webapp.identity.service import devices, links, users
from webapp.identity.service.events import record_event
from webapp.identity.service.users import Person
from webapp.sign_in.service import resetting, throttling


def ask_for_link(email: str) -> None:
    """Note that somebody wants to sign in in a new browser, whether or not there is such a user.

    :raises Throttled: too often from this network.
    """
    network = throttled_network(client_address())
    limits.hit([Rule("unlock", settings().limit_reset, network)])
    resetting.note_request(users.lookup_key(email), links.UNLOCK)


def owner_of(token: str) -> Person:
    """Return whose browser a link makes known.

    :raises LinkUsedUp: it works no more, or its user cannot sign in any more.
    """
    person = users.person(links.owner(token, links.UNLOCK))
    if person is None:
        raise LinkUsedUp
    return person


@db.operation
def unlock(token: str, device: str) -> None:
    """Use a link up: from now on the browser of this device token is one that its user knows.

    :raises LinkUsedUp: see :func:`owner_of`.
    """
    person = owner_of(token)
    links.use(token, links.UNLOCK)
    devices.meet(person.user_id, device)
    limits.forget(throttling.of_browser(person.email, device))
    record_event("sign_in.unlocked", user_id=person.user_id)
