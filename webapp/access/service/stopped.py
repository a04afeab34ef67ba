"""Somebody knew the password and was not let in for another reason: his owner is told."""

from typing import Literal

from webapp.core import db
from webapp.core.clock import now
from webapp.core.net import UNKNOWN, read_address, throttled_network
from webapp.core.origin import current_origin
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify

Obstacle = Literal["addresses", "second-factor"]


@db.operation
def tell_stopped(user_id: int, by: Obstacle) -> None:
    """Mail a user that a sign-in with his password was stopped, and by what.

    At most once in an hour of the clock for each network and obstacle; the event is logged each
    time. Called as the aftermath of a refusal, or by the worker on behalf of a request.
    """
    record_event("sign_in.stopped", user_id=user_id, by=by)
    network = throttled_network(read_address(current_origin().address) or UNKNOWN)
    once = f"sign-in-stopped {user_id} {by} {network} {now():%Y%m%d%H}"
    notify("security.sign_in_stopped", {"by": by}, user_id=user_id, key=once)
