"""Nobody learns who has a user: all refusals are the same, in words, headers and work."""

import re

import pytest
import time_machine

from tests.builders import PASSWORD
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import Membership

CASES = ["known", "unknown", "no password", "no seat", "expired seat", "no address", "odd address"]

CHALLENGE = re.compile("data-ca-passkey='[^']*'")
"""What the browser is asked to sign: another each time."""


@pytest.fixture
def typed(build) -> dict[str, str]:
    """E-mail addresses of equal length, each refused for another reason."""
    build.client("A", email="known@example.com")
    build.client("B", email="blank@example.com", password_hash=None)
    loser = build.client("C", email="loser@example.com")
    build.change(Membership, loser.user_id, disabled_at=now())
    former = build.client("D", email="forme@example.com")
    build.change(Membership, former.user_id, expires_at=now())
    return dict(
        zip(
            CASES,
            [
                *("known@example.com", "nosuc@example.com", "blank@example.com"),
                *("loser@example.com", "forme@example.com", "not an e-mail add"),
                "päul@exämple.com",
            ],
            strict=True,
        )
    )


def refusal(app, email: str, password: str, headers: dict[str, str]):
    reader = Reader(app).open("/login")
    fields = {"csrf_token": reader.token, "email": email, "password": password}
    answer = reader.client.post("/login", data=fields, headers=headers)
    page = answer.text.replace(email, "")
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    kept = [(name, value) for name, value in answer.headers if name != "Set-Cookie"]
    page = CHALLENGE.sub("", page.replace(token, ""))
    return answer.status_code, page, dict(kept) | {"Content-Length": None}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_refusal_does_not_tell_why(app, typed, hasher, queries, case, headers):
    password = PASSWORD if case != "known" else "wrong-harbour-lantern-42"
    with queries() as expected_work:
        expected = refusal(app, "nobody@example.com", PASSWORD, headers)
    assert hasher.verified == 1
    with queries() as work:
        found = refusal(app, typed[case], password, headers)
    assert found == expected
    assert hasher.verified == 2
    assert work == expected_work
    assert expected[0] == 422


@pytest.mark.parametrize("case", CASES)
def test_a_throttled_refusal_does_not_tell_either(app, typed, hasher, case):
    found = []
    with time_machine.travel(now(), tick=False):
        for email in (typed[case], "nobody@example.com"):
            for _ in range(5):
                refusal(app, email, "wrong", {})
            found.append(refusal(app, email, PASSWORD, {}))
    assert found[0] == found[1]
    assert found[0][0] == 429
    assert hasher.verified == 10


def test_the_right_pair_costs_one_hash_too(app, typed, hasher):
    reader = Reader(app).open("/login").submit(email="known@example.com", password=PASSWORD)
    assert reader.address == "/account"
    assert (hasher.verified, hasher.hashed) == (1, 0)
