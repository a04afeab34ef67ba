"""Secrets at rest open only with a key we have, for the purpose they were sealed for."""

import pytest

from webapp.core import sealing
from webapp.core.sealing import SealBroken

SECRET = b"a token that nobody may read"


@pytest.fixture
def sealed(make_app) -> bytes:
    """Bytes that an earlier application sealed with the key ``old``."""
    with make_app(migrated=False, data_key="old").app_context():
        return sealing.seal(SECRET, "letter")


def test_what_is_sealed_can_be_opened_and_not_be_read(make_app):
    with make_app(migrated=False).app_context():
        closed = sealing.seal(SECRET, "letter")
        assert SECRET not in closed
        assert sealing.unseal(closed, "letter") == SECRET


def test_the_same_is_never_sealed_alike(make_app):
    with make_app(migrated=False).app_context():
        assert sealing.seal(SECRET, "letter") != sealing.seal(SECRET, "letter")


def test_a_seal_is_of_one_purpose(make_app):
    with make_app(migrated=False).app_context():
        closed = sealing.seal(SECRET, "letter")
        with pytest.raises(SealBroken):
            sealing.unseal(closed, "second factor")


@pytest.mark.parametrize("place", [0, 10, 40, -1])
def test_altered_bytes_are_refused(make_app, place):
    with make_app(migrated=False).app_context():
        closed = bytearray(sealing.seal(SECRET, "letter"))
        closed[place] ^= 1
        with pytest.raises(SealBroken):
            sealing.unseal(bytes(closed), "letter")


@pytest.mark.parametrize("junk", [b"", b"x", b"\x80" * 200, "ä".encode()])
def test_junk_is_refused(make_app, junk):
    with make_app(migrated=False).app_context(), pytest.raises(SealBroken):
        sealing.unseal(junk, "letter")


def test_a_new_key_seals_and_old_ones_still_open(make_app, sealed):
    with make_app(migrated=False, data_key="new, old").app_context():
        assert sealing.unseal(sealed, "letter") == SECRET
        fresh = sealing.seal(SECRET, "letter")
    with make_app(migrated=False, data_key="new").app_context():
        assert sealing.unseal(fresh, "letter") == SECRET
        with pytest.raises(SealBroken):
            sealing.unseal(sealed, "letter")


def test_a_key_of_this_machine_is_made_once(make_app):
    app = make_app(migrated=False, data_key="")
    with app.app_context():
        closed = sealing.seal(SECRET, "letter")
    path = app.extensions["clientarea.settings"].instance / "data_key"
    assert path.stat().st_mode & 0o077 == 0
    again = make_app(migrated=False, data_key=path.read_text())
    with again.app_context():
        assert sealing.unseal(closed, "letter") == SECRET
