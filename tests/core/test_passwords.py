"""Passwords: what is accepted, and how they are hashed."""

import threading

import pytest
from argon2 import PasswordHasher

from webapp.core import passwords
from webapp.core.passwords import (
    Busy,
    PasswordLeaked,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)

GOOD = "quiet-harbour-lantern-42"


@pytest.fixture
def plain_app(make_app):
    """An application without a database, as passwords need none."""
    return make_app(migrated=False)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("", PasswordTooShort),
        ("x7#Kq!w9Zr2", PasswordTooShort),
        ("e\u0301" * 8, PasswordTooShort),
        ("password1234", PasswordTooCommon),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", PasswordTooCommon),
        ("qwertyuiopasdfghjkl", PasswordTooCommon),
        ("abcabcabcabcabcabc", PasswordTooCommon),
        ("q7!" + "Kx9$ vM2@" * 114, PasswordTooLong),
    ],
)
def test_a_password_that_is_short_long_or_common_is_refused(plain_app, password, refusal):
    with plain_app.app_context(), pytest.raises(refusal) as found:
        passwords.check(password)
    assert found.value.status == 422
    assert str(found.value).startswith("Enter a password")


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "x7#Kq!w9Zr2v",
        "  blanks  stay  as typed  ",
        "тихая гавань и фонарь",
        "الميناء الهادئ والفانوس",
        "🛶🏮⚓🌊🦑🐙🦀🐚🐠🐡🦈🐳",
        "nul\x00 is a character too 77",
        "q7!" + "Kx9$ vM2@" * 113,
    ],
)
def test_any_characters_make_a_password(plain_app, password):
    with plain_app.app_context():
        passwords.check(password)
        assert passwords.verify(passwords.hash_password(password), password)


@pytest.mark.parametrize("settled", ["10", "20"])
def test_the_provider_sets_the_shortest_length(make_app, settled):
    text = "x7#Kq!w9Zr2vPd5&mB3^t"
    with make_app(migrated=False, password_min_length=settled).app_context():
        passwords.check(text[: int(settled)])
        with pytest.raises(PasswordTooShort, match=f"at least {settled} characters"):
            passwords.check(text[: int(settled) - 1])


@pytest.mark.parametrize(
    ("password", "facts"),
    [
        ("zbigniewprzybylski", ["Zbigniew Przybylski"]),
        ("grzegorz.brzeczyszczykiewicz", ["grzegorz.brzeczyszczykiewicz@chrzaszcz.example"]),
        ("wobblethwaitehosting", ["Wobblethwaite Hosting"]),
    ],
)
def test_a_password_made_of_known_facts_is_common(plain_app, password, facts):
    with plain_app.app_context():
        passwords.check(password, ["somebody else"])
        with pytest.raises(PasswordTooCommon):
            passwords.check(password, facts)


def test_the_list_of_leaked_passwords_is_asked(make_app, tmp_path):
    leaked = tmp_path / "leaked.txt"
    leaked.write_text("6C1B2D56BCFA7EFCEE0CAAE3D8E9FBB0A9B3B77D:4\n")
    with make_app(migrated=False, leaked_passwords=str(leaked)).app_context():
        passwords.check(GOOD)
        leaked.write_text(f"{sha1(GOOD)}:1\n")
        with pytest.raises(PasswordLeaked):
            passwords.check(GOOD)


def test_a_file_that_was_taken_away_locks_nobody_out(make_app, tmp_path):
    leaked = tmp_path / "leaked.txt"
    leaked.write_text(f"{sha1(GOOD)}:1\n")
    with make_app(migrated=False, leaked_passwords=str(leaked)).app_context():
        leaked.unlink()
        passwords.check(GOOD)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("password1234", "used by many people"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeats itself"),
        ("qwertyuiop[]", "keys"),
        ("abcdefghijklmnop", "alphabet"),
        ("Northwind-2026", "your own details"),
    ],
)
def test_a_refusal_tells_the_reason(plain_app, password, reason):
    with plain_app.app_context(), pytest.raises(PasswordTooCommon) as found:
        passwords.check(password, ["Northwind Hosting"])
    assert reason in str(found.value)


def sha1(password: str) -> str:
    from hashlib import sha1 as digest  # noqa: PLC0415 - the name says it better here

    return digest(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.mark.parametrize(
    ("typed_first", "typed_later"),
    [
        ("Ｑｕｉｅｔ-harbour-lantern", "Quiet-harbour-lantern"),
        ("re\u0301sume\u0301-harbour-lantern", "r\u00e9sum\u00e9-harbour-lantern"),
        ("ﬁne-harbour-lantern", "fine-harbour-lantern"),
    ],
)
def test_every_keyboard_types_the_same_password(plain_app, typed_first, typed_later):
    with plain_app.app_context():
        stored = passwords.hash_password(typed_first)
        assert passwords.verify(stored, typed_later)
        assert not passwords.verify(stored, typed_later + " ")


def test_the_hash_has_the_parameters_of_the_policy():
    assert passwords.hash_password(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.needs_rehash(passwords.hash_password(GOOD))
    assert passwords.needs_rehash(PasswordHasher(1, 8, 1).hash(GOOD))


@pytest.mark.parametrize("stored", ["", "plain text", "$argon2id$v=19$m=19456,t=2,p=1$broken"])
def test_what_is_no_hash_fits_no_password(stored):
    assert not passwords.verify(stored, GOOD)
    assert not passwords.verify(stored, "nobody has this password")


class Watched(PasswordHasher):
    """The real hasher, observed: how often, and how many at once."""

    def __init__(self) -> None:
        super().__init__(1, 8, 1)
        self.verified = self.inside = self.most = 0
        self.gate = threading.Event()

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002
        self.verified += 1
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.gate.wait()
        try:
            return super().verify(hash, password)
        finally:
            self.inside -= 1


@pytest.fixture
def hasher(monkeypatch):
    watched = Watched()
    monkeypatch.setattr(passwords, "_hasher", watched)
    return watched


def test_nobody_takes_as_long_as_somebody_and_is_never_right(hasher):
    hasher.gate.set()
    for guess in ("nobody has this password", GOOD, ""):
        assert passwords.verify(None, guess) is False
    assert hasher.verified == 3


def test_one_hash_at_a_time_a_few_wait_and_the_next_is_asked_to_come_again(hasher, plain_app):
    stored = PasswordHasher(1, 8, 1).hash(GOOD)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(passwords.verify(stored, GOOD)))
        for _ in range(passwords.PLACES)
    ]
    for thread in threads:
        thread.start()
    while passwords._places._value:  # until all places are taken
        pass
    with plain_app.app_context(), pytest.raises(Busy) as refusal:
        passwords.verify(stored, GOOD)
    assert (refusal.value.status, refusal.value.retry_after) == (429, 1)
    hasher.gate.set()
    for thread in threads:
        thread.join()
    assert answers == [True] * passwords.PLACES
    assert (hasher.verified, hasher.most) == (passwords.PLACES, 1)
    assert passwords.verify(stored, GOOD)


def test_a_crash_while_hashing_gives_its_place_back(hasher):
    hasher.gate.set()
    for _ in range(passwords.PLACES + 1):
        with pytest.raises(TypeError):
            passwords.verify(None, b"bytes")
    assert passwords.verify(None, GOOD) is False
