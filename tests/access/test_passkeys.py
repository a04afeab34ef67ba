"""One's own passkeys: added, named, removed, and never the last way in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from tests.access.passkeys import add, asked, owned, sign_in
from tests.authenticators import PRESENT, SoftKey, encoded
from tests.builders import PASSWORD
from tests.reader import Reader
from webapp.access.errors.passkeys import MOST_PASSKEYS, LastWayIn
from webapp.access.service import passkeys as service
from webapp.core.clock import now
from webapp.identity.models import BrowserSession, Passkey, User

NOT_MADE = "Your device made no passkey that we can use."
LATE = "That took too long"


def in_list(number: int, user_id: int) -> Passkey:
    return Passkey(
        user_id=user_id,
        credential_id=number.to_bytes(16),
        public_key=b"",
        sign_count=0,
        transports="",
        is_backed_up=False,
        name=f"Key {number}",
    )


def test_she_adds_one_and_it_signs_her_in(app, reader, anna, build, postbox):
    reader.sign_in(anna)
    postbox.open()
    reader.open("/access").press("Manage your passkeys").press("Add a passkey")
    assert "This browser cannot use passkeys" in reader.text
    key = SoftKey()
    reader.submit(name="My laptop", credential=key.make(asked(reader)))
    assert "Passkey added." in reader.text
    assert "My laptop" in reader.text
    assert "Never" in reader.text
    letter = postbox.only()
    assert letter.subject == "A passkey was added"
    assert "My laptop" in letter.text
    assert "access.passkey_added" in build.events()
    assert "1 passkey" in reader.open("/access").text
    assert sign_in(Reader(app), key).address == "/account"
    assert "Never" not in reader.open("/access/passkeys/edit").text


def test_the_page_asks_for_what_the_policy_says(plain, anna):
    options = asked(plain.sign_in(anna).open("/access/passkeys/add"))
    assert options["rp"] == {"id": "localhost", "name": "Client area"}
    assert options["attestation"] == "none"
    wanted = options["authenticatorSelection"]
    assert wanted["userVerification"] == wanted["residentKey"] == "required"
    assert options["user"]["name"] == anna.email
    assert len(options["user"]["id"]) == 86  # 64 bytes
    again = asked(plain.open("/access/passkeys/add"))
    assert again["user"] == options["user"]
    assert again["challenge"] != options["challenge"]


def test_it_is_named_after_the_browser_until_she_says_otherwise(plain, anna):
    plain.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0"
    add(plain.sign_in(anna), SoftKey())
    assert "Firefox on Linux" in plain.text
    plain.headers["User-Agent"] = "<b>unheard of</b>"
    add(plain, SoftKey())
    assert "My device" in plain.text


def test_she_renames_it_and_the_list_shows_that(reader, anna, build):
    add(reader.sign_in(anna), SoftKey())
    reader.open("/access").press("Manage").press("Rename").submit(name="<Old> laptop")
    assert "Passkey renamed." in reader.text
    assert "<Old> laptop" in reader.text
    assert "access.passkey_renamed" in build.events()


@pytest.mark.parametrize(
    ("name", "words"),
    [("  ", "Enter a name"), ("x" * 101, "at most 100 characters"), ("a\x00b", "invisible")],
)
def test_a_name_that_is_none_is_refused(plain, anna, name, words):
    key = owned(plain.client.application, anna)
    plain.sign_in(anna).open("/access/passkeys/1/edit").submit(422, name=name)
    assert words in plain.text
    plain.open("/access/passkeys/add")
    plain.submit(422, name=name, credential=SoftKey(handle=key.handle).make(asked(plain)))
    assert words in plain.text


def test_she_removes_it_and_it_lets_nobody_in(app, reader, anna, build, postbox):
    key = owned(app, anna)
    with_the_key, with_the_password = Reader(app), Reader(app).sign_in(anna)
    sign_in(with_the_key, key)
    postbox.open()
    reader.sign_in(anna).open("/access").press("Manage").press("Remove")
    assert "will not let you in any more" in reader.text
    reader.submit()
    assert "Passkey removed." in reader.text
    assert "A passkey was removed" in [one.subject for one in postbox.open()]
    assert "access.passkey_removed" in build.events()
    sign_in(Reader(app), key, status=422)
    assert with_the_key.open("/profile").address.startswith("/login")
    assert with_the_password.open("/profile").address == "/profile"


def test_the_last_way_in_stays(plain, anna, build):
    first, second = SoftKey(), SoftKey()
    add(add(plain.sign_in(anna), first), second)
    build.change(User, anna.user_id, password_hash=None)
    plain.open("/access/passkeys/1/remove").submit()
    plain.open("/access/passkeys/2/remove").submit(422)
    assert "only way to sign in" in plain.text
    plain.open("/access/passkeys/2/edit")


def test_two_tabs_cannot_take_the_last_two(app, anna, build):
    build.add(in_list(1, anna.user_id))
    build.add(in_list(2, anna.user_id))
    build.change(User, anna.user_id, password_hash=None)

    def remove(number: int) -> bool:
        with app.app_context():
            try:
                service.remove_passkey(anna.user_id, number, 0)
            except LastWayIn:
                return False
            return True

    with ThreadPoolExecutor(2) as tabs:
        assert sorted(tabs.map(remove, [1, 2])) == [False, True]


def test_there_is_an_end_to_them(plain, anna, build):
    for number in range(MOST_PASSKEYS - 1):
        build.add(in_list(number, anna.user_id))
    add(plain.sign_in(anna), SoftKey())
    add(plain, SoftKey(), status=422)
    assert "at most 20 passkeys" in plain.text


@pytest.mark.parametrize("path", ["1/edit", "1/remove", "99999999999999999999/edit", "7/remove"])
def test_those_of_others_are_not_there(app, plain, anna, build, path):
    owned(app, anna)
    plain.sign_in(build.client("Boris")).open(f"/access/passkeys/{path}", status=404)


def test_adding_and_removing_ask_again_who_is_there(app, reader, anna, build):
    owned(app, anna)
    reader.sign_in(anna)
    build.change(BrowserSession, 2, proved_at=now() - timedelta(minutes=16))
    for path in ("add", "1/remove"):
        reader.open(f"/access/passkeys/{path}")
        if path == "1/remove":
            reader.submit()
        assert "Confirm that it is you" in reader.text
    reader.submit(proof_password=PASSWORD)
    assert "Passkey removed." in reader.text


# ---- what is refused, and leaves nothing behind


@pytest.mark.parametrize(
    "traits",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:1"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"credential_id": b""},
        {"credential_id": bytes(1024)},
    ],
    ids=str,
)
def test_a_passkey_for_another_place_or_unverified_is_not_kept(plain, anna, build, traits):
    add(plain.sign_in(anna), SoftKey(**traits), status=422)
    assert NOT_MADE in plain.text
    assert "access.passkey_added" not in build.events()


def test_one_made_inside_another_site_is_not_kept(plain, anna):
    add(plain.sign_in(anna), SoftKey(), status=422, crossOrigin=True)
    assert NOT_MADE in plain.text


def test_an_answer_to_signing_in_makes_no_passkey(plain, anna):
    key = SoftKey()
    plain.sign_in(anna).open("/access/passkeys/add")
    plain.submit(422, credential=key.use(asked(plain)))
    assert NOT_MADE in plain.text


def test_each_challenge_counts_once_and_for_ten_minutes_only(app, plain, anna):
    plain.sign_in(anna).open("/access/passkeys/add")
    options = asked(plain)
    plain.submit(credential=SoftKey().make(options))
    plain.open("/access/passkeys/add").submit(422, credential=SoftKey().make(options))
    assert LATE in plain.text
    fresh = asked(plain)
    with time_machine.travel(now() + timedelta(minutes=11)):
        plain.submit(422, credential=SoftKey().make(fresh))
        assert LATE in plain.text
        plain.submit(credential=SoftKey().make(asked(plain)))


def test_the_challenge_of_another_session_or_purpose_or_of_nobody_is_refused(app, plain, anna):
    elsewhere = asked(Reader(app).sign_in(anna).open("/access/passkeys/add"))
    entering = asked(Reader(app).open("/access/passkeys/sign-in"))
    plain.sign_in(anna)
    for challenge in (
        elsewhere["challenge"],
        entering["challenge"],
        encoded(bytes(36)),
        encoded(b"short"),
        "",
    ):
        plain.open("/access/passkeys/add")
        made = SoftKey().make({**asked(plain), "challenge": challenge})
        plain.submit(422, credential=made)
        assert LATE in plain.text


def test_one_that_somebody_has_already_is_not_his_and_not_told(app, plain, anna, build):
    key = owned(app, anna)
    boris = Reader(app).sign_in(build.client("Boris"))
    add(boris, key, status=422)
    assert NOT_MADE in boris.text
    add(plain.sign_in(anna), key, status=422)
    assert NOT_MADE in plain.text


def test_without_scripts_the_form_says_what_it_needs(plain, anna):
    plain.sign_in(anna).open("/access/passkeys/add").submit(422)
    assert "Your browser sent no passkey." in plain.text


def test_a_page_takes_three_statements_and_an_addition_few(app, plain, anna, queries):
    owned(app, anna)
    plain.sign_in(anna)
    for path in ("", "/edit", "/add", "/1/edit", "/1/remove"):
        with queries() as sent:
            assert plain.client.get(f"/access/passkeys{path}").status_code == 200
        assert len(sent) <= 3, sent
    plain.open("/access/passkeys/add")
    fields = {"name": "n", "credential": SoftKey().make(asked(plain)), "csrf_token": plain.token}
    with queries() as sent:
        assert plain.client.post("/access/passkeys/add", data=fields).status_code == 303
    assert len(sent) <= 12, sent
