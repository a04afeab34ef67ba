"""One-time links as such: for one purpose, for a while, once."""

from datetime import timedelta

import pytest
import time_machine

from webapp.core.clock import now
from webapp.core.tokens import digest
from webapp.identity.errors import LinkUsedUp
from webapp.identity.models import OneTimeLink
from webapp.identity.service import links

HOUR = timedelta(hours=1)


@pytest.fixture
def inside(app):
    """A test that calls services as the command line does."""
    with app.app_context():
        yield


@pytest.fixture
def anna(build):
    return build.client("Anna")


def test_a_link_knows_its_owner_and_is_used_once(inside, anna):
    token = links.issue(anna.user_id, "password", HOUR)
    assert links.owner(token, "password") == anna.user_id
    assert links.owner(token, "password") == anna.user_id
    assert links.use(token, "password").user_id == anna.user_id
    for ask in (links.owner, links.use):
        with pytest.raises(LinkUsedUp):
            ask(token, "password")


def test_only_its_digest_is_stored(inside, anna, build):
    token = links.issue(anna.user_id, "password", HOUR)
    stored = build.stored(OneTimeLink, 1)
    assert stored.token_digest == digest(token)
    assert token not in str(stored)
    assert len(token) == 43
    assert token != links.issue(anna.user_id, "password", HOUR)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "\udcff", "é" * 9999])
def test_a_token_of_nobody_opens_nothing(inside, anna, token):
    links.issue(anna.user_id, "password", HOUR)
    with pytest.raises(LinkUsedUp):
        links.owner(token, "password")
    with pytest.raises(LinkUsedUp):
        links.use(token, "password")


def test_a_link_is_good_for_its_own_purpose_alone(inside, anna):
    token = links.issue(anna.user_id, "email", HOUR)
    with pytest.raises(LinkUsedUp):
        links.use(token, "password")
    assert links.use(token, "email").user_id == anna.user_id


def test_a_link_ends_to_the_second(inside, anna):
    with time_machine.travel(now(), tick=False) as clock:
        token = links.issue(anna.user_id, "password", HOUR)
        clock.shift(HOUR - timedelta(seconds=1))
        assert links.owner(token, "password") == anna.user_id
        assert links.count_working(anna.user_id, "password") == 1
        clock.shift(timedelta(seconds=1))
        assert links.count_working(anna.user_id, "password") == 0
        with pytest.raises(LinkUsedUp):
            links.use(token, "password")


def test_using_one_uses_up_the_others_of_this_user_and_purpose(inside, anna, build):
    bert = build.client("Bert")
    first, second = (links.issue(anna.user_id, "password", HOUR) for _ in range(2))
    other = links.issue(anna.user_id, "email", HOUR)
    strangers = links.issue(bert.user_id, "password", HOUR)
    assert links.count_working(anna.user_id, "password") == 2
    links.use(first, "password")
    assert links.count_working(anna.user_id, "password") == 0
    with pytest.raises(LinkUsedUp):
        links.use(second, "password")
    assert links.use(other, "email").user_id == anna.user_id
    assert links.use(strangers, "password").user_id == bert.user_id


def test_of_links_that_take_a_change_back_the_earlier_ones_work_on(inside, anna):
    first, second, third = (links.issue(anna.user_id, links.REVERT, HOUR) for _ in range(3))
    links.use(second, links.REVERT)
    with pytest.raises(LinkUsedUp):
        links.owner(third, links.REVERT)
    assert links.owner(first, links.REVERT) == anna.user_id
