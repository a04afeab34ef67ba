"""An act that passed the guard just before its session was ended: it leaves no way back in."""

import pytest
from sqlalchemy import exists, select

from tests.authenticators import SoftKey
from webapp.access.errors.two_factor import TwoFactorOff
from webapp.access.service import passkeys, recovery_codes
from webapp.core import db
from webapp.identity.errors import SessionOver
from webapp.identity.models import BrowserSession, OneTimeLink, Passkey
from webapp.identity.service import sessions
from webapp.profile.kinds import Kind
from webapp.profile.service import emails
from webapp.sign_in.service import resetting

HERE = 1


@pytest.fixture
def ended(app, plain, anna):
    """What a session could do while it lived, and cannot any more; Anna says it was not she."""
    plain.sign_in(anna)
    with app.test_request_context(base_url="http://localhost"):
        key, options = SoftKey(), passkeys.to_add(anna.user_id, HERE, anna.email, "Anna")
        resetting.disown(anna.user_id)
        yield {
            "passkey": lambda: passkeys.add_passkey(anna.user_id, HERE, "Key", key.make(options)),
            "codes": lambda: recovery_codes.make_anew(anna.user_id, HERE),
            "email": lambda: emails.ask(anna.user_id, HERE, Kind.SIGN_IN, "thief@example.com"),
        }


@pytest.mark.parametrize("act", ["passkey", "codes", "email"])
def test_nothing_is_left_of_it(ended, build, postbox, act):
    before = postbox.told(), build.events()
    with pytest.raises(SessionOver):
        ended[act]()
    assert (postbox.told(), build.events()) == before
    for model in (Passkey, OneTimeLink):
        assert not db.connection().scalar(select(exists().select_from(model)))


def test_a_session_that_lives_may_go_on(app, plain, anna, build):
    plain.sign_in(anna)
    with app.app_context():
        with pytest.raises(TwoFactorOff):
            recovery_codes.make_anew(anna.user_id, HERE)
        emails.ask(anna.user_id, HERE, Kind.SIGN_IN, "anna@elsewhere.example")
        sessions.end_session(HERE, reason="signed-out")
    assert build.stored(BrowserSession, HERE).ended_at
    assert build.stored(OneTimeLink, 1).purpose == Kind.SIGN_IN
