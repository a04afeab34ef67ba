"""Sensitive acts ask again who is there; what was typed goes on with the answer."""

from datetime import timedelta

import pytest
from flask import Blueprint, request

from tests.access.passkeys import owned
from tests.builders import PASSWORD, Builder
from tests.html import parse_page
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.guard import own
from webapp.identity.models import BrowserSession, User
from webapp.sign_in.routes.recent import recent

FRESH = "seven-paper-lanterns-adrift"
OLD = timedelta(minutes=16)
SET = {"password": FRESH, "password_again": FRESH}

bp = Blueprint("act", __name__)
done: list[dict[str, list[str]]] = []


@bp.route("/act", methods=["GET", "POST"])
@own
@recent("account.index")
def act() -> str:
    """Something that matters, as its room would write it."""
    if request.method == "POST":
        done.append(dict(request.form.lists()))
    return "acted"


@pytest.fixture
def acting(make_app):
    """An application with such an act, in which somebody signed in a while ago."""
    app = make_app()
    app.register_blueprint(bp)
    build = Builder(app)
    reader = Reader(app).sign_in(build.client("Anna"))
    build.change(BrowserSession, 1, proved_at=now() - OLD)
    done.clear()
    return reader


def post(reader: Reader, **fields: object):
    token = reader.open("/logout").token
    return reader.client.post("/act?from=here", data={"csrf_token": token, **fields})


def test_what_was_typed_goes_on_with_the_answer(acting):
    asked = post(acting, note="<b>", tick=["1", "2"], secret="never shown")
    assert asked.status_code == 200
    assert done == []
    page = parse_page(asked.text)
    carried = page.values(page.form())
    assert carried["note"] == "<b>"
    assert "never shown" not in asked.text
    assert page.form().get("action") == "/act?from=here"
    before = acting.client.get_cookie("clientarea").value
    answer = post(acting, note="<b>", tick=["1", "2"], proof_password=PASSWORD)
    assert answer.text == "acted"
    assert [(act["note"], act["tick"]) for act in done] == [(["<b>"], ["1", "2"])]
    assert acting.client.get_cookie("clientarea").value != before
    assert post(acting, note="again").text == "acted"


def test_a_wrong_password_acts_not_and_keeps_what_was_typed(acting):
    refused = post(acting, note="kept", proof_password="wrong")
    assert refused.status_code == 422
    page = parse_page(refused.text)
    assert page.values(page.form())["note"] == "kept"
    assert "This is not your password." in refused.text
    assert post(acting, note="kept", proof_password="").status_code == 422
    assert done == []


def test_guesses_are_counted_and_only_wrong_ones(acting):
    for _ in range(10):
        assert post(acting, proof_password="wrong").status_code == 422
    answer = post(acting, proof_password=PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert done == []


def test_without_our_token_nobody_is_asked(acting):
    answer = acting.client.post("/act", data={"proof_password": PASSWORD})
    assert answer.status_code == 400
    assert done == []


def test_reading_asks_for_nothing(acting):
    assert acting.client.get("/act").text == "acted"


@pytest.fixture
def anna(build):
    """Somebody who has no password any more, as after a sign-in by another way."""
    return build.client("Anna")


def test_who_has_no_password_cannot_prove_himself_with_one(reader, anna, build):
    reader.sign_in(anna)
    build.change(User, anna.user_id, password_hash=None)
    build.change(BrowserSession, 1, proved_at=now() - OLD)
    reader.open("/access/password/edit")
    assert "Confirm that it is you" in reader.text
    assert "no password to confirm" in reader.text


def test_who_has_a_passkey_alone_is_offered_to_prove_himself_with_it(app, reader, anna, build):
    owned(app, anna)
    reader.sign_in(anna)
    build.change(User, anna.user_id, password_hash=None)
    for session_id in (1, 2):
        build.change(BrowserSession, session_id, proved_at=now() - OLD)
    reader.open("/access/password/edit").press("Use your passkey instead")
    assert reader.address.startswith("/access/passkeys/prove")


def test_who_was_there_just_now_sets_his_first_password_at_once(reader, anna, build, postbox):
    reader.sign_in(anna)
    postbox.open()
    build.change(User, anna.user_id, password_hash=None)
    reader.open("/access").press("Set a password").submit(**SET)
    assert "The new password is set." in reader.text
    assert postbox.only().subject == "A password was set"
    assert "access.password_set" in build.events()


def test_a_secret_that_comes_too_late_is_typed_again(reader, anna, build):
    reader.sign_in(anna)
    build.change(User, anna.user_id, password_hash=None)
    reader.open("/access/password/edit")
    build.change(BrowserSession, 1, proved_at=now() - OLD)
    reader.submit(**SET)
    assert "Confirm that it is you" in reader.text
    assert FRESH not in reader.text
