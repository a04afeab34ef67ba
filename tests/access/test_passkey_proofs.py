"""What a passkey proves, and every way in which it does not."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from tests.access.passkeys import asked, owned, sign_in, stored, use
from tests.authenticators import PRESENT, VERIFIED, SoftKey, decoded, encoded
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import BrowserSession, Membership
from webapp.identity.service import links
from webapp.sign_in.service.signing_in import TICKET_LIFETIME

REFUSED = "This passkey does not work here."
LATE = "That took too long"


@pytest.fixture
def key(app, anna):
    """A passkey of Anna's."""
    return owned(app, anna)


# ---- signing in


def test_it_signs_in_and_leads_where_she_wanted_to_go(app, key, build):
    reader = Reader(app).open("/access/passkeys/sign-in?next=/profile")
    assert use(reader, key).address == "/profile"
    session = build.stored(BrowserSession, 2)
    assert (session.way, session.second_factor, session.stay) == ("passkey", None, False)
    assert build.events()[-1] == "sign_in.succeeded"
    assert stored(build).used_at
    assert stored(build).sign_count == 1


def test_the_sign_in_page_has_it_too_and_keeps_what_she_wanted(app, key, build):
    reader = Reader(app).open("/login?next=/profile")
    place = reader.page.by_id("credential")
    assert place.get("data-ca-action") == "/access/passkeys/sign-in"
    values = reader.page.values(reader.page.form())
    sent = {**values, "stay": "1", "credential": key.use(asked(reader))}
    answer = reader.client.post("/access/passkeys/sign-in", data=sent)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/profile")
    assert build.stored(BrowserSession, 2).stay


def test_another_site_is_no_place_to_go(app, key):
    reader = Reader(app).open("/access/passkeys/sign-in?next=//evil.example/")
    assert use(reader, key).address == "/account"


def test_a_new_browser_is_told_by_letter(app, key, postbox):
    postbox.open()
    sign_in(Reader(app), key)
    assert postbox.only().subject == "Sign-in from a new device"


def test_signing_in_takes_few_statements_and_its_page_none(app, key, queries):
    reader = Reader(app)
    with queries() as sent:
        reader.open("/access/passkeys/sign-in")
    assert sent == []
    fields = {"credential": key.use(asked(reader)), "csrf_token": reader.token}
    with queries() as sent:
        assert reader.client.post("/access/passkeys/sign-in", data=fields).status_code == 303
    assert len(sent) <= 12, sent


@pytest.mark.parametrize(
    "traits",
    [
        {"origin": "https://localhost"},
        {"origin": "http://evil.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"key": SoftKey().key},
        {"credential_id": b"unknown"},
        {"handle": bytes(64)},
        {"handle": b""},
    ],
    ids=lambda traits: next(iter(traits)),
)
def test_what_is_not_hers_or_not_for_us_is_refused_with_one_sentence(app, key, build, traits):
    for name, value in traits.items():
        setattr(key, name, value)
    reader = sign_in(Reader(app), key, status=422)
    assert REFUSED in reader.text
    assert build.events()[-1] == "sign_in.passkey_refused"
    assert stored(build).used_at is None


def test_a_spoilt_signature_is_refused(app, key):
    reader = Reader(app).open("/access/passkeys/sign-in")
    answer = json.loads(key.use(asked(reader)))
    for part in ("signature", "authenticatorData"):
        spoilt = bytearray(decoded(answer["response"][part]))
        spoilt[-1] ^= 1
        response = {**answer["response"], part: encoded(bytes(spoilt))}
        reader.submit(422, credential=json.dumps({**answer, "response": response}))
        assert REFUSED in reader.text


def test_an_answer_counts_once(app, key):
    reader = Reader(app).open("/access/passkeys/sign-in")
    sent = {"csrf_token": reader.token, "credential": key.use(asked(reader))}
    clients = [app.test_client() for _ in range(6)]
    cookie = reader.client.get_cookie("clientarea").value
    for client in clients:  # one browser, or whoever has its cookie
        client.set_cookie("clientarea", cookie)
    with ThreadPoolExecutor(6) as threads:
        answers = threads.map(
            lambda client: client.post("/access/passkeys/sign-in", data=sent).status_code, clients
        )
    assert sorted(answers) == [303, 422, 422, 422, 422, 422]


def test_the_challenge_of_another_browser_is_refused(app, key):
    stolen = asked(Reader(app).open("/access/passkeys/sign-in"))
    reader = Reader(app).open("/access/passkeys/sign-in")
    reader.submit(422, credential=key.use(stolen))
    assert LATE in reader.text
    assert use(reader, key).address == "/account"


def test_a_challenge_is_good_for_ten_minutes(app, key):
    reader = Reader(app).open("/login")
    options = asked(reader)
    fields = {"csrf_token": reader.token}
    with time_machine.travel(now() + timedelta(minutes=11)):
        fields["credential"] = key.use(options)
        answer = reader.client.post("/access/passkeys/sign-in", data=fields)
    assert answer.status_code == 422
    assert LATE in answer.text


def test_a_counter_that_falls_back_is_a_copys(app, key, build):
    sign_in(Reader(app), key)
    sign_in(Reader(app), key)
    key.counter = 0
    reader = sign_in(Reader(app), key, status=422)
    assert REFUSED in reader.text
    assert build.events()[-1] == "sign_in.passkey_refused"
    assert stored(build).sign_count == 2


def test_a_passkey_that_does_not_count_works_for_ever(app, anna):
    key = owned(app, anna, counter=None)
    for _ in range(3):
        assert sign_in(Reader(app), key).address == "/account"


def test_whoever_has_no_seat_left_learns_no_more_than_a_stranger(app, key, build):
    build.change(Membership, 1, disabled_at=now())
    reader = sign_in(Reader(app), key, status=422)
    stranger = sign_in(Reader(app), SoftKey(), status=422)
    assert reader.text == stranger.text


def test_without_scripts_the_answer_is_a_sentence(app):
    reader = Reader(app).open("/access/passkeys/sign-in").submit(422)
    assert "Your browser sent no passkey." in reader.text
    assert "This browser cannot use passkeys" in reader.text


def test_tries_are_counted_and_only_those_that_fail(app, key):
    for _ in range(3):
        sign_in(Reader(app), key)
    reader = Reader(app)
    for _ in range(20):
        sign_in(reader, SoftKey(), status=422)
    sign_in(reader, key, status=429)
    assert "too many attempts" in reader.text


# ---- the second step


def waiting(app, anna, **facts) -> Reader:
    """A browser in which a password was right, and a step is asked for."""
    reader = Reader(app).open("/login")
    known = {"way": "password", "stay": True, "goal": "/profile", "step": "sign_in.login"}
    with app.app_context():
        ticket = links.issue(anna.user_id, links.SIGN_IN, TICKET_LIFETIME, **known, **facts)
    with reader.client.session_transaction() as session:
        session["ticket"] = ticket
    return reader


def test_it_passes_the_second_step(app, key, anna, build):
    reader = waiting(app, anna).open("/access/passkeys/second-step")
    options = asked(reader)
    assert [decoded(one["id"]) for one in options["allowCredentials"]] == [key.credential_id]
    assert use(reader, key).address == "/profile"
    session = build.stored(BrowserSession, 2)
    assert (session.way, session.second_factor, session.stay) == ("password", "passkey", True)


def test_somebody_elses_passkey_passes_no_step(app, key, anna, build):
    other = owned(app, build.client("Boris"))
    reader = use(waiting(app, anna).open("/access/passkeys/second-step"), other, status=422)
    assert REFUSED in reader.text


def test_who_waits_no_more_signs_in_anew(app, key, anna):
    reader = waiting(app, anna).open("/access/passkeys/second-step")
    sent = {"csrf_token": reader.token, "credential": key.use(asked(reader))}
    with time_machine.travel(now() + timedelta(minutes=21)):
        answer = reader.client.post("/access/passkeys/second-step", data=sent)
        assert answer.headers["Location"].startswith("/login")
        assert Reader(app).open("/access/passkeys/second-step").address.startswith("/login")


def test_who_has_none_is_told_so(app, anna):
    reader = waiting(app, anna).open("/access/passkeys/second-step")
    assert "You have no passkey." in reader.text


# ---- proving anew


@pytest.fixture
def outdated(app, anna, key, build):
    """Anna in a browser in which she signed in a while ago."""
    reader = Reader(app).sign_in(anna)
    build.change(BrowserSession, 2, proved_at=now() - timedelta(minutes=16))
    return reader


def test_it_proves_that_she_is_still_there(outdated, key):
    outdated.open("/access/passkeys/add").press("Use your passkey instead")
    before = outdated.client.get_cookie("clientarea").value
    assert use(outdated, key).address == "/access/passkeys/add"
    assert "Add a passkey" in outdated.page.text("h1")
    assert outdated.client.get_cookie("clientarea").value != before


def test_somebody_elses_proves_nothing(app, outdated, build):
    other = owned(app, build.client("Boris"))
    use(outdated.open("/access/passkeys/prove"), other, status=422)
    assert REFUSED in outdated.text
    assert build.events()[-1] == "sign_in.passkey_refused"
    outdated.open("/access/passkeys/add")
    assert "Confirm that it is you" in outdated.text


def test_who_has_none_is_not_offered_one(app, build):
    boris = build.client("Boris")
    reader = Reader(app).sign_in(boris)
    build.change(BrowserSession, 1, proved_at=now() - timedelta(minutes=16))
    reader.open("/access/passkeys/add")
    assert "Use your passkey instead" not in reader.text
    assert reader.open("/access/passkeys/prove").address == "/access"
