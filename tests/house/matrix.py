"""Who gets which answer: every route really requested, as everybody, with htmx and without."""

from datetime import timedelta
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.builders import Builder, Someone
from tests.html import parse_page
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import Account, AccountState, Membership
from webapp.identity.permissions import (
    FINANCE,
    FULL_ACCESS,
    READ_ONLY,
    SYSTEM_ADMINISTRATOR,
    Permission,
)

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
NO_TOKEN = "no token"
SEATS: dict[str, frozenset[Permission]] = {
    "full": FULL_ACCESS,
    "finance": FINANCE,
    "admin": SYSTEM_ADMINISTRATOR,
    "read only": READ_ONLY,
    "nothing": frozenset(),
    "disabled": FULL_ACCESS,
    "expired": FULL_ACCESS,
}
ROLES = ("anonymous", "owner", *SEATS, "suspended", "closed", "stranger", NO_TOKEN)

PARTS = {"version": "0", "name": "0", "token": "0", "session_id": "0", "number": "0"}
"""What stands for each variable part of an address."""

BODIES: dict[str, dict[str, str]] = {
    "/login": {"email": "{owner.email}", "password": "{owner.password}"},
    "/logout": {},
    "/forgot": {"email": "{owner.email}"},
    "/forgot/<token>": {
        "password": "{owner.password}",
        "password_again": "{owner.password}",
    },
    "/not-me/<token>": {},
    "/access/addresses/edit": {"mode": "any", "version": "0"},
    "/access/addresses/text": {"networks": "192.0.2.0/24"},
    "/access/addresses/keep": {},
    "/access/addresses/recovery": {},
    "/access/addresses/recovery/<token>": {},
    "/styleguide/<name>": {},
    "/login/unlock": {"email": "{owner.email}"},
    "/login/unlock/<token>": {},
    "/access/activity/export": {},
    "/account/activity/export": {},
    "/switch": {"client_id": "{owner.client_id}"},
    "/access/two-factor/edit": {"code": "000000"},
    "/access/two-factor/off": {"code": "000000"},
    "/access/two-factor/devices": {},
    "/access/recovery-codes": {"show": "1"},
    "/access/second-step": {"code": "000000"},
    "/access/passkeys/add": {"name": "Anna", "credential": ""},
    "/access/passkeys/<int:number>/edit": {"name": "Anna"},
    "/access/passkeys/<int:number>/remove": {},
    "/access/passkeys/sign-in": {"credential": ""},
    "/access/passkeys/second-step": {"credential": ""},
    "/access/passkeys/prove": {"credential": ""},
    "/profile/phone/edit": {"number": "+442079460018"},
    "/profile/name/edit": {"name": "Anna"},
    "/profile/avatar/edit": {"remove": "1"},
    "/profile/email": {"withdraw": "1"},
    "/profile/email/edit": {"address": "new@example.com"},
    "/profile/email/confirm/<token>": {},
    "/profile/email/revert/<token>": {},
    "/profile/notification-email": {"withdraw": "1"},
    "/profile/notification-email/edit": {"use": "sign-in"},
    "/profile/notification-email/confirm/<token>": {},
    "/profile/language/edit": {"language": "en"},
    "/profile/time-zone/edit": {"time_zone": "Europe/Kyiv"},
    "/access/password/edit": {
        "current": "not the password",  # the right one would sign others out
        "password": "{owner.password}",
        "password_again": "{owner.password}",
    },
    "/access/sessions/edit": {},
    "/access/sessions/<int:session_id>/end": {},
    "/client-area-settings/login-mail/edit": {"login_mail": "every"},
}
"""A form that would be accepted, for each address that takes one."""


class Request(NamedTuple):
    """One line of the matrix."""

    method: str
    rule: str

    @property
    def address(self) -> str:
        """The address with its variable parts filled in."""
        address = self.rule
        for name, value in PARTS.items():
            address = address.replace(f"<{name}>", value).replace(f"<int:{name}>", value)
        assert "<" not in address, f"{address}: say in tests/house/matrix.py what stands for this"
        return address

    def body(self, owner: Someone) -> dict[str, str]:
        """The form that is sent."""
        assert self.rule in BODIES, f"{self.rule}: say in tests/house/matrix.py what is posted"
        return {name: value.format(owner=owner) for name, value in BODIES[self.rule].items()}


def requests(app: Flask) -> list[Request]:
    """Every method of every route."""
    return sorted(
        Request(method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    )


class World:
    """Everybody who asks, each signed in before his rights were taken away."""

    def __init__(self, app: Flask, build: Builder) -> None:
        self.app = app
        self.build = build
        self.owner = build.client("Olga Owner")
        self.sessions = {role: self.enter(role) for role in ROLES}

    def enter(self, role: str) -> FlaskClient:
        """A browser in which somebody with this role is signed in."""
        client = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{ROLES.index(role)}"  # throttled apart
        if role != "anonymous":
            someone = self.somebody(role)
            sent = {"email": someone.email, "password": someone.password}
            answer = client.post("/login", data={**sent, "csrf_token": token(client)})
            assert answer.status_code == 303, role
            self.befall(role, someone)
        return client

    def somebody(self, role: str) -> Someone:
        """The person with a role; a seat on the owner's account is his last used one."""
        if role == "owner":
            return self.owner
        number = len(self.build.events())  # grows with each sign-in: a name of one's own
        email = f"{role.replace(' ', '-')}{number}@example.com"
        person = self.build.client(f"{role.title()} {number}", email=email)
        if role in SEATS:
            self.build.change(Membership, self.seat_of(person), disabled_at=now())
            self.build.seat(person, self.owner, *SEATS[role])
        return person

    def seat_of(self, person: Someone) -> int:
        """The seat that somebody got last."""
        with self.app.app_context(), db.write_connection() as connection:
            query = select(func.max(Membership.id)).where(Membership.user_id == person.user_id)
            return connection.execute(query).scalar_one()

    def befall(self, role: str, someone: Someone) -> None:
        """What happens to him after he signed in."""
        states = {"suspended": AccountState.SUSPENDED, "closed": AccountState.CLOSED}
        if role in states:
            self.build.change(Account, someone.account_id, state=states[role])
        elif role == "disabled":
            self.build.change(Membership, self.seat_of(someone), disabled_at=now())
        elif role == "expired":
            moment = now() - timedelta(seconds=1)
            self.build.change(Membership, self.seat_of(someone), expires_at=moment)

    def ask(self, request: Request, role: str, *, htmx: bool) -> str:
        """Send one request and say in a word what came back."""
        client, headers = self.sessions[role], HTMX if htmx else {}
        if request.method == "GET":
            return in_a_word(client.get(request.address, headers=headers))
        body = request.body(self.owner)
        if role != NO_TOKEN:
            body["csrf_token"] = token(client)
        answer = client.post(request.address, data=body, headers=headers)
        if request.rule in ("/login", "/logout"):
            self.sessions[role] = self.enter(role)
        return in_a_word(answer)


def token(client: FlaskClient) -> str:
    """A token for this browser: from the sign-in page, or from a form behind it."""
    for address in ("/login", "/logout"):
        answer = client.get(address)
        if answer.status_code == 200:
            return parse_page(answer.text).values(parse_page(answer.text).form())["csrf_token"]
    message = "no page has a form"
    raise AssertionError(message)


def in_a_word(answer: TestResponse) -> str:
    """The status, and where a redirect to sign in leads."""
    goal = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
    if goal.startswith("/login?next="):
        return f"{answer.status_code} sign in"
    return str(answer.status_code)
